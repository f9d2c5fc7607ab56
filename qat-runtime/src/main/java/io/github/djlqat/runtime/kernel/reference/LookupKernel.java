package io.github.djlqat.runtime.kernel.reference;

import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.LookupSpec;
import io.github.djlqat.runtime.kernel.Scratch;

/** Function of one code; a unit is a run of elements. */
final class LookupKernel implements Kernel {

    private static final int RUN = 1024;

    private final LookupSpec spec;
    private final byte[] table;

    LookupKernel(LookupSpec spec) {
        this.spec = spec;
        table = spec.table.toArray();
    }

    @Override
    public int units() {
        return (spec.size + RUN - 1) / RUN;
    }

    @Override
    public void run(byte[] arena, int begin, int end, Scratch scratch) {
        byte[] input = spec.input.array(arena);
        byte[] output = spec.output.array(arena);
        int from = spec.input.offset();
        int to = spec.output.offset();
        int stop = Math.min(end * RUN, spec.size);
        for (int i = begin * RUN; i < stop; i++) {
            output[to + i] = table[input[from + i] + 128];
        }
    }
}
