package io.github.djlqat.quant.learned;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.github.djlqat.kernel.Rounding;
import io.github.djlqat.kernel.StepKernels;
import io.github.djlqat.kernel.StepSpec;
import io.github.djlqat.quant.QuantParams;
import io.github.djlqat.quant.ValueQuantizer;
import io.github.djlqat.quant.observer.Grid;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * Values by a learned step, which starts as the mean, or the largest, of what the batches seen give
 * each. Their codes end at 127, where int8 clamps by itself.
 */
class StepValues extends LearnedStep implements ValueQuantizer {

    final StepSpec spec;
    private int batches;
    private float[] sums = {};

    StepValues(String name, StepRule rule, StepSpec spec) {
        super(name, rule, spec.high());
        this.spec = spec;
    }

    @Override
    final long steps(Shape input) {
        return 1;
    }

    @Override
    public final NDArray forward(ParameterStore store, NDArray x, boolean training) {
        requireInitialized();
        if (!isEnabled()) {
            return x;
        }
        if (!isStarted()) {
            observe(x);
        }
        batches = 0;
        float factor = rule.factor(x.size() / Math.max(1, x.getShape().get(0)), high);
        return quantize(store, x, step(store, x, training), factor, training);
    }

    /** Quantizes by a step. */
    NDArray quantize(
            ParameterStore store, NDArray x, NDArray step, float factor, boolean training) {
        return StepKernels.of(x.getManager()).quantize(x, step, factor, spec);
    }

    @Override
    public final void observe(NDArray x) {
        float[] found;
        try (NDManager scope = x.getManager().newSubManager()) {
            found = found(rows(scope, x));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(tensor() + ": " + e.getMessage(), e);
        }
        sums = batches == 0 ? new float[found.length] : sums;
        boolean widens = rule.start().widens();
        float[] values = new float[found.length];
        for (int i = 0; i < found.length; i++) {
            sums[i] = widens ? Math.max(sums[i], found[i]) : sums[i] + found[i];
            values[i] = widens ? sums[i] : sums[i] / (batches + 1);
        }
        begin(values);
        batches++;
    }

    /** Returns what one batch gives: the step first. */
    float[] found(NDArray row) {
        return rule.start().steps(row, spec);
    }

    /** Starts with what the batches gave. */
    void begin(float[] values) {
        start(values);
    }

    @Override
    public final boolean hasRange() {
        return isStarted();
    }

    @Override
    public final boolean clampsAtZero() {
        return isEnabled() && isStarted() && zero() == 0;
    }

    @Override
    public final Rounding rounding() {
        return spec.rounding();
    }

    /** Returns which integer of {@code 0 .. high - low} stands for 0.0. */
    int zero() {
        return -spec.low();
    }

    @Override
    public final QuantParams params() {
        int lowest = 127 - (spec.high() - spec.low());
        return QuantParams.of(new Grid(steps()[0], lowest + zero(), lowest, 127));
    }

    @Override
    protected final void write(DataOutputStream os) throws IOException {
        super.write(os);
        os.writeInt(batches);
        os.writeInt(sums.length);
        for (float sum : sums) {
            os.writeFloat(sum);
        }
    }

    @Override
    protected final void read(DataInputStream is) throws IOException, MalformedModelException {
        super.read(is);
        batches = is.readInt();
        int count = is.readInt();
        if (count < 0 || count > 2) {
            throw new MalformedModelException(
                    tensor() + ": expected at most 2 sums, found " + count);
        }
        sums = new float[count];
        for (int i = 0; i < count; i++) {
            sums[i] = is.readFloat();
        }
    }
}
