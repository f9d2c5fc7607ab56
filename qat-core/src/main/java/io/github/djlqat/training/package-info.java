/**
 * Training that can be stopped and resumed to the same bits: optimizers whose state is visible, a
 * learning-rate schedule, checkpoints and the listeners that write them.
 *
 * <p>Everything here works with any DJL {@link ai.djl.nn.Block}, {@link ai.djl.training.Trainer}
 * and {@link ai.djl.training.EasyTrain}; it knows nothing of quantization. This package may use the
 * DJL API only, no other package of this project.
 */
package io.github.djlqat.training;
