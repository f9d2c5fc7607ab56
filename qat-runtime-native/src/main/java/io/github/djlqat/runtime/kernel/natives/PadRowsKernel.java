package io.github.djlqat.runtime.kernel.natives;

import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.PadSpec;
import io.github.djlqat.runtime.kernel.Scratch;
import java.util.Arrays;

/**
 * Padding of an image's rows and columns: whole rows copied, which needs no C. A unit is an output
 * row.
 */
final class PadRowsKernel implements Kernel {

    private final PadSpec spec;
    private final int inHeight;
    private final int outHeight;
    private final int top;
    private final int inRow;
    private final int outRow;
    private final int left;

    PadRowsKernel(PadSpec spec) {
        this.spec = spec;
        int channels = spec.inputShape.get(3);
        inHeight = spec.inputShape.get(1);
        outHeight = spec.outputShape.get(1);
        top = spec.before.get(1);
        inRow = spec.inputShape.get(2) * channels;
        outRow = spec.outputShape.get(2) * channels;
        left = spec.before.get(2) * channels;
    }

    /** Returns whether it is an image [N,H,W,C] of which only rows and columns are padded. */
    static boolean suits(PadSpec spec) {
        return spec.inputShape.size() == 4
                && spec.inputShape.get(0) == spec.outputShape.get(0)
                && spec.inputShape.get(3) == spec.outputShape.get(3);
    }

    @Override
    public int units() {
        return spec.outputShape.get(0) * outHeight;
    }

    @Override
    public void run(byte[] arena, int begin, int end, Scratch scratch) {
        byte[] input = spec.input.array(arena);
        byte[] output = spec.output.array(arena);
        for (int unit = begin; unit < end; unit++) {
            int y = unit % outHeight - top;
            int to = spec.output.offset() + unit * outRow;
            if (y < 0 || y >= inHeight) {
                Arrays.fill(output, to, to + outRow, spec.value);
                continue;
            }
            int from = spec.input.offset() + (unit / outHeight * inHeight + y) * inRow;
            Arrays.fill(output, to, to + left, spec.value);
            System.arraycopy(input, from, output, to + left, inRow);
            Arrays.fill(output, to + left + inRow, to + outRow, spec.value);
        }
    }
}
