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
 * @param profiled whether to watch some steps and write where their time goes
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
        ExistingRun existing,
        boolean profiled) {

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
     * Starts from the recipe that suits the residual networks on CIFAR-10: SGD, batch 128, learning
     * rate 0.2 after one epoch of warm-up, weight decay 3e-4, seed 1, nothing there yet.
     *
     * @param name the base name of the weights file
     * @param epochs the number of epochs
     * @param output the folder for results
     * @return the builder
     */
    public static Builder builder(String name, int epochs, Path output) {
        return new Builder(
                new TrainConfig(
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
                        ExistingRun.REFUSE,
                        false));
    }

    /**
     * Starts from this recipe.
     *
     * @return the builder
     */
    public Builder toBuilder() {
        return new Builder(this);
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

    /** Builds a {@link TrainConfig}; the parts are explained there. */
    public static final class Builder {

        private final String name;
        private final int epochs;
        private final Path output;
        private int batchSize;
        private OptimizerKind optimizer;
        private float learningRate;
        private float warmupEpochs;
        private float weightDecay;
        private long seed;
        private int threads;
        private int checkpointBatches;
        private ExistingRun existing;
        private boolean profiled;

        private Builder(TrainConfig from) {
            name = from.name;
            epochs = from.epochs;
            output = from.output;
            batchSize = from.batchSize;
            optimizer = from.optimizer;
            learningRate = from.learningRate;
            warmupEpochs = from.warmupEpochs;
            weightDecay = from.weightDecay;
            seed = from.seed;
            threads = from.threads;
            checkpointBatches = from.checkpointBatches;
            existing = from.existing;
            profiled = from.profiled;
        }

        /** Sets the images of a batch. */
        public Builder optBatchSize(int value) {
            batchSize = value;
            return this;
        }

        /** Sets the optimizer. */
        public Builder optOptimizer(OptimizerKind value) {
            optimizer = value;
            return this;
        }

        /** Sets the largest learning rate. */
        public Builder optLearningRate(float value) {
            learningRate = value;
            return this;
        }

        /** Sets the epochs over which the rate rises. */
        public Builder optWarmup(float value) {
            warmupEpochs = value;
            return this;
        }

        /** Sets the weight decay. */
        public Builder optWeightDecay(float value) {
            weightDecay = value;
            return this;
        }

        /** Sets the seed. */
        public Builder optSeed(long value) {
            seed = value;
            return this;
        }

        /** Sets the engine's threads, 0 for its own choice. */
        public Builder optThreads(int value) {
            threads = value;
            return this;
        }

        /** Sets after how many batches to save in mid-epoch, 0 for epochs' ends only. */
        public Builder optCheckpointEvery(int value) {
            checkpointBatches = value;
            return this;
        }

        /** Sets what to do with an earlier run in the output folder. */
        public Builder optExisting(ExistingRun value) {
            existing = value;
            return this;
        }

        /** Sets whether to write where the time of a step goes. */
        public Builder optProfiled(boolean value) {
            profiled = value;
            return this;
        }

        /**
         * Builds the recipe.
         *
         * @throws IllegalArgumentException if a part is out of its bounds
         */
        public TrainConfig build() {
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
                    existing,
                    profiled);
        }
    }
}
