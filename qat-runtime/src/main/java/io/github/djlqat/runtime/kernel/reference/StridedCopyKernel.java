package io.github.djlqat.runtime.kernel.reference;

import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.Scratch;
import io.github.djlqat.runtime.kernel.StridedCopySpec;

/** Copy at fixed steps; a unit is a run of the innermost dimension. */
final class StridedCopyKernel implements Kernel {

    private final StridedCopySpec spec;
    private final int[] shape;
    private final int[] strides;

    StridedCopyKernel(StridedCopySpec spec) {
        this.spec = spec;
        shape = spec.shape.toArray();
        strides = spec.strides.toArray();
    }

    @Override
    public int units() {
        int rows = 1;
        for (int i = 0; i < shape.length - 1; i++) {
            rows *= shape[i];
        }
        return rows;
    }

    @Override
    public void run(byte[] arena, int begin, int end, Scratch scratch) {
        byte[] input = spec.input.array(arena);
        byte[] output = spec.output.array(arena);
        int bytes = spec.elementBytes;
        int last = shape.length - 1;
        for (int row = begin; row < end; row++) {
            int element = spec.base;
            int rest = row;
            for (int d = last - 1; d >= 0; d--) {
                element += rest % shape[d] * strides[d];
                rest /= shape[d];
            }
            int from = spec.input.offset() + element * bytes;
            int to = spec.output.offset() + row * shape[last] * bytes;
            if (strides[last] == 1) {
                System.arraycopy(input, from, output, to, shape[last] * bytes);
            } else {
                copy(input, from, output, to, strides[last] * bytes);
            }
        }
    }

    private void copy(byte[] input, int from, byte[] output, int to, int step) {
        int bytes = spec.elementBytes;
        for (int i = 0; i < shape[shape.length - 1]; i++) {
            for (int b = 0; b < bytes; b++) {
                output[to + i * bytes + b] = input[from + i * step + b];
            }
        }
    }
}
