/** Placeholder. */
package io.github.djlqat.examples;
