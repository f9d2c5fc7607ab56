package io.github.djlqat.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * Stochastic gradient descent with momentum, optionally Nesterov's.
 *
 * <p>With gradient g (weight decay added), velocity v, momentum m and rate r: v = m v + g; then w =
 * w - r v, or w = w - r (g + m v) with Nesterov's momentum in the form of Sutskever et al., "On the
 * importance of initialization and momentum in deep learning", ICML 2013.
 */
public final class MomentumSgd extends StatefulOptimizer {

    private final float momentum;
    private final boolean nesterov;

    private MomentumSgd(Builder builder) {
        super(builder);
        momentum = builder.momentum;
        nesterov = builder.nesterov;
    }

    /**
     * Returns a builder.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    protected NDArray step(
            Slot slot,
            NDArray weight,
            NDArray gradient,
            float decay,
            float rate,
            NDManager scratch) {
        NDArray g = gradient;
        if (decay != 0) {
            NDArray decayed = weight.mul(decay);
            decayed.attach(scratch);
            g.addi(decayed);
        }
        if (momentum == 0) {
            return g.muli(rate);
        }
        NDArray velocity = slot.array("velocity", weight);
        velocity.muli(momentum).addi(g);
        if (nesterov) {
            NDArray ahead = velocity.mul(momentum);
            ahead.attach(scratch);
            return g.addi(ahead).muli(rate);
        }
        NDArray step = velocity.mul(rate);
        step.attach(scratch);
        return step;
    }

    /** Builds a {@link MomentumSgd}. */
    public static final class Builder extends StatefulOptimizer.Builder<Builder> {

        private float momentum = 0.9f;
        private boolean nesterov = true;

        private Builder() {}

        /**
         * Sets the momentum.
         *
         * @param value at least 0, below 1, default 0.9
         * @return this builder
         */
        public Builder optMomentum(float value) {
            if (!(value >= 0 && value < 1)) {
                throw new IllegalArgumentException(
                        "momentum: expected at least 0 and below 1, found " + value);
            }
            momentum = value;
            return this;
        }

        /**
         * Chooses Nesterov's momentum.
         *
         * @param value whether to, default true
         * @return this builder
         */
        public Builder optNesterov(boolean value) {
            nesterov = value;
            return this;
        }

        /**
         * Builds the optimizer.
         *
         * @return the optimizer
         */
        public MomentumSgd build() {
            return new MomentumSgd(this);
        }

        @Override
        protected Builder self() {
            return this;
        }
    }
}
