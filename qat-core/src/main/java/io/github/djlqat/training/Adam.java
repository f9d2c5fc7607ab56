package io.github.djlqat.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * Adam with decoupled weight decay.
 *
 * <p>With gradient g, moments m and v, step count t and rate r: m = b1 m + (1 - b1) g; v = b2 v +
 * (1 - b2) g^2; w = w - r (m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + e) + decay w). Kingma and Ba,
 * "Adam", 2015, algorithm 1; decay as Loshchilov and Hutter, "Decoupled weight decay
 * regularization", 2019, algorithm 2.
 */
public final class Adam extends StatefulOptimizer {

    private final float beta1;
    private final float beta2;
    private final float epsilon;

    private Adam(Builder builder) {
        super(builder);
        beta1 = builder.beta1;
        beta2 = builder.beta2;
        epsilon = builder.epsilon;
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
        NDArray first = slot.array("first", weight);
        NDArray second = slot.array("second", weight);
        NDArray square = gradient.mul(gradient);
        square.attach(scratch);
        first.muli(beta1).addi(gradient.muli(1 - beta1));
        second.muli(beta2).addi(square.muli(1 - beta2));
        double correction1 = 1 - StrictMath.pow(beta1, slot.count());
        double correction2 = 1 - StrictMath.pow(beta2, slot.count());
        NDArray root = second.mul((float) (1 / correction2));
        root.attach(scratch);
        NDArray deviation = root.sqrt();
        deviation.attach(scratch);
        NDArray step = first.mul((float) (rate / correction1));
        step.attach(scratch);
        step.divi(deviation.addi(epsilon));
        if (decay != 0) {
            NDArray decayed = weight.mul(rate * decay);
            decayed.attach(scratch);
            step.addi(decayed);
        }
        return step;
    }

    /** Builds an {@link Adam}. */
    public static final class Builder extends StatefulOptimizer.Builder<Builder> {

        private float beta1 = 0.9f;
        private float beta2 = 0.999f;
        private float epsilon = 1e-8f;

        private Builder() {}

        /**
         * Sets how slowly the moments move.
         *
         * @param first of the gradient, at least 0, below 1, default 0.9
         * @param second of its square, at least 0, below 1, default 0.999
         * @return this builder
         */
        public Builder optBetas(float first, float second) {
            if (!(first >= 0 && first < 1 && second >= 0 && second < 1)) {
                throw new IllegalArgumentException(
                        "Adam's betas: expected at least 0 and below 1, found "
                                + first
                                + " and "
                                + second);
            }
            beta1 = first;
            beta2 = second;
            return this;
        }

        /**
         * Sets what is added to the deviation.
         *
         * @param value above 0, default 1e-8
         * @return this builder
         */
        public Builder optEpsilon(float value) {
            if (!(value > 0)) {
                throw new IllegalArgumentException(
                        "Adam's epsilon: expected above 0, found " + value);
            }
            epsilon = value;
            return this;
        }

        /**
         * Builds the optimizer.
         *
         * @return the optimizer
         */
        public Adam build() {
            return new Adam(this);
        }

        @Override
        protected Builder self() {
            return this;
        }
    }
}
