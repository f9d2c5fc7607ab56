package io.github.djlqat.runtime.kernel.vector;

import io.github.djlqat.runtime.kernel.BinaryPoolSpec;
import io.github.djlqat.runtime.kernel.Image;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.Scratch;

/** Maximum of bits over windows, 0 standing for the higher. A unit is an output row. */
final class BinaryPoolKernel implements Kernel {

    private static final int WORD_BYTES = Integer.BYTES;

    private final BinaryPoolSpec spec;
    private final PoolRows rows;

    BinaryPoolKernel(BinaryPoolSpec spec) {
        this.spec = spec;
        int pixelBytes = spec.inputShape.channels * WORD_BYTES;
        rows =
                new PoolRows(
                        spec.inputShape, spec.outputShape, spec.window, pixelBytes, PoolRows::and);
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
        Image out = spec.outputShape;
        for (int row = begin; row < end; row++) {
            int to = spec.output.offset() + row * out.rowSize() * WORD_BYTES;
            rows.run(input, spec.input.offset(), row, output, to, scratch.bytes());
        }
    }
}
