package io.github.djlqat.quant.discrete;

import ai.djl.ndarray.types.Shape;
import io.github.djlqat.quant.WeightScheme;
import java.util.Objects;

/**
 * BinaryConnect: weights {@code +H} or {@code -H}. Courbariaux, Bengio and David 2015,
 * "BinaryConnect: Training Deep Neural Networks with binary weights during propagations", arXiv
 * 1511.00363, sections 2.2 to 2.4.
 *
 * <p>In training a real weight w becomes {@code sign(w) H} (0 becomes +H), or stochastically {@code
 * +H} with probability {@code clip((w / H + 1) / 2, 0, 1)}. The gradient of the binary weight is
 * the real weight's, as it is; before the next step real weights are clipped to [-H, H]. Outside of
 * training weights are binarized deterministically.
 *
 * <p>H is 1 in the paper. Weights of a network that was trained in floating point are much smaller
 * than that: their sign would hardly ever change, and a stochastic bit would be a coin's. So there
 * is a choice, see {@link Magnitude}; {@code MEAN} is the one to fine-tune with. In front of a
 * batch norm H changes no result, only how far a gradient step moves a weight within [-H, H].
 *
 * <p>A batch norm learns the statistics of what random bits give, which is not what the signs give
 * that are used outside of training: the sums spread wider. So training should end with signs, long
 * enough for the running statistics to follow; see {@link #until}.
 *
 * @param rounding how a training step binarizes
 * @param magnitude what H is
 * @param seed of stochastic rounding; with the layer's path and the number of its step it says
 *     every bit
 * @param randomSteps the training steps that round stochastically, at least 0; those that follow
 *     take the sign
 */
public record BinaryConnect(Rounding rounding, Magnitude magnitude, long seed, long randomSteps)
        implements WeightScheme {

    /** How a training step binarizes. */
    public enum Rounding {
        /** By the sign. */
        DETERMINISTIC,
        /** At random, the nearer value the likelier. */
        STOCHASTIC
    }

    /** What H is. */
    public enum Magnitude {
        /** 1, as the paper has it: for weights that start uniformly in [-1, 1] or near it. */
        ONE,
        /**
         * {@code sqrt(1.5 / (fan in + fan out))}, the mean absolute value of Glorot and Bengio's
         * uniform start: the same as H = 1 with the weights' learning rate divided by that squared,
         * which is what the paper's section 2.5 does for SGD.
         */
        GLOROT,
        /** Each filter's mean absolute weight when its training starts; kept from then on. */
        MEAN
    }

    /** Checks the parts. */
    public BinaryConnect {
        Objects.requireNonNull(rounding, "rounding");
        Objects.requireNonNull(magnitude, "magnitude");
        if (randomSteps < 0) {
            throw new IllegalArgumentException(
                    "randomSteps: expected at least 0, found " + randomSteps);
        }
    }

    /** Every training step alike. */
    public BinaryConnect(Rounding rounding, Magnitude magnitude, long seed) {
        this(rounding, magnitude, seed, Long.MAX_VALUE);
    }

    /**
     * Returns deterministic binarization with the magnitude of the weights training starts from.
     */
    public static BinaryConnect deterministic() {
        return new BinaryConnect(Rounding.DETERMINISTIC, Magnitude.MEAN, 0);
    }

    /** Returns stochastic binarization with the magnitude of the weights training starts from. */
    public static BinaryConnect stochastic(long seed) {
        return new BinaryConnect(Rounding.STOCHASTIC, Magnitude.MEAN, seed);
    }

    /** Returns this with another magnitude. */
    public BinaryConnect withMagnitude(Magnitude value) {
        return new BinaryConnect(rounding, value, seed, randomSteps);
    }

    /**
     * Returns this with training steps that take the sign after {@code steps} stochastic ones;
     * about the last tenth of the steps should.
     */
    public BinaryConnect until(long steps) {
        return new BinaryConnect(rounding, magnitude, seed, steps);
    }

    @Override
    public BinaryConnectQuantizer create(String path) {
        return new BinaryConnectQuantizer(path, this);
    }

    @Override
    public int bits() {
        return 1;
    }

    /** Returns {@link Magnitude#GLOROT} of weights [OC, IC, ...]. */
    static float glorot(Shape shape) {
        long window = shape.slice(2).size();
        long fans = (shape.get(0) + shape.get(1)) * window;
        return (float) Math.sqrt(1.5 / fans);
    }
}
