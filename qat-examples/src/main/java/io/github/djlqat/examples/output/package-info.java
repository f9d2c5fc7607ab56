/**
 * How commands hand over what they made: tables for the terminal, JSON and whole files on disk.
 *
 * <p>Knows nothing of models or training; depends on the JDK only. Entered by every other room of
 * the examples.
 */
package io.github.djlqat.examples.output;
