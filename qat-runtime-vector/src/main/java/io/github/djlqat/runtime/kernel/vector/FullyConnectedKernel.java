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
    private final PackedGemm gemm;

    FullyConnectedKernel(FullyConnectedSpec spec) {
        this.spec = spec;
        int wanted = Lanes.roundUp(Math.max(TARGET / spec.inputSize, Tile.HEIGHT), Tile.HEIGHT);
        capacity = Math.min(wanted, spec.rows);
        strip = Strip.ofPatches(PackedGemm.SCRATCH, 1, spec.inputSize);
        gemm =
                new PackedGemm(
                        spec.filter,
                        null,
                        spec.filterZeroPoint,
                        spec.inputZeroPoint,
                        spec.bias,
                        1,
                        spec.outputSize,
                        spec.inputSize,
                        spec.requantize);
    }

    @Override
    public int units() {
        return gemm.panels();
    }

    @Override
    public int scratchInts() {
        return PackedGemm.SCRATCH + capacity * spec.inputSize;
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
                    PackedGemm.SCRATCH,
                    count * spec.inputSize);
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
