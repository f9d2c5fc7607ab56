package io.github.djlqat.runtime.kernel.vector;

import static jdk.incubator.vector.VectorOperators.ASHR;

import io.github.djlqat.runtime.arithmetic.FixedPoint;
import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.kernel.Requantize;
import jdk.incubator.vector.IntVector;

/**
 * Codes of sums with fewer operations than {@link VectorRequantizer} takes for any. A channel's
 * code is a step function of its sum, and constant but for a window of sums. In the window, x being
 * the distance from its middle, {@code (x * factor + offset) >> shift} equals it, with one offset
 * for sums of 0 and more and one for those below, as ties away from zero have it. Factor and offset
 * are found at load, where all steps are tried; they are cut into digits, so that 32 bits do:
 * {@code (((x * low + offsetLow) >> cut) + x * high + offsetHigh) >> rest}. A window of up to 2^18
 * sums, that of a scale of 1/1000 or more, has such a function; up to 2^20 there is one with a
 * digit more between the two. A scale that is a power of two takes one shift: {@code (sum + offset)
 * >> shift}.
 */
final class SumSteps {

    private static final int L = Lanes.COUNT;

    /** A distance from the middle of a window, without its sign, is below 2 to this. */
    private static final int MOST_BITS = 19;

    /** With more bits than this, two digits are not exact enough. */
    private static final int NARROW_BITS = 17;

    /** Factors tried on either side of the best one. */
    private static final int TRIES = 8;

    private final int[] lowest;
    private final int[] highest;
    private final int[] middle;
    private final int[] low;
    private final int[] between;
    private final int[] high;
    private final int[] offsetLow;
    private final int[] offsetBetween;
    private final int[] offsetHigh;
    private final int[] below;
    private final int[] cut;
    private final int[] cutBetween;
    private final int[] rest;

    /** Which slots have a function. */
    private final boolean[] found;

    private final Requantize requantize;

    /**
     * Finds the functions.
     *
     * @param slots for each slot its output channel, or -1 where it has none
     */
    SumSteps(Requantize requantize, int[] slots) {
        this.requantize = requantize;
        int size = Lanes.roundUp(slots.length, L);
        lowest = new int[size];
        highest = new int[size];
        middle = new int[size];
        low = new int[size];
        between = new int[size];
        high = new int[size];
        offsetLow = new int[size];
        offsetBetween = new int[size];
        offsetHigh = new int[size];
        below = new int[size];
        cut = new int[size];
        cutBetween = new int[size];
        rest = new int[size];
        found = new boolean[size];
        for (int slot = 0; slot < size; slot++) {
            int channel = slot < slots.length ? slots[slot] : -1;
            found[slot] = channel < 0 || find(slot, channel);
        }
    }

    /** Returns whether all lanes from {@code slot} on have a function. */
    boolean covers(int slot) {
        boolean all = true;
        for (int lane = 0; lane < L; lane++) {
            all &= found[slot + lane];
        }
        return all;
    }

    private boolean find(int slot, int channel) {
        long multiplier = requantize.multipliers.get(channel);
        int exponent = -requantize.shifts.get(channel);
        int steps = requantize.maximum - requantize.minimum;
        if (multiplier == 0 || steps == 0) {
            int code = requantize.zeroPoint;
            offsetHigh[slot] = FixedPoint.clamp(code, requantize.minimum, requantize.maximum);
            return true;
        }
        // Beyond these the window is too wide, or the zero point may take sums out of 32 bits.
        if (multiplier < 1 << 30 || exponent < 1 || exponent > MOST_BITS) {
            return false;
        }
        long[] thresholds = new long[steps];
        for (int i = 0; i < steps; i++) {
            int scaled = requantize.minimum + 1 + i - requantize.zeroPoint;
            thresholds[i] = threshold(scaled, multiplier, exponent);
        }
        long first = thresholds[0] - 1;
        long last = thresholds[steps - 1];
        lowest[slot] = (int) first;
        highest[slot] = (int) last;
        if (multiplier == 1 << 30 && Math.max(-first, last) < 1 << 29) {
            // The sum itself, of one digit.
            return fit(slot, channel, thresholds, 1, exponent + 1);
        }
        if (last - first >= 1L << (MOST_BITS + 1)
                || first < Integer.MIN_VALUE
                || last > Integer.MAX_VALUE) {
            return false;
        }
        int half = (int) ((last - first + 1) / 2);
        middle[slot] = (int) first + half;
        // |x| <= half < 2^bits: low products stay below 2^30, high ones below 2^29, what negative
        // sums have more below 2^28, codes before the last shift below 2^30.
        int bits = 32 - Integer.numberOfLeadingZeros(half);
        cut[slot] = Math.min(30 - bits, 24);
        cutBetween[slot] = bits > NARROW_BITS ? cut[slot] : 0;
        int cuts = cut[slot] + cutBetween[slot];
        int length = Math.min(29 - bits + cuts, 27);
        int shift = Math.min(length + exponent, 22 + cuts);
        int lost = 31 + exponent - shift;
        long factor = lost > 0 ? (multiplier + (1L << (lost - 1))) >> lost : multiplier;
        for (int i = 0; i <= 2 * TRIES; i++) {
            long tried = factor + (i % 2 == 0 ? i / 2 : -(i + 1) / 2);
            if (fit(slot, channel, thresholds, tried, shift)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the least sum whose scaled value is {@code scaled} or more. */
    private long threshold(int scaled, long multiplier, int exponent) {
        long half = 1L << (exponent - 1);
        long numerator;
        if (requantize.rounding == RoundingMode.DOUBLE) {
            // The least product over 2^31 that is rounded up to this, and the least that gives it.
            long y = ((long) scaled << exponent) - half + (scaled <= 0 ? 1 : 0);
            numerator = (y << 31) - (1L << 30);
        } else {
            numerator = ((long) scaled << (31 + exponent)) - (1L << (30 + exponent));
        }
        return -Math.floorDiv(-numerator, multiplier);
    }

    /** Finds offsets for a factor, and keeps them; returns whether there are any. */
    private boolean fit(int slot, int channel, long[] thresholds, long factor, int shift) {
        long[] from = {Long.MIN_VALUE / 2, Long.MIN_VALUE / 2};
        long[] to = {Long.MAX_VALUE / 2, Long.MAX_VALUE / 2};
        int code = requantize.minimum;
        for (int i = 0; i < thresholds.length; i++) {
            narrow(from, to, slot, thresholds[i] - 1, code, factor, shift);
            int next = code + 1;
            while (i + 1 < thresholds.length && thresholds[i + 1] == thresholds[i]) {
                i++;
                next++;
            }
            narrow(from, to, slot, thresholds[i], next, factor, shift);
            code = next;
        }
        boolean both = lowest[slot] < 0 && highest[slot] >= 0;
        if (both) {
            // Where one offset ends and the other begins.
            int before = VectorRequantizer.code(requantize, channel, -1);
            narrow(from, to, slot, -1, before, factor, shift);
            int after = VectorRequantizer.code(requantize, channel, 0);
            narrow(from, to, slot, 0, after, factor, shift);
        }
        if (from[0] > to[0] || from[1] > to[1]) {
            return false;
        }
        long offset = highest[slot] >= 0 ? to[1] : to[0];
        long difference = both ? to[0] - to[1] : 0;
        int cuts = cut[slot] + cutBetween[slot];
        long rounded = offset >> cuts;
        if (Math.abs(difference) >= 1L << 28 || Math.abs(rounded) >= 1L << 30) {
            return false;
        }
        low[slot] = digit(factor, 0, cut[slot]);
        between[slot] = digit(factor, cut[slot], cutBetween[slot]);
        high[slot] = (int) (factor >> cuts);
        offsetLow[slot] = digit(offset, 0, cut[slot]);
        offsetBetween[slot] = digit(offset, cut[slot], cutBetween[slot]);
        offsetHigh[slot] = (int) rounded;
        below[slot] = (int) difference;
        rest[slot] = shift - cuts;
        return rest[slot] >= 0 && rest[slot] <= 31;
    }

    private static int digit(long number, int from, int bits) {
        return (int) (number >> from & ((1L << bits) - 1));
    }

    /** Bounds the offset of a sum's sign, so that the sum has its code. */
    private void narrow(
            long[] from, long[] to, int slot, long sum, int code, long factor, int shift) {
        int sign = sum < 0 ? 0 : 1;
        long x = sum - middle[slot];
        from[sign] = Math.max(from[sign], ((long) code << shift) - factor * x);
        to[sign] = Math.min(to[sign], ((code + 1L) << shift) - 1 - factor * x);
    }

    /**
     * Turns {@code rows} vectors of sums into codes, in place.
     *
     * @param sums the sums
     * @param from index of the first row's first lane
     * @param step from a row to the next
     * @param rows how many
     * @param slot the slot of lane 0, a multiple of the lanes, {@link #covers covered}
     */
    void scale(int[] sums, int from, int step, int rows, int slot) {
        boolean shifts = true;
        boolean wide = false;
        for (int lane = slot; lane < slot + L; lane++) {
            shifts &= cut[lane] == 0;
            wide |= cutBetween[lane] > 0;
        }
        if (shifts) {
            oneShift(sums, from, step, rows, slot);
        } else if (wide) {
            threeDigits(sums, from, step, rows, slot);
        } else {
            twoDigits(sums, from, step, rows, slot);
        }
    }

    /** For lanes whose factor is 1, or whose code is one for all sums. */
    private void oneShift(int[] sums, int from, int step, int rows, int slot) {
        IntVector least = IntVector.fromArray(Lanes.INTS, lowest, slot);
        IntVector most = IntVector.fromArray(Lanes.INTS, highest, slot);
        IntVector negative = IntVector.fromArray(Lanes.INTS, below, slot);
        IntVector term = IntVector.fromArray(Lanes.INTS, offsetHigh, slot);
        IntVector last = IntVector.fromArray(Lanes.INTS, rest, slot);
        for (int row = 0; row < rows; row++) {
            int at = from + row * step;
            IntVector sum = IntVector.fromArray(Lanes.INTS, sums, at).max(least).min(most);
            IntVector offset = sum.lanewise(ASHR, 31).and(negative).add(term);
            sum.add(offset).lanewise(ASHR, last).intoArray(sums, at);
        }
    }

    private void twoDigits(int[] sums, int from, int step, int rows, int slot) {
        IntVector least = IntVector.fromArray(Lanes.INTS, lowest, slot);
        IntVector most = IntVector.fromArray(Lanes.INTS, highest, slot);
        IntVector center = IntVector.fromArray(Lanes.INTS, middle, slot);
        IntVector lowFactor = IntVector.fromArray(Lanes.INTS, low, slot);
        IntVector lowTerm = IntVector.fromArray(Lanes.INTS, offsetLow, slot);
        IntVector negative = IntVector.fromArray(Lanes.INTS, below, slot);
        IntVector highFactor = IntVector.fromArray(Lanes.INTS, high, slot);
        IntVector highTerm = IntVector.fromArray(Lanes.INTS, offsetHigh, slot);
        IntVector first = IntVector.fromArray(Lanes.INTS, cut, slot);
        IntVector last = IntVector.fromArray(Lanes.INTS, rest, slot);
        for (int row = 0; row < rows; row++) {
            int at = from + row * step;
            IntVector sum = IntVector.fromArray(Lanes.INTS, sums, at).max(least).min(most);
            IntVector x = sum.sub(center);
            IntVector offset = sum.lanewise(ASHR, 31).and(negative).add(lowTerm);
            IntVector y = x.mul(lowFactor).add(offset).lanewise(ASHR, first);
            y = y.add(x.mul(highFactor)).add(highTerm).lanewise(ASHR, last);
            y.intoArray(sums, at);
        }
    }

    private void threeDigits(int[] sums, int from, int step, int rows, int slot) {
        IntVector least = IntVector.fromArray(Lanes.INTS, lowest, slot);
        IntVector most = IntVector.fromArray(Lanes.INTS, highest, slot);
        IntVector center = IntVector.fromArray(Lanes.INTS, middle, slot);
        IntVector lowFactor = IntVector.fromArray(Lanes.INTS, low, slot);
        IntVector lowTerm = IntVector.fromArray(Lanes.INTS, offsetLow, slot);
        IntVector negative = IntVector.fromArray(Lanes.INTS, below, slot);
        IntVector midFactor = IntVector.fromArray(Lanes.INTS, between, slot);
        IntVector midTerm = IntVector.fromArray(Lanes.INTS, offsetBetween, slot);
        IntVector highFactor = IntVector.fromArray(Lanes.INTS, high, slot);
        IntVector highTerm = IntVector.fromArray(Lanes.INTS, offsetHigh, slot);
        IntVector first = IntVector.fromArray(Lanes.INTS, cut, slot);
        IntVector second = IntVector.fromArray(Lanes.INTS, cutBetween, slot);
        IntVector last = IntVector.fromArray(Lanes.INTS, rest, slot);
        for (int row = 0; row < rows; row++) {
            int at = from + row * step;
            IntVector sum = IntVector.fromArray(Lanes.INTS, sums, at).max(least).min(most);
            IntVector x = sum.sub(center);
            IntVector offset = sum.lanewise(ASHR, 31).and(negative).add(lowTerm);
            IntVector y = x.mul(lowFactor).add(offset).lanewise(ASHR, first);
            y = y.add(x.mul(midFactor)).add(midTerm).lanewise(ASHR, second);
            y = y.add(x.mul(highFactor)).add(highTerm).lanewise(ASHR, last);
            y.intoArray(sums, at);
        }
    }
}
