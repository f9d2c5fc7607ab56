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

    @Override
    public NDArray fakeQuantize(NDArray x, RangeState state, GridSpec grid) {
        NDManager manager = x.getManager();
        Shape shape = broadcastShape(x.getShape(), grid.axis());
        NDArray scale = inManager(manager, state.scale().reshape(shape));
        NDArray zero = inManager(manager, state.zeroPoint().reshape(shape));
        NDArray inverse = manager.create(1f).div(scale);

        NDArray q = x.stopGradient().mul(inverse).round().add(zero);
        NDArray inside =
                q.gte(grid.qmin()).logicalAnd(q.lte(grid.qmax())).toType(DataType.FLOAT32, false);
        NDArray y = q.clip(grid.qmin(), grid.qmax()).sub(zero).mul(scale);
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
                int[] others = otherAxes(x.getShape().dimension(), grid.axis());
                low = data.min(others).toFloatArray();
                high = data.max(others).toFloatArray();
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

    private static int[] otherAxes(int dimensions, int axis) {
        int[] others = new int[dimensions - 1];
        for (int i = 0, j = 0; i < dimensions; i++) {
            if (i != axis) {
                others[j++] = i;
            }
        }
        return others;
    }

    private static NDArray inManager(NDManager manager, NDArray array) {
        array.attach(manager);
        return array;
    }
}
