package io.github.djlqat.examples.train;

import java.nio.file.Path;
import java.util.Locale;

/**
 * The recipe of a training job.
 *
 * @param name the base name of the weights file, usually the model's name
 * @param epochs the number of epochs, at least 1
 * @param batchSize the images of a batch, at least 1
 * @param optimizer which optimizer
 * @param learningRate the largest learning rate; it rises to it in a line, then falls along a
 *     cosine
 * @param warmupEpochs the epochs of the rise, may be a fraction, 0 or more
 * @param weightDecay the decay of kernels and matrices, 0 or more
 * @param seed of initial weights, data order, augmentation and dropout
 * @param threads of the engine within an operation; 0 for the engine's choice. Sums in another
 *     order round otherwise, so the same bits need the same number
 * @param checkpointBatches save within an epoch after so many batches; 0 for epochs' ends only
 * @param output the folder for results
 * @param existing what to do with an earlier run in that folder
 */
public record TrainConfig(
        String name,
        int epochs,
        int batchSize,
        OptimizerKind optimizer,
        float learningRate,
        float warmupEpochs,
        float weightDecay,
        long seed,
        int threads,
        int checkpointBatches,
        Path output,
        ExistingRun existing) {

    /** The optimizers. */
    public enum OptimizerKind {
        /** Stochastic gradient descent with Nesterov's momentum of 0.9. */
        SGD,
        /** Adam with decoupled weight decay. */
        ADAM
    }

    /** What to do with an earlier run in the output folder. */
    public enum ExistingRun {
        /** Fail. */
        REFUSE,
        /** Go on from its checkpoint; start from the beginning where there is none. */
        RESUME,
        /** Start from the beginning and replace it. */
        REPLACE
    }

    /** Checks the values. */
    public TrainConfig {
        if (name.isEmpty() || !name.matches("[A-Za-z0-9._-]+")) {
            throw new IllegalArgumentException(
                    "training: expected a name of letters, digits, '.', '_' and '-', found \""
                            + name
                            + "\"");
        }
        if (epochs < 1 || batchSize < 1) {
            throw new IllegalArgumentException(
                    "training: expected epochs and batch size of at least 1, found "
                            + epochs
                            + " and "
                            + batchSize);
        }
        if (!(learningRate > 0) || Float.isInfinite(learningRate)) {
            throw new IllegalArgumentException(
                    "training: expected a learning rate above 0, found " + learningRate);
        }
        if (!(warmupEpochs >= 0) || warmupEpochs > epochs || !(weightDecay >= 0)) {
            throw new IllegalArgumentException(
                    "training: expected 0 to "
                            + epochs
                            + " epochs of warm-up and a weight decay of 0 or more, found "
                            + warmupEpochs
                            + " and "
                            + weightDecay);
        }
        if (threads < 0 || checkpointBatches < 0) {
            throw new IllegalArgumentException(
                    "training: expected 0 or more threads and batches between checkpoints, found "
                            + threads
                            + " and "
                            + checkpointBatches);
        }
    }

    /**
     * The recipe that suits the residual networks on CIFAR-10: SGD, batch 128, learning rate 0.2
     * after one epoch of warm-up, weight decay 3e-4, seed 1.
     *
     * @param name the base name of the weights file
     * @param epochs the number of epochs
     * @param output the folder for results
     * @return the recipe
     */
    public static TrainConfig of(String name, int epochs, Path output) {
        return new TrainConfig(
                name,
                epochs,
                128,
                OptimizerKind.SGD,
                0.2f,
                Math.min(1, epochs / 4f),
                3e-4f,
                1,
                0,
                0,
                output,
                ExistingRun.REFUSE);
    }

    /**
     * Sets the batch size.
     *
     * @param value the images of a batch
     * @return the recipe
     */
    public TrainConfig withBatchSize(int value) {
        return new TrainConfig(
                name,
                epochs,
                value,
                optimizer,
                learningRate,
                warmupEpochs,
                weightDecay,
                seed,
                threads,
                checkpointBatches,
                output,
                existing);
    }

    /**
     * Sets optimizer, learning rate and weight decay.
     *
     * @param kind the optimizer
     * @param rate the largest learning rate
     * @param decay the weight decay
     * @return the recipe
     */
    public TrainConfig withOptimizer(OptimizerKind kind, float rate, float decay) {
        return new TrainConfig(
                name,
                epochs,
                batchSize,
                kind,
                rate,
                warmupEpochs,
                decay,
                seed,
                threads,
                checkpointBatches,
                output,
                existing);
    }

    /**
     * Sets the warm-up.
     *
     * @param value its epochs
     * @return the recipe
     */
    public TrainConfig withWarmup(float value) {
        return new TrainConfig(
                name,
                epochs,
                batchSize,
                optimizer,
                learningRate,
                value,
                weightDecay,
                seed,
                threads,
                checkpointBatches,
                output,
                existing);
    }

    /**
     * Sets the seed.
     *
     * @param value the seed
     * @return the recipe
     */
    public TrainConfig withSeed(long value) {
        return new TrainConfig(
                name,
                epochs,
                batchSize,
                optimizer,
                learningRate,
                warmupEpochs,
                weightDecay,
                value,
                threads,
                checkpointBatches,
                output,
                existing);
    }

    /**
     * Sets the engine's threads.
     *
     * @param value the number, 0 for the engine's choice
     * @return the recipe
     */
    public TrainConfig withThreads(int value) {
        return new TrainConfig(
                name,
                epochs,
                batchSize,
                optimizer,
                learningRate,
                warmupEpochs,
                weightDecay,
                seed,
                value,
                checkpointBatches,
                output,
                existing);
    }

    /**
     * Sets when to save in mid-epoch.
     *
     * @param batches after how many batches, 0 for epochs' ends only
     * @return the recipe
     */
    public TrainConfig withCheckpointEvery(int batches) {
        return new TrainConfig(
                name,
                epochs,
                batchSize,
                optimizer,
                learningRate,
                warmupEpochs,
                weightDecay,
                seed,
                threads,
                batches,
                output,
                existing);
    }

    /**
     * Sets what to do with an earlier run in the output folder.
     *
     * @param value what to do
     * @return the recipe
     */
    public TrainConfig withExisting(ExistingRun value) {
        return new TrainConfig(
                name,
                epochs,
                batchSize,
                optimizer,
                learningRate,
                warmupEpochs,
                weightDecay,
                seed,
                threads,
                checkpointBatches,
                output,
                value);
    }

    /** What a resumed run must share with the one it goes on from, as one line. */
    String fingerprint() {
        return String.format(
                Locale.ROOT,
                "epochs=%d batch=%d optimizer=%s rate=%s warmup=%s decay=%s seed=%d",
                epochs,
                batchSize,
                optimizer,
                learningRate,
                warmupEpochs,
                weightDecay,
                seed);
    }
}
