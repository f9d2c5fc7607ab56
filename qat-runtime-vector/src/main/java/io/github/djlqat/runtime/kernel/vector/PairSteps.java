package io.github.djlqat.runtime.kernel.vector;

import static jdk.incubator.vector.VectorOperators.ASHR;

import jdk.incubator.vector.IntVector;
import org.jspecify.annotations.Nullable;

/**
 * Codes of pairs of codes as {@code clamp((left * leftSlope + right * rightSlope + offset) >>
 * shift)}. A sum that is rescaled three times is nearly that; slopes and offset are found at load
 * so that it is exactly that for all pairs, each of which is tried.
 */
final class PairSteps {

    /** Codes of a byte. */
    private static final int CODES = 256;

    /** Slopes and one code come to this many bits at most. */
    private static final int BITS = 22;

    /** How far from the best slopes others are tried, where these do not serve. */
    private static final int REACH = 2;

    private final int leftSlope;
    private final int rightSlope;
    private final int offset;
    private final int shift;
    private final int minimum;
    private final int maximum;

    private PairSteps(
            int leftSlope, int rightSlope, int offset, int shift, int minimum, int maximum) {
        this.leftSlope = leftSlope;
        this.rightSlope = rightSlope;
        this.offset = offset;
        this.shift = shift;
        this.minimum = minimum;
        this.maximum = maximum;
    }

    /**
     * Finds the function.
     *
     * @param codes the output of each pair of codes, lowest first, [left][right]
     * @param left by how much a code's next one raises the output, about, times {@code 2^-exponent}
     * @param right likewise
     * @param exponent of both
     * @return null if there is none
     */
    static @Nullable PairSteps of(byte[] codes, long left, long right, int exponent) {
        int minimum = Byte.MAX_VALUE;
        int maximum = Byte.MIN_VALUE;
        for (byte code : codes) {
            minimum = Math.min(minimum, code);
            maximum = Math.max(maximum, code);
        }
        // Two products and the offset, which is of their size and a code's, stay in 31 bits.
        int shift = BITS;
        while (shift >= 0 && size(left, right, exponent, shift) > 1L << BITS) {
            shift--;
        }
        if (shift < 0) {
            return null;
        }
        int a = (int) shifted(left, exponent + shift);
        int b = (int) shifted(right, exponent + shift);
        for (int reach = 0; reach <= REACH; reach++) {
            for (int i = -reach; i <= reach; i++) {
                for (int j = -reach; j <= reach; j++) {
                    if (Math.max(Math.abs(i), Math.abs(j)) == reach) {
                        PairSteps found = fit(codes, a + i, b + j, shift, minimum, maximum);
                        if (found != null) {
                            return found;
                        }
                    }
                }
            }
        }
        return null;
    }

    private static long size(long left, long right, int exponent, int shift) {
        long slopes = Math.abs(shifted(left, exponent + shift));
        return slopes + Math.abs(shifted(right, exponent + shift)) + (1L << shift);
    }

    /** Returns {@code value * 2^exponent}, rounded, or something too large if it is. */
    private static long shifted(long value, int exponent) {
        if (exponent >= 0) {
            boolean fits = exponent <= BITS && Math.abs(value) <= 1L << (BITS - exponent);
            return fits ? value << exponent : 1L << (BITS + 1);
        }
        return exponent < -62 ? 0 : (value + (1L << (-exponent - 1))) >> -exponent;
    }

    private static @Nullable PairSteps fit(
            byte[] codes, int a, int b, int shift, int minimum, int maximum) {
        int from = Integer.MIN_VALUE;
        int to = Integer.MAX_VALUE;
        for (int x = 0; x < CODES; x++) {
            int part = (x + Byte.MIN_VALUE) * a + Byte.MIN_VALUE * b;
            for (int y = 0; y < CODES; y++) {
                int code = codes[x * CODES + y];
                int least = (code << shift) - part;
                if (code > minimum && least > from) {
                    from = least;
                }
                int most = least + (1 << shift) - 1;
                if (code < maximum && most < to) {
                    to = most;
                }
                part += b;
            }
            if (from > to) {
                return null;
            }
        }
        int offset = (int) (((long) from + to) >> 1);
        return new PairSteps(a, b, offset, shift, minimum, maximum);
    }

    /**
     * Replaces codes by those of their pairs.
     *
     * @param ints left codes from index 0 on
     * @param right where the right ones start
     * @param count how many, rounded up to the lanes
     */
    void apply(int[] ints, int right, int count) {
        IntVector a = IntVector.broadcast(Lanes.INTS, leftSlope);
        IntVector b = IntVector.broadcast(Lanes.INTS, rightSlope);
        IntVector o = IntVector.broadcast(Lanes.INTS, offset);
        IntVector low = IntVector.broadcast(Lanes.INTS, minimum);
        IntVector high = IntVector.broadcast(Lanes.INTS, maximum);
        for (int i = 0; i < count; i += Lanes.COUNT) {
            IntVector x = IntVector.fromArray(Lanes.INTS, ints, i);
            IntVector y = IntVector.fromArray(Lanes.INTS, ints, right + i);
            IntVector sum = x.mul(a).add(y.mul(b)).add(o).lanewise(ASHR, shift);
            sum.max(low).min(high).intoArray(ints, i);
        }
    }
}
