package io.github.djlqat.examples.train;

import java.nio.file.Path;

/**
 * The recipe of a training job.
 *
 * @param name the base name of the weights file, usually the model's name
 * @param epochs the number of epochs, at least 1
 * @param batchSize the images of a batch
 * @param learningRate the largest learning rate; it warms up in a line and falls along a cosine
 * @param warmupEpochs the epochs of the warm-up, may be a fraction
 * @param momentum Nesterov's momentum
 * @param weightDecay the decay of kernels and matrices
 * @param seed of initial weights, data order, augmentation and dropout
 * @param output the folder for results
 * @param resume whether to go on from the checkpoint in the folder, if there is one
 */
public record TrainConfig(
        String name,
        int epochs,
        int batchSize,
        float learningRate,
        float warmupEpochs,
        float momentum,
        float weightDecay,
        long seed,
        Path output,
        boolean resume) {}
