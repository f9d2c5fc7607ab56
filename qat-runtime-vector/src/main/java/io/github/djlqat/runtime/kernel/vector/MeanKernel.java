package io.github.djlqat.runtime.kernel.vector;

import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.MeanSpec;
import io.github.djlqat.runtime.kernel.Scratch;
import jdk.incubator.vector.IntVector;

/**
 * Mean over axes that leaves the innermost one, such as the channels of an image, as it is: lanes
 * are neighbours in it. A unit is a block of them at one place of the other dimensions that stay.
 */
final class MeanKernel implements Kernel {

    /** Channels of a unit, a multiple of the lanes. */
    private static final int BLOCK = 64;

    private final MeanSpec spec;

    /** The dimensions that stay, but the innermost. */
    private final int outer;

    private final int channels;
    private final int blocks;

    /** What each sum of codes begins with: the zero point off each of them. */
    private final int first;

    private final VectorRequantizer requantizer;

    MeanKernel(MeanSpec spec) {
        this.spec = spec;
        outer = spec.keptShape.size() - 1;
        channels = spec.keptShape.get(outer);
        blocks = Lanes.roundUp(channels, BLOCK) / BLOCK;
        int count = 1;
        for (int d = 0; d < spec.reducedShape.size(); d++) {
            count *= spec.reducedShape.get(d);
        }
        first = -count * spec.inputZeroPoint;
        requantizer = new VectorRequantizer(spec.requantize, new int[Lanes.COUNT]);
    }

    /** Returns whether the innermost dimension stays, and is worth vectors. */
    static boolean suits(MeanSpec spec) {
        int inner = spec.keptShape.size() - 1;
        return inner >= 0
                && spec.keptStrides.get(inner) == 1
                && spec.keptShape.get(inner) >= Lanes.COUNT;
    }

    @Override
    public int units() {
        int units = blocks;
        for (int d = 0; d < outer; d++) {
            units *= spec.keptShape.get(d);
        }
        return units;
    }

    @Override
    public int scratchInts() {
        return 2 * BLOCK;
    }

    @Override
    public void run(byte[] arena, int begin, int end, Scratch scratch) {
        byte[] input = spec.input.array(arena);
        byte[] output = spec.output.array(arena);
        int[] ints = scratch.ints();
        for (int unit = begin; unit < end; unit++) {
            int channel = unit % blocks * BLOCK;
            int count = Math.min(BLOCK, channels - channel);
            int place = unit / blocks;
            int from = spec.input.offset() + channel;
            int rest = place;
            for (int d = outer - 1; d >= 0; d--) {
                from += rest % spec.keptShape.get(d) * spec.keptStrides.get(d);
                rest /= spec.keptShape.get(d);
            }
            Lanes.fill(ints, 0, BLOCK, first);
            sum(input, from, count, 0, ints);
            int rows = Lanes.roundUp(count, Lanes.COUNT) / Lanes.COUNT;
            requantizer.scale(ints, 0, Lanes.COUNT, rows, 0);
            int to = spec.output.offset() + place * channels + channel;
            Lanes.narrow(ints, output, to, count);
        }
    }

    /** Sums a block of channels over reduced dimension {@code dimension} and those inside it. */
    private void sum(byte[] input, int from, int count, int dimension, int[] ints) {
        if (dimension == spec.reducedShape.size()) {
            Lanes.widen(input, from, ints, BLOCK, count);
            add(ints, count);
            return;
        }
        int step = spec.reducedStrides.get(dimension);
        for (int i = 0; i < spec.reducedShape.get(dimension); i++) {
            sum(input, from + i * step, count, dimension + 1, ints);
        }
    }

    /**
     * Adds the second block of some ints to the first; lanes behind {@code count} do not matter.
     */
    private static void add(int[] ints, int count) {
        for (int i = 0; i < count; i += Lanes.COUNT) {
            IntVector sum = IntVector.fromArray(Lanes.INTS, ints, i);
            sum.add(IntVector.fromArray(Lanes.INTS, ints, BLOCK + i)).intoArray(ints, i);
        }
    }
}
