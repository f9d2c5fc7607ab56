/**
 * Training jobs: a model, data and a recipe become weights, checkpoints and a table of metrics in a
 * folder; a job that was killed goes on from there to the same bits.
 *
 * <p>Start at {@link io.github.djlqat.examples.train.TrainJob}. May use the packages {@code data},
 * {@code progress} and {@code output} and the core's training package; the commands and the demo
 * enter here.
 */
package io.github.djlqat.examples.train;
