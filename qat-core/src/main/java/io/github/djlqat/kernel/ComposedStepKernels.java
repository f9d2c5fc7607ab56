package io.github.djlqat.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/** Learned steps out of NDArray calls, for every engine. */
public final class ComposedStepKernels implements StepKernels {

    @Override
    public NDArray quantize(NDArray x, NDArray step, float factor, StepSpec spec) {
        NDArray s = column(x, step.stopGradient(), spec);
        Parts parts = new Parts(x, s, s.mul(spec.low()), s.mul(spec.high()), spec);
        NDArray y = parts.passed();
        if (spec.gradient() == StepGradient.NONE) {
            return y;
        }
        NDArray outermost = parts.y.mul(parts.outside());
        NDArray r =
                spec.gradient() == StepGradient.BOUND ? outermost : outermost.add(parts.error());
        NDArray learned = column(x, step.sub(step.stopGradient()), spec);
        return y.add(Scalars.times(learned, factor).div(s).mul(r));
    }

    @Override
    public NDArray quantize(NDArray x, NDArray step, NDArray offset, float factor, StepSpec spec) {
        NDArray s = local(x.getManager(), step.stopGradient());
        float start = offset.toFloatArray()[0];
        int zero = StepKernels.zero(s.toFloatArray()[0], start, spec.high());
        Parts parts = new Parts(x, s, s.mul(-zero), s.mul(spec.high() - zero), spec);
        NDArray outermost = parts.y.add(s.mul(zero)).mul(parts.outside());
        NDArray r = outermost.add(parts.error());
        NDArray learned = local(x.getManager(), step.sub(step.stopGradient()));
        NDArray moved = local(x.getManager(), offset.sub(offset.stopGradient()));
        return parts.passed()
                .add(Scalars.times(learned, factor).div(s).mul(r))
                .add(Scalars.times(moved, factor).mul(parts.outside()));
    }

    private static NDArray column(NDArray x, NDArray step, StepSpec spec) {
        long[] dims = new long[spec.perChannel() ? x.getShape().dimension() : 1];
        Arrays.fill(dims, 1);
        dims[0] = -1;
        return local(x.getManager(), step.reshape(new Shape(dims)));
    }

    private static NDArray local(NDManager manager, NDArray array) {
        array.attach(manager);
        return array;
    }

    /** Values on the grid, and which were within the range. */
    private static final class Parts {

        private final NDArray x;
        private final NDArray inside;
        private final NDArray y;

        Parts(NDArray x, NDArray s, NDArray low, NDArray high, StepSpec spec) {
            this.x = x;
            NDArray data = x.stopGradient();
            inside = data.gt(low).logicalAnd(data.lt(high)).toType(DataType.FLOAT32, false);
            NDArray inverse = x.getManager().create(1f).div(s);
            NDArray steps = data.minimum(high).maximum(low).mul(inverse);
            boolean floor = spec.rounding() == Rounding.FLOOR;
            y = (floor ? steps.floor() : steps.round()).mul(s);
        }

        /** The values on the grid; the gradient passes where x was within the range. */
        NDArray passed() {
            NDArray passed = x.mul(inside);
            // passed - passed is 0 exactly, so that y stays on the grid to the last bit
            return passed.sub(passed.stopGradient()).add(y);
        }

        NDArray outside() {
            return inside.neg().add(1);
        }

        NDArray error() {
            return y.sub(x.stopGradient()).mul(inside);
        }
    }
}
