/**
 * How well a network does: predictions of DJL blocks and of integer models on labelled images, and
 * how they compare.
 *
 * <p>Enters the data room, DJL and the runtime; entered by the jobs and the commands.
 */
package io.github.djlqat.examples.evaluate;
