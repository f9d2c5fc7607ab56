package io.github.djlqat.quant.observer;

import java.util.Objects;

/**
 * How a quantizer finds its range.
 *
 * @param kind which statistic
 * @param momentum of {@link Kind#MOVING_AVERAGE}, in [0, 1): {@code new = momentum * old + (1 -
 *     momentum) * batch}
 * @param delay training steps before the first observation; until then values pass unquantized
 * @param percentile of {@link Kind#PERCENTILE}, in (50, 100]: the share of values kept on each side
 * @param bins of the histogram kinds, at least 128
 */
public record ObserverSettings(Kind kind, float momentum, int delay, double percentile, int bins) {

    /** Which statistic of the data becomes the range. */
    public enum Kind {
        /** Minimum and maximum of the present tensor, without memory: for weights. */
        CURRENT,
        /** Minimum and maximum of everything seen. */
        MIN_MAX,
        /** Exponential moving average of each batch's minimum and maximum. */
        MOVING_AVERAGE,
        /** Percentiles of a histogram. */
        PERCENTILE,
        /** The range of least squared error over a histogram. */
        MSE,
        /** The range of least Kullback-Leibler divergence over a histogram. */
        ENTROPY;

        /** Returns whether this kind gathers a histogram. */
        public boolean isHistogram() {
            return this == PERCENTILE || this == MSE || this == ENTROPY;
        }
    }

    /** Checks each setting. */
    public ObserverSettings {
        Objects.requireNonNull(kind, "kind");
        if (!(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException("momentum: expected in [0, 1), found " + momentum);
        }
        if (delay < 0) {
            throw new IllegalArgumentException("delay: expected at least 0, found " + delay);
        }
        if (!(percentile > 50 && percentile <= 100)) {
            throw new IllegalArgumentException(
                    "percentile: expected in (50, 100], found " + percentile);
        }
        if (bins < 128) {
            throw new IllegalArgumentException("bins: expected at least 128, found " + bins);
        }
    }

    /** Returns the defaults of a kind: momentum 0.99, no delay, 99.99 %, 2048 bins. */
    public static ObserverSettings of(Kind kind) {
        return new ObserverSettings(kind, 0.99f, 0, 99.99, 2048);
    }

    /** Returns a moving average of the given momentum that starts after {@code delay} steps. */
    public static ObserverSettings movingAverage(float momentum, int delay) {
        return new ObserverSettings(Kind.MOVING_AVERAGE, momentum, delay, 99.99, 2048);
    }

    /** Returns a percentile observer that keeps {@code percentile} % on each side. */
    public static ObserverSettings percentile(double percentile) {
        return new ObserverSettings(Kind.PERCENTILE, 0.99f, 0, percentile, 2048);
    }
}
