package io.github.djlqat.runtime.kernel.vector;

import io.github.djlqat.runtime.kernel.FullyConnectedSpec;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.Scratch;

/** A fully connected layer; a unit is a panel of output channels, of all rows. */
final class FullyConnectedKernel implements Kernel {

    /** Ints of a strip aimed at: 64 KiB. */
    private static final int TARGET = 1 << 14;

    private final FullyConnectedSpec spec;
    private final int capacity;
    private final Strip strip;
    private final Gemm gemm;

    FullyConnectedKernel(FullyConnectedSpec spec) {
        this.spec = spec;
        int wanted = Lanes.roundUp(Math.max(TARGET / spec.inputSize, Tile.HEIGHT), Tile.HEIGHT);
        capacity = Math.min(wanted, spec.rows);
        gemm = Gemm.of(GemmSpec.of(spec));
        strip = Strip.ofPatches(gemm.base(), 1, spec.inputSize);
    }

    @Override
    public int units() {
        return gemm.panels();
    }

    @Override
    public int scratchInts() {
        return gemm.base() + capacity * spec.inputSize + gemm.scratchInts();
    }

    @Override
    public void run(byte[] arena, int begin, int end, Scratch scratch) {
        byte[] input = spec.input.array(arena);
        byte[] output = spec.output.array(arena);
        int[] ints = scratch.ints();
        for (int row = 0; row < spec.rows; row += capacity) {
            int count = Math.min(capacity, spec.rows - row);
            Lanes.widen(
                    input,
                    spec.input.offset() + row * spec.inputSize,
                    ints,
                    gemm.base(),
                    count * spec.inputSize,
                    gemm.twice());
            gemm.run(
                    ints,
                    strip,
                    count,
                    begin,
                    end,
                    output,
                    spec.output.offset() + row * spec.outputSize,
                    0);
        }
    }
}
