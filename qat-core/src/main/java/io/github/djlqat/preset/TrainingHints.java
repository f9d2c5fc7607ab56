package io.github.djlqat.preset;

import java.util.Objects;

/**
 * How a recipe is best trained on from a float network of the same data: a start, not a law.
 *
 * @param optimizer which optimizer
 * @param learningRate its largest rate; rises to it, then falls along a cosine
 * @param epochs passes over the training images
 * @param weightDecay of kernels and matrices
 * @param warmupEpochs of the rise
 * @param batchNormFrozenAt share of all steps after which batch norm's statistics stay, in [0, 1]
 * @param observersFrozenAt share of all steps after which observed ranges stay, in [0, 1]
 * @param estimateBatchNorm whether batch norm's statistics are measured anew, with the final
 *     weights, when training is done: where weights jump from level to level, the running ones are
 *     those of weights that are gone
 */
public record TrainingHints(
        Optimizer optimizer,
        float learningRate,
        int epochs,
        float weightDecay,
        float warmupEpochs,
        double batchNormFrozenAt,
        double observersFrozenAt,
        boolean estimateBatchNorm) {

    /** The optimizers of {@code io.github.djlqat.training}. */
    public enum Optimizer {
        /** Stochastic gradient descent with Nesterov's momentum. */
        SGD,
        /** Adam with decoupled weight decay. */
        ADAM
    }

    /** Checks the values. */
    public TrainingHints {
        Objects.requireNonNull(optimizer, "optimizer");
        if (!(learningRate > 0) || epochs < 1 || !(weightDecay >= 0) || !(warmupEpochs >= 0)) {
            throw new IllegalArgumentException(
                    String.format(
                            "training hints: expected a learning rate above 0, at least 1 epoch,"
                                    + " weight decay and warm-up of 0 or more, found %s, %d, %s"
                                    + " and %s",
                            learningRate, epochs, weightDecay, warmupEpochs));
        }
        requireShare("batchNormFrozenAt", batchNormFrozenAt);
        requireShare("observersFrozenAt", observersFrozenAt);
    }

    private static void requireShare(String what, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(what + ": expected 0 to 1, found " + share);
        }
    }

    /**
     * Returns what suits 8 bits: SGD, 5 epochs, rate 0.01 after 0.3 epochs of warm-up, which
     * weights that are trained already hardly need, weight decay 3e-4, batch norm frozen after half
     * of the steps and ranges after 70 % of them.
     */
    public static TrainingHints usual() {
        return new TrainingHints(Optimizer.SGD, 0.01f, 5, 3e-4f, 0.3f, 0.5, 0.7, false);
    }

    /** Returns this with another optimizer and rate. */
    public TrainingHints with(Optimizer value, float rate) {
        return new TrainingHints(
                value,
                rate,
                epochs,
                weightDecay,
                warmupEpochs,
                batchNormFrozenAt,
                observersFrozenAt,
                estimateBatchNorm);
    }

    /** Returns this with another number of epochs. */
    public TrainingHints withEpochs(int value) {
        return new TrainingHints(
                optimizer,
                learningRate,
                value,
                weightDecay,
                warmupEpochs,
                batchNormFrozenAt,
                observersFrozenAt,
                estimateBatchNorm);
    }

    /** Returns this with another weight decay. */
    public TrainingHints withWeightDecay(float value) {
        return new TrainingHints(
                optimizer,
                learningRate,
                epochs,
                value,
                warmupEpochs,
                batchNormFrozenAt,
                observersFrozenAt,
                estimateBatchNorm);
    }

    /**
     * Returns this for weights of few levels: batch norm keeps the batch's statistics for nearly
     * all of the training, since weights that jump move them, and they are measured anew at the
     * end.
     */
    public TrainingHints forFewLevels() {
        return new TrainingHints(
                optimizer, learningRate, epochs, weightDecay, warmupEpochs, 1, 0.9, true);
    }
}
