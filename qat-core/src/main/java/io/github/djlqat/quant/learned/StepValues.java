package io.github.djlqat.quant.learned;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.github.djlqat.kernel.StepKernels;
import io.github.djlqat.kernel.StepSpec;
import io.github.djlqat.quant.QuantParams;
import io.github.djlqat.quant.ValueQuantizer;
import io.github.djlqat.quant.observer.Grid;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * Values by a learned step: {@code 0 .. 2^bits - 1} steps, or {@code -2^(bits-1) .. 2^(bits-1) - 1}
 * where they can be negative. The step starts as the mean of what the batches seen give each.
 */
final class StepValues extends LearnedStep implements ValueQuantizer {

    private final int bits;
    private final StepSpec spec;
    private int batches;
    private float sum;

    StepValues(String name, int bits, boolean unsigned, StepRule rule) {
        super(name, rule, (1 << (unsigned ? bits : bits - 1)) - 1);
        this.bits = bits;
        spec = new StepSpec(unsigned ? 0 : -high - 1, high, rule.gradient(), false);
    }

    @Override
    long steps(Shape input) {
        return 1;
    }

    @Override
    public NDArray forward(ParameterStore store, NDArray x, boolean training) {
        requireInitialized();
        if (!isEnabled()) {
            return x;
        }
        if (!isStarted()) {
            observe(x);
        }
        batches = 0;
        float factor = rule.factor(x.size() / Math.max(1, x.getShape().get(0)), high);
        NDArray step = step(store, x, training);
        return StepKernels.of(x.getManager()).quantize(x, step, factor, spec);
    }

    @Override
    public void observe(NDArray x) {
        float step;
        try (NDManager scope = x.getManager().newSubManager()) {
            step = rule.start().steps(rows(scope, x), high)[0];
        }
        sum = batches == 0 ? step : sum + step;
        start(new float[] {sum / (batches + 1)});
        batches++;
    }

    @Override
    public boolean hasRange() {
        return isStarted();
    }

    @Override
    public boolean clampsAtZero() {
        return isEnabled() && isStarted() && spec.low() == 0;
    }

    @Override
    public QuantParams params() {
        return QuantParams.of(new Grid(steps()[0], 127 - high, 127 - ((1 << bits) - 1), 127));
    }

    @Override
    protected void saveMetadata(DataOutputStream os) throws IOException {
        super.saveMetadata(os);
        os.writeInt(batches);
        os.writeFloat(sum);
    }

    @Override
    public void loadMetadata(byte loadVersion, DataInputStream is)
            throws IOException, MalformedModelException {
        super.loadMetadata(loadVersion, is);
        batches = is.readInt();
        sum = is.readFloat();
    }
}
