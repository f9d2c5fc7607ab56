package io.github.djlqat.runtime.kernel.vector;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import io.github.djlqat.runtime.arithmetic.FixedPoint;
import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.kernel.Requantize;
import jdk.incubator.vector.IntVector;

/**
 * A {@link Requantize} on vectors of 32-bit lanes, for both roundings.
 *
 * <p>Most channels' codes are found by {@link SumSteps}; here is the general way.
 *
 * <p>The 64-bit product of accumulator and multiplier is put together from four products of 16-bit
 * halves: with {@code high:low} its two words, {@code y = (high << 1) + (((low >>> 30) + r) >> 1)}
 * is the product over 2^31, rounded with ties up where r is 1 (gemmlowp's
 * SaturatingRoundingDoublingHighMul) and down where it is 0. Then y is divided by 2^e:
 *
 * <ul>
 *   <li>double rounding: r = 1, e = -shift, ties away from zero, that is, one less is added to
 *       negative numbers before the shift;
 *   <li>single rounding: r = 1 where e is 0; else r = 0, since the bits below y cannot change how
 *       {@code product + 2^(30 + e)} is cut off, and ties go up.
 * </ul>
 *
 * Half a divisor is added to the remainder, not to y, so nothing overflows. Single rounding that
 * shifts left does so after multiplying, in 64 bits; such scales, of 1 and more, go one by one.
 */
final class VectorRequantizer {

    private static final int L = Lanes.COUNT;

    private final RoundingMode rounding;
    private final boolean anyLeft;
    private final int[] left;
    private final int[] multiplier;
    private final int[] roundBit;
    private final int[] exponent;
    private final int[] half;
    private final int[] awayFromZero;
    private final SumSteps steps;
    private final int zeroPoint;
    private final int minimum;
    private final int maximum;

    /**
     * Unpacks the constants.
     *
     * @param requantize what to do
     * @param slots for each slot its output channel, or -1 where it has none
     */
    VectorRequantizer(Requantize requantize, int[] slots) {
        int size = Lanes.roundUp(slots.length, L);
        left = new int[size];
        multiplier = new int[size];
        roundBit = new int[size];
        exponent = new int[size];
        half = new int[size];
        awayFromZero = new int[size];
        rounding = requantize.rounding;
        boolean twice = rounding == RoundingMode.DOUBLE;
        int lefts = 0;
        for (int slot = 0; slot < slots.length; slot++) {
            if (slots[slot] < 0) {
                continue;
            }
            int shift = requantize.shifts.get(slots[slot]);
            int e = Math.max(-shift, 0);
            multiplier[slot] = requantize.multipliers.get(slots[slot]);
            left[slot] = Math.max(shift, 0);
            lefts |= left[slot];
            exponent[slot] = e;
            half[slot] = e > 0 ? 1 << (e - 1) : 0;
            roundBit[slot] = twice || e == 0 ? 1 : 0;
            awayFromZero[slot] = twice && e > 0 ? -1 : 0;
        }
        anyLeft = lefts != 0;
        steps = new SumSteps(requantize, slots);
        zeroPoint = requantize.zeroPoint;
        minimum = requantize.minimum;
        maximum = requantize.maximum;
    }

    /**
     * Turns {@code rows} vectors of accumulators into codes.
     *
     * @param sums accumulators, overwritten
     * @param from index of the first row's first lane
     * @param step from a row to the next
     * @param rows how many
     * @param slot the slot of lane 0, a multiple of the lanes
     * @param codes where the codes go
     * @param to index of the first row's first code
     * @param codeStep from a row to the next
     * @param lanes how many lanes of each row are channels, at least 1
     */
    void apply(
            int[] sums,
            int from,
            int step,
            int rows,
            int slot,
            byte[] codes,
            int to,
            int codeStep,
            int lanes) {
        scale(sums, from, step, rows, slot);
        Lanes.narrow(sums, from, step, rows, codes, to, codeStep, lanes);
    }

    /** Turns {@code rows} vectors of accumulators into codes, in place; parameters as above. */
    void scale(int[] sums, int from, int step, int rows, int slot) {
        if (steps.covers(slot)) {
            steps.scale(sums, from, step, rows, slot);
            return;
        }
        if (anyLeft && rounding == RoundingMode.SINGLE) {
            oneByOne(sums, from, step, rows, slot);
            return;
        }
        if (anyLeft) {
            IntVector shift = IntVector.fromArray(Lanes.INTS, left, slot);
            for (int row = 0; row < rows; row++) {
                int at = from + row * step;
                IntVector.fromArray(Lanes.INTS, sums, at).lanewise(LSHL, shift).intoArray(sums, at);
            }
        }
        multiply(sums, from, step, rows, slot);
        divide(sums, from, step, rows, slot);
    }

    /** Returns the code of a channel's sum, as the reference has it. */
    static int code(Requantize requantize, int channel, int sum) {
        int scaled =
                FixedPoint.multiplyByQuantizedMultiplier(
                        sum,
                        requantize.multipliers.get(channel),
                        requantize.shifts.get(channel),
                        requantize.rounding);
        return FixedPoint.clamp(
                scaled + requantize.zeroPoint, requantize.minimum, requantize.maximum);
    }

    private void oneByOne(int[] sums, int from, int step, int rows, int slot) {
        for (int row = 0; row < rows; row++) {
            for (int lane = 0; lane < L; lane++) {
                int at = slot + lane;
                int scaled =
                        FixedPoint.multiplyByQuantizedMultiplier(
                                sums[from + row * step + lane],
                                multiplier[at],
                                left[at] - exponent[at],
                                rounding);
                sums[from + row * step + lane] =
                        FixedPoint.clamp(scaled + zeroPoint, minimum, maximum);
            }
        }
    }

    /**
     * Replaces sums by {@code sum * multiplier / 2^31}. A loop by itself, and without helpers: the
     * compiler of JDK 17 boxes vectors in methods with many more operations, and where a helper
     * with vectors as parameters was compiled on its own first.
     */
    private void multiply(int[] sums, int from, int step, int rows, int slot) {
        IntVector m = IntVector.fromArray(Lanes.INTS, multiplier, slot);
        IntVector r = IntVector.fromArray(Lanes.INTS, roundBit, slot);
        IntVector mask = IntVector.broadcast(Lanes.INTS, 0xFFFF);
        IntVector mHigh = m.lanewise(LSHR, 16);
        IntVector mLow = m.and(mask);
        for (int row = 0; row < rows; row++) {
            int at = from + row * step;
            IntVector x = IntVector.fromArray(Lanes.INTS, sums, at);
            IntVector xHigh = x.lanewise(ASHR, 16);
            IntVector xLow = x.and(mask);
            // t and u stay within 32 bits: a 16-bit half times an unsigned one, and 65535.
            IntVector t = xHigh.mul(mLow).add(xLow.mul(mLow).lanewise(LSHR, 16));
            IntVector u = xLow.mul(mHigh).add(t.and(mask)).lanewise(ASHR, 16);
            IntVector high = xHigh.mul(mHigh).add(t.lanewise(ASHR, 16)).add(u);
            IntVector carry = x.mul(m).lanewise(LSHR, 30).add(r).lanewise(LSHR, 1);
            high.add(high).add(carry).intoArray(sums, at);
        }
    }

    /** Replaces scaled sums y by codes: {@code y / 2^e} rounded, moved, clamped. */
    private void divide(int[] sums, int from, int step, int rows, int slot) {
        IntVector e = IntVector.fromArray(Lanes.INTS, exponent, slot);
        IntVector h = IntVector.fromArray(Lanes.INTS, half, slot);
        IntVector away = IntVector.fromArray(Lanes.INTS, awayFromZero, slot);
        IntVector zero = IntVector.broadcast(Lanes.INTS, zeroPoint);
        IntVector low = IntVector.broadcast(Lanes.INTS, minimum);
        IntVector high = IntVector.broadcast(Lanes.INTS, maximum);
        for (int row = 0; row < rows; row++) {
            int at = from + row * step;
            IntVector y = IntVector.fromArray(Lanes.INTS, sums, at);
            IntVector floor = y.lanewise(ASHR, e);
            IntVector remainder = y.sub(floor.lanewise(LSHL, e));
            IntVector nudge = y.lanewise(ASHR, 31).and(away);
            IntVector scaled = floor.add(remainder.add(h).add(nudge).lanewise(LSHR, e));
            scaled.add(zero).max(low).min(high).intoArray(sums, at);
        }
    }
}
