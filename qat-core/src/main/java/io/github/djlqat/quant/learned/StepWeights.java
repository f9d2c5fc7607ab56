package io.github.djlqat.quant.learned;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.github.djlqat.kernel.StepKernels;
import io.github.djlqat.kernel.StepSpec;
import io.github.djlqat.quant.UniformCodes;
import io.github.djlqat.quant.WeightCodes;
import io.github.djlqat.quant.WeightQuantizer;

/**
 * Weights [OC, ...] by a learned step, or one for each output channel: {@code -2^(bits-1) ..
 * 2^(bits-1) - 1} steps, without the lowest at 8 bits. Steps start when weights are first seen;
 * where they are not learned they follow the weights.
 */
final class StepWeights extends LearnedStep implements WeightQuantizer {

    private final int bits;
    private final StepSpec spec;

    StepWeights(String path, int bits, boolean perChannel, StepRule rule) {
        super(path, rule, (1 << (bits - 1)) - 1);
        this.bits = bits;
        spec = new StepSpec(-Math.min(high + 1, 127), high, rule.gradient(), perChannel);
    }

    @Override
    long steps(Shape input) {
        return spec.perChannel() ? input.get(0) : 1;
    }

    @Override
    public NDArray forward(ParameterStore store, NDArray x, boolean training) {
        requireInitialized();
        if (!isEnabled()) {
            return x;
        }
        if (!isStarted() || (training && !rule.learns())) {
            observe(x);
        }
        float factor = rule.factor(x.size() / steps(x.getShape()), high);
        NDArray step = step(store, x, training);
        return StepKernels.of(x.getManager()).quantize(x, step, factor, spec);
    }

    /** Starts anew from these weights. */
    @Override
    public void observe(NDArray x) {
        try (NDManager scope = x.getManager().newSubManager()) {
            start(rule.start().steps(rows(scope, x), spec));
        }
    }

    @Override
    public boolean foldsBatchNorm() {
        // a factor of the batch norm's would not be a shift
        return rule.source() == StepSource.POWER_OF_TWO;
    }

    @Override
    public WeightCodes encode(NDArray weights) {
        float[] values = weights.toFloatArray();
        if (!isStarted() || !rule.learns()) {
            observe(weights);
        }
        float[] steps = steps();
        byte[] codes = UniformCodes.of(tensor(), values, steps, spec.low(), spec.high());
        return WeightCodes.uniform(codes, steps, bits);
    }
}
