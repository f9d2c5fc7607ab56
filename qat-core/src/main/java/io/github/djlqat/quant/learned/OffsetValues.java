package io.github.djlqat.quant.learned;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import io.github.djlqat.kernel.GridSpec;
import io.github.djlqat.kernel.StepGradient;
import io.github.djlqat.kernel.StepKernels;
import io.github.djlqat.kernel.StepSpec;
import io.github.djlqat.quant.observer.Grid;

/**
 * Values by a learned step and a learned offset, the value that the lowest integer stands for;
 * parameter {@code offset} of shape (1).
 *
 * <p>An integer zero point is wanted, so the offset counts in whole steps and stays where 0 is on
 * the grid: before each training step it is brought back into {@code -high * step .. 0}. One that
 * is not finite ends training, as a step does that cannot be used.
 */
final class OffsetValues extends StepValues {

    private final Parameter offset;

    OffsetValues(String name, int bits, StepRule rule) {
        super(name, rule, new StepSpec(0, (1 << bits) - 1, StepGradient.ROUNDING_ERROR, false));
        offset = addParameter(parameter("offset", Initializer.ZEROS, true));
    }

    @Override
    NDArray quantize(
            ParameterStore store, NDArray x, NDArray step, float factor, boolean training) {
        if (training) {
            float value = offset();
            float back = Math.max(-high * steps()[0], Math.min(0, value));
            if (back != value) {
                set(offset, new float[] {back});
            }
        }
        NDArray start = store.getValue(offset, x.getDevice(), training).reshape(-1);
        start.attach(x.getManager());
        return StepKernels.of(x.getManager()).quantize(x, step, start, factor, spec);
    }

    @Override
    float[] found(NDArray row) {
        Grid grid =
                StepStart.leastSquares(
                        row, new GridSpec(0, high, false, false, GridSpec.PER_TENSOR));
        return new float[] {grid.scale(), -grid.zeroPoint() * grid.scale()};
    }

    @Override
    void begin(float[] values) {
        start(new float[] {values[0]});
        set(offset, new float[] {values[1]});
    }

    @Override
    void requireUsable() {
        super.requireUsable();
        offset();
    }

    @Override
    int zero() {
        return StepKernels.zero(steps()[0], offset(), high);
    }

    private float offset() {
        float value = offset.getArray().toFloatArray()[0];
        if (!Float.isFinite(value)) {
            throw new IllegalStateException(
                    tensor() + ": expected a finite learned offset, found " + value);
        }
        return value;
    }

    @Override
    protected void prepare(Shape[] inputShapes) {
        super.prepare(inputShapes);
        offset.setShape(new Shape(1));
    }
}
