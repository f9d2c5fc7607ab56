package io.github.djlqat.runtime.kernel.reference;

import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.PadSpec;
import io.github.djlqat.runtime.kernel.Scratch;
import java.util.Arrays;

/** Padding; a unit is a run of the output's innermost dimension. */
final class PadKernel implements Kernel {

    private final PadSpec spec;
    private final int[] inputShape;
    private final int[] outputShape;
    private final int[] before;

    PadKernel(PadSpec spec) {
        this.spec = spec;
        inputShape = spec.inputShape.toArray();
        outputShape = spec.outputShape.toArray();
        before = spec.before.toArray();
    }

    @Override
    public int units() {
        int rows = 1;
        for (int i = 0; i < outputShape.length - 1; i++) {
            rows *= outputShape[i];
        }
        return rows;
    }

    @Override
    public void run(byte[] arena, int begin, int end, Scratch scratch) {
        byte[] input = spec.input.array(arena);
        byte[] output = spec.output.array(arena);
        int last = outputShape.length - 1;
        for (int row = begin; row < end; row++) {
            int to = spec.output.offset() + row * outputShape[last];
            int inputRow = inputRow(row);
            if (inputRow < 0) {
                Arrays.fill(output, to, to + outputShape[last], spec.value);
                continue;
            }
            int from = spec.input.offset() + inputRow * inputShape[last];
            int first = to + before[last];
            int stop = first + inputShape[last];
            Arrays.fill(output, to, first, spec.value);
            System.arraycopy(input, from, output, first, inputShape[last]);
            Arrays.fill(output, stop, to + outputShape[last], spec.value);
        }
    }

    /** Returns the input row that output row {@code row} holds, or -1 if it is padding. */
    private int inputRow(int row) {
        int rest = row;
        int result = 0;
        int step = 1;
        for (int d = outputShape.length - 2; d >= 0; d--) {
            int index = rest % outputShape[d] - before[d];
            if (index < 0 || index >= inputShape[d]) {
                return -1;
            }
            result += index * step;
            step *= inputShape[d];
            rest /= outputShape[d];
        }
        return result;
    }
}
