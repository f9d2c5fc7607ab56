package io.github.djlqat.runtime.kernel.vector;

import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.MeanSpec;
import io.github.djlqat.runtime.kernel.Scratch;
import jdk.incubator.vector.IntVector;

/**
 * Mean over axes that leaves the innermost one, such as the channels of an image, as it is: lanes
 * are neighbours in it. A unit is all of them at one place of the other dimensions that stay.
 */
final class MeanKernel implements Kernel {

    private static final int L = Lanes.COUNT;

    private final MeanSpec spec;
    private final int channels;
    private final int padded;
    private final int units;

    /** What each sum of codes begins with: the zero point off each of them. */
    private final int first;

    private final VectorRequantizer requantizer;

    MeanKernel(MeanSpec spec) {
        this.spec = spec;
        int inner = spec.keptShape.size() - 1;
        channels = spec.keptShape.get(inner);
        padded = Lanes.roundUp(channels, L);
        int places = 1;
        for (int d = 0; d < inner; d++) {
            places *= spec.keptShape.get(d);
        }
        units = places;
        int count = 1;
        for (int d = 0; d < spec.reducedShape.size(); d++) {
            count *= spec.reducedShape.get(d);
        }
        first = -count * spec.inputZeroPoint;
        requantizer = new VectorRequantizer(spec.requantize, new int[L]);
    }

    /** Returns whether the innermost dimension stays, and is worth vectors. */
    static boolean suits(MeanSpec spec) {
        int inner = spec.keptShape.size() - 1;
        return inner >= 0
                && spec.keptStrides.get(inner) == 1
                && spec.keptShape.get(inner) >= L
                && spec.keptShape.get(inner) <= Integer.MAX_VALUE / 4;
    }

    @Override
    public int units() {
        return units;
    }

    @Override
    public int scratchInts() {
        return 2 * padded;
    }

    @Override
    public void run(byte[] arena, int begin, int end, Scratch scratch) {
        byte[] input = spec.input.array(arena);
        byte[] output = spec.output.array(arena);
        int[] ints = scratch.ints();
        for (int unit = begin; unit < end; unit++) {
            int from = spec.input.offset();
            int rest = unit;
            for (int d = spec.keptShape.size() - 2; d >= 0; d--) {
                from += rest % spec.keptShape.get(d) * spec.keptStrides.get(d);
                rest /= spec.keptShape.get(d);
            }
            Lanes.fill(ints, 0, padded, first);
            sum(input, from, 0, ints);
            int to = spec.output.offset() + unit * channels;
            requantizer.scale(ints, 0, L, padded / L, 0);
            Lanes.narrow(ints, output, to, channels);
        }
    }

    /** Sums over reduced dimension {@code dimension} and those inside it. */
    private void sum(byte[] input, int from, int dimension, int[] ints) {
        if (dimension == spec.reducedShape.size()) {
            Lanes.widen(input, from, ints, padded, channels);
            add(ints, padded);
            return;
        }
        int step = spec.reducedStrides.get(dimension);
        for (int i = 0; i < spec.reducedShape.get(dimension); i++) {
            sum(input, from + i * step, dimension + 1, ints);
        }
    }

    /** Adds the second half of some ints to the first. */
    private static void add(int[] ints, int half) {
        for (int i = 0; i < half; i += L) {
            IntVector sum = IntVector.fromArray(Lanes.INTS, ints, i);
            sum.add(IntVector.fromArray(Lanes.INTS, ints, half + i)).intoArray(ints, i);
        }
    }
}
