package io.github.djlqat.runtime.kernel.reference;

import io.github.djlqat.runtime.kernel.ConcatenationSpec;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.Operand;
import io.github.djlqat.runtime.kernel.Scratch;

/** Concatenation; a unit is one block of the output. */
final class ConcatenationKernel implements Kernel {

    private final ConcatenationSpec spec;
    private final Operand[] inputs;
    private final int[] runs;
    private final int blockSize;

    ConcatenationKernel(ConcatenationSpec spec) {
        this.spec = spec;
        inputs = spec.inputs.toArray(new Operand[0]);
        runs = spec.runs.toArray();
        int sum = 0;
        for (int run : runs) {
            sum += run;
        }
        blockSize = sum;
    }

    @Override
    public int units() {
        return spec.blocks;
    }

    @Override
    public void run(byte[] arena, int begin, int end, Scratch scratch) {
        byte[] output = spec.output.array(arena);
        for (int block = begin; block < end; block++) {
            int to = spec.output.offset() + block * blockSize;
            for (int i = 0; i < inputs.length; i++) {
                int from = inputs[i].offset() + block * runs[i];
                System.arraycopy(inputs[i].array(arena), from, output, to, runs[i]);
                to += runs[i];
            }
        }
    }
}
