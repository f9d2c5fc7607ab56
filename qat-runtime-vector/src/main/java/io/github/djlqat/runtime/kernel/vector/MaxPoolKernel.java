package io.github.djlqat.runtime.kernel.vector;

import io.github.djlqat.runtime.arithmetic.FixedPoint;
import io.github.djlqat.runtime.kernel.Image;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.PoolSpec;
import io.github.djlqat.runtime.kernel.Scratch;

/** Maximum of codes over windows. A unit is one output row of one image. */
final class MaxPoolKernel implements Kernel {

    private final PoolSpec spec;
    private final PoolRows rows;

    MaxPoolKernel(PoolSpec spec) {
        this.spec = spec;
        Image in = spec.inputShape;
        rows = new PoolRows(in, spec.outputShape, spec.window, in.channels, PoolRows::maximum);
    }

    @Override
    public int units() {
        return spec.outputShape.batch * spec.outputShape.height;
    }

    @Override
    public int scratchBytes() {
        return rows.scratchBytes();
    }

    @Override
    public void run(byte[] arena, int begin, int end, Scratch scratch) {
        byte[] input = spec.input.array(arena);
        byte[] output = spec.output.array(arena);
        int size = spec.outputShape.rowSize();
        for (int row = begin; row < end; row++) {
            int to = spec.output.offset() + row * size;
            rows.run(input, spec.input.offset(), row, output, to, scratch.bytes());
            clamp(output, to, size);
        }
    }

    private void clamp(byte[] output, int from, int size) {
        if (spec.minimum == Byte.MIN_VALUE && spec.maximum == Byte.MAX_VALUE) {
            return;
        }
        for (int i = from; i < from + size; i++) {
            output[i] = (byte) FixedPoint.clamp(output[i], spec.minimum, spec.maximum);
        }
    }
}
