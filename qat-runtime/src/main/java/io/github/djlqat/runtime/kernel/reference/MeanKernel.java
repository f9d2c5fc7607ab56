package io.github.djlqat.runtime.kernel.reference;

import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.MeanSpec;
import io.github.djlqat.runtime.kernel.Scratch;

/** Mean over axes; a unit is one output. */
final class MeanKernel implements Kernel {

    private final MeanSpec spec;
    private final int[] keptShape;
    private final int[] keptStrides;
    private final int[] reducedShape;
    private final int[] reducedStrides;
    private final Requantizer requantizer;

    MeanKernel(MeanSpec spec) {
        this.spec = spec;
        keptShape = spec.keptShape.toArray();
        keptStrides = spec.keptStrides.toArray();
        reducedShape = spec.reducedShape.toArray();
        reducedStrides = spec.reducedStrides.toArray();
        requantizer = new Requantizer(spec.requantize);
    }

    @Override
    public int units() {
        int product = 1;
        for (int size : keptShape) {
            product *= size;
        }
        return product;
    }

    @Override
    public void run(byte[] arena, int begin, int end, Scratch scratch) {
        byte[] input = spec.input.array(arena);
        byte[] output = spec.output.array(arena);
        for (int unit = begin; unit < end; unit++) {
            int from = spec.input.offset();
            int rest = unit;
            for (int d = keptShape.length - 1; d >= 0; d--) {
                from += rest % keptShape[d] * keptStrides[d];
                rest /= keptShape[d];
            }
            int sum = sum(input, from, 0);
            output[spec.output.offset() + unit] = requantizer.apply(sum, 0);
        }
    }

    /** Sums over reduced dimension {@code dimension} and those inside it. */
    private int sum(byte[] input, int from, int dimension) {
        if (dimension == reducedShape.length) {
            return input[from] - spec.inputZeroPoint;
        }
        int sum = 0;
        for (int i = 0; i < reducedShape[dimension]; i++) {
            sum += sum(input, from + i * reducedStrides[dimension], dimension + 1);
        }
        return sum;
    }
}
