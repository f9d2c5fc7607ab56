/**
 * The whole way once, in a few minutes and with nothing but the program: draw images, train,
 * quantize both ways, export, compare.
 *
 * <p>Enters the jobs; entered by the command.
 */
package io.github.djlqat.examples.demo;
