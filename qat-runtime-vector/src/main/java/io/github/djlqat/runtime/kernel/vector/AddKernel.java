package io.github.djlqat.runtime.kernel.vector;

import io.github.djlqat.runtime.arithmetic.FixedPoint;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.kernel.AddSpec;
import io.github.djlqat.runtime.kernel.Broadcast;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.Requantize;
import io.github.djlqat.runtime.kernel.Scratch;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Sum or difference of two tensors of one shape. Where elements are many the outputs of all pairs
 * of codes are computed at load, and become {@link PairSteps}, or where there are none are looked
 * up; else what each code contributes is, and the sum is requantized on vectors. A unit is a run of
 * elements.
 */
final class AddKernel implements Kernel {

    /** Elements of a unit, a multiple of the lanes. */
    private static final int RUN = 1024;

    private static final int L = Lanes.COUNT;

    private static final int CODES = 256;

    /** From so many elements on, a table of all pairs of codes is worth its making. */
    private static final int MANY = 1 << 12;

    private final Broadcast broadcast;
    private final int size;
    private final int[] left;
    private final int[] right;
    private final VectorRequantizer requantizer;

    private final @Nullable PairSteps steps;

    /** The output of each pair of codes, lowest first, [left][right]; null where not in use. */
    private final byte @Nullable [] pairs;

    AddKernel(AddSpec spec) {
        broadcast = spec.broadcast;
        size = broadcast.shape.get(0);
        left = table(spec, spec.leftZeroPoint, spec.leftMultiplier, spec.leftExponent, false);
        right =
                table(
                        spec,
                        spec.rightZeroPoint,
                        spec.rightMultiplier,
                        spec.rightExponent,
                        spec.subtract);
        Requantize requantize = requantize(spec);
        requantizer = new VectorRequantizer(requantize, new int[L]);
        byte[] all = size < MANY ? null : pairs(requantize);
        steps = all == null ? null : steps(all, spec);
        pairs = steps == null ? all : null;
    }

    private @Nullable PairSteps steps(byte[] all, AddSpec spec) {
        long leftSlope = slope(left) * spec.outputMultiplier / (CODES - 1);
        long rightSlope = slope(right) * spec.outputMultiplier / (CODES - 1);
        return PairSteps.of(all, leftSlope, rightSlope, spec.outputExponent - 31);
    }

    /** Returns 255 times what a code's next one adds; where products wrap, no function is found. */
    private static long slope(int[] table) {
        return (long) table[CODES - 1] - table[0];
    }

    /** Computed one by one, at load, where vectors are not compiled yet. */
    private byte[] pairs(Requantize requantize) {
        byte[] table = new byte[CODES * CODES];
        for (int i = 0; i < table.length; i++) {
            int sum = left[i / CODES] + right[i % CODES];
            table[i] = (byte) VectorRequantizer.code(requantize, 0, sum);
        }
        return table;
    }

    /** Returns the last step as that of a layer with one channel. */
    private static Requantize requantize(AddSpec spec) {
        return new Requantize(
                Ints.of(spec.outputMultiplier),
                Ints.of(spec.outputExponent),
                spec.rounding,
                spec.outputZeroPoint,
                spec.minimum,
                spec.maximum);
    }

    /** Returns what each code, lowest first, adds to the sum. */
    private static int[] table(
            AddSpec spec, int zeroPoint, int multiplier, int exponent, boolean negate) {
        int[] table = new int[CODES];
        for (int code = -128; code < 128; code++) {
            int scaled =
                    FixedPoint.multiplyByQuantizedMultiplier(
                            (code - zeroPoint) << spec.leftShift,
                            multiplier,
                            exponent,
                            spec.rounding);
            table[code + 128] = negate ? -scaled : scaled;
        }
        return table;
    }

    @Override
    public int units() {
        return (size + RUN - 1) / RUN;
    }

    @Override
    public int scratchInts() {
        return 2 * RUN;
    }

    @Override
    public void run(byte[] arena, int begin, int end, Scratch scratch) {
        byte[] lefts = broadcast.left.array(arena);
        byte[] rights = broadcast.right.array(arena);
        byte[] output = broadcast.output.array(arena);
        byte[] table = pairs;
        for (int unit = begin; unit < end; unit++) {
            int first = unit * RUN;
            int count = Math.min(RUN, size - first);
            int l = broadcast.left.offset() + first;
            int r = broadcast.right.offset() + first;
            int to = broadcast.output.offset() + first;
            if (steps != null) {
                step(steps, lefts, l, rights, r, output, to, count, scratch.ints());
            } else if (table != null) {
                lookUp(table, lefts, l, rights, r, output, to, count);
            } else {
                compute(lefts, l, rights, r, output, to, count, scratch.ints());
            }
        }
    }

    private static void step(
            PairSteps steps,
            byte[] lefts,
            int l,
            byte[] rights,
            int r,
            byte[] output,
            int to,
            int count,
            int[] ints) {
        Lanes.widen(lefts, l, ints, 0, count);
        Lanes.widen(rights, r, ints, RUN, count);
        steps.apply(ints, RUN, count);
        Lanes.narrow(ints, output, to, count);
    }

    private static void lookUp(
            byte[] table,
            byte[] lefts,
            int l,
            byte[] rights,
            int r,
            byte[] output,
            int to,
            int count) {
        for (int i = 0; i < count; i++) {
            output[to + i] = table[(lefts[l + i] + 128) * CODES + rights[r + i] + 128];
        }
    }

    private void compute(
            byte[] lefts,
            int l,
            byte[] rights,
            int r,
            byte[] output,
            int to,
            int count,
            int[] sums) {
        for (int i = 0; i < count; i++) {
            sums[i] = left[lefts[l + i] + 128] + right[rights[r + i] + 128];
        }
        int rows = Lanes.roundUp(count, L) / L;
        Arrays.fill(sums, count, rows * L, 0);
        requantizer.scale(sums, 0, L, rows, 0);
        Lanes.narrow(sums, output, to, count);
    }
}
