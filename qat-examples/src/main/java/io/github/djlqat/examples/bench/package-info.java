/**
 * Measurements: the runtime's kernels on known networks and on single layers of many sizes, and
 * what fake quantization adds to a training step.
 *
 * <p>What is compared is measured in turns, so that a busy machine slows all of it alike. Entered
 * by the commands.
 */
package io.github.djlqat.examples.bench;
