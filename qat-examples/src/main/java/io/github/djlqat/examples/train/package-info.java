/**
 * Training jobs: a network, data and a recipe become weights, checkpoints and a table of metrics in
 * a folder; a job that was killed goes on from there to the same bits.
 *
 * <p>May use the packages {@code data} and {@code model} and the core's training package.
 */
package io.github.djlqat.examples.train;
