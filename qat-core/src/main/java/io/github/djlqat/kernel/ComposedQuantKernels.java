package io.github.djlqat.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djlqat.quant.observer.Grid;
import io.github.djlqat.quant.observer.Range;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** Fake quantization out of NDArray calls, for every engine. */
public final class ComposedQuantKernels implements QuantKernels {

    /**
     * How far beyond the outermost integers the clamp lies, in steps: half a step, less a margin
     * that float32's rounding of {@code x / scale} cannot bridge (255 * 2^-23 * 3 / 2 at most), so
     * that what was clamped always rounds to the outermost integer.
     */
    static final double HALF = 0.4995;

    @Override
    public NDArray fakeQuantize(NDArray x, RangeState state, GridSpec grid) {
        NDManager manager = x.getManager();
        Shape shape = broadcastShape(x.getShape(), grid.axis());
        NDArray scale = inManager(manager, state.scale().reshape(shape));
        NDArray zero = inManager(manager, state.zeroPoint().reshape(shape));
        NDArray inverse = manager.create(1f).div(scale);
        NDArray low = zero.neg().add((float) (grid.qmin() - HALF)).mul(scale);
        NDArray high = zero.neg().add((float) (grid.qmax() + HALF)).mul(scale);

        NDArray data = x.stopGradient();
        NDArray inside = data.gt(low).logicalAnd(data.lt(high)).toType(DataType.FLOAT32, false);
        NDArray clamped = data.minimum(high).maximum(low);
        NDArray y = clamped.mul(inverse).round().mul(scale);
        // passed - passed is 0 exactly, so that y stays on the grid to the last bit
        NDArray passed = x.mul(inside);
        return passed.sub(passed.stopGradient()).add(y);
    }

    @Override
    public void observe(NDArray x, RangeState state, GridSpec grid, RangeRule rule) {
        float[] low;
        float[] high;
        try (NDManager manager = x.getManager().newSubManager()) {
            NDArray data = inManager(manager, x.stopGradient());
            if (grid.isPerChannel()) {
                NDArray rows =
                        data.swapAxes(0, grid.axis()).reshape(data.getShape().get(grid.axis()), -1);
                low = rows.min(new int[] {1}).toFloatArray();
                high = rows.max(new int[] {1}).toFloatArray();
            } else {
                low = data.min().toFloatArray();
                high = data.max().toFloatArray();
            }
        }
        float[] steps = state.steps().toFloatArray();
        boolean first = steps[0] == 0;
        float[] minimum = state.minimum().toFloatArray();
        float[] maximum = state.maximum().toFloatArray();
        float[] scale = state.scale().toFloatArray();
        float[] zero = state.zeroPoint().toFloatArray();
        for (int c = 0; c < minimum.length; c++) {
            minimum[c] = rule.update(minimum[c], low[c], first, true);
            maximum[c] = rule.update(maximum[c], high[c], first, false);
            if (Float.isFinite(minimum[c]) && Float.isFinite(maximum[c])) {
                Grid g = grid.grid(new Range(minimum[c], maximum[c]));
                scale[c] = g.scale();
                zero[c] = g.zeroPoint();
            } else {
                scale[c] = Float.NaN;
            }
        }
        steps[0]++;
        state.minimum().set(FloatBuffer.wrap(minimum));
        state.maximum().set(FloatBuffer.wrap(maximum));
        state.scale().set(FloatBuffer.wrap(scale));
        state.zeroPoint().set(FloatBuffer.wrap(zero));
        state.steps().set(FloatBuffer.wrap(steps));
    }

    private static Shape broadcastShape(Shape x, int axis) {
        if (axis == GridSpec.PER_TENSOR) {
            return new Shape(1);
        }
        long[] dims = new long[x.dimension()];
        Arrays.fill(dims, 1);
        dims[axis] = -1;
        return new Shape(dims);
    }

    private static NDArray inManager(NDManager manager, NDArray array) {
        array.attach(manager);
        return array;
    }
}
