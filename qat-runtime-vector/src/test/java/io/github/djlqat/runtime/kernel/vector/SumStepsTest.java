package io.github.djlqat.runtime.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlqat.runtime.arithmetic.FixedPoint;
import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.kernel.Requantize;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Functions of steps against the fixed-point arithmetic they stand for, sum by sum. */
class SumStepsTest {

    private static final int L = Lanes.COUNT;

    @ParameterizedTest
    @EnumSource(RoundingMode.class)
    void everySumHasItsCode(RoundingMode rounding) {
        Random random = new Random(7);
        int covered = 0;
        for (int turn = 0; turn < 120; turn++) {
            int shift = -random.nextInt(12) - (turn % 8 == 0 ? 8 : 0);
            int low = turn % 3 == 0 ? random.nextInt(200) - 128 : -128;
            int high = turn % 5 == 0 ? low + random.nextInt(128 - low) : 127;
            int zeroPoint = turn % 2 == 0 ? -128 : random.nextInt(256) - 128;
            int multiplier =
                    switch (turn % 16) {
                        case 1 -> 1 << 30;
                        case 2 -> Integer.MAX_VALUE;
                        case 3 -> 0;
                        default -> (1 << 30) + random.nextInt(1 << 30);
                    };
            covered += check(rounding, multiplier, shift, zeroPoint, low, high);
        }
        assertThat(covered).isGreaterThan(75);
    }

    @ParameterizedTest
    @EnumSource(RoundingMode.class)
    void powersOfTwoAreOneShift(RoundingMode rounding) {
        for (int shift = -16; shift < 0; shift++) {
            for (int zeroPoint : new int[] {-128, 0, 5, 127}) {
                int covered = check(rounding, 1 << 30, shift, zeroPoint, -128, 127);
                assertThat(covered).as("shift %d, zero point %d", shift, zeroPoint).isEqualTo(1);
            }
        }
    }

    /** Compares all sums whose codes are not the outermost, and many beyond; 1 if covered. */
    private static int check(
            RoundingMode rounding, int multiplier, int shift, int zeroPoint, int low, int high) {
        Requantize requantize =
                new Requantize(filled(multiplier), filled(shift), rounding, zeroPoint, low, high);
        SumSteps steps = new SumSteps(requantize, slots());
        if (!steps.covers(0)) {
            return 0;
        }
        int reach = 300 << Math.min(-shift + 1, 20);
        int[] extremes = {Integer.MIN_VALUE, Integer.MIN_VALUE + 1, -1 << 24, 1 << 24};
        int[] sums = new int[Lanes.roundUp(2 * reach + 1 + 2 * extremes.length, L)];
        for (int i = 0; i <= 2 * reach; i++) {
            sums[i] = i - reach;
        }
        for (int i = 0; i < extremes.length; i++) {
            sums[2 * reach + 1 + 2 * i] = extremes[i];
            sums[2 * reach + 2 + 2 * i] = ~extremes[i];
        }
        int[] found = sums.clone();
        steps.scale(found, 0, L, found.length / L, 0);
        for (int i = 0; i < sums.length; i++) {
            int scaled =
                    FixedPoint.multiplyByQuantizedMultiplier(sums[i], multiplier, shift, rounding);
            int expected = FixedPoint.clamp(scaled + zeroPoint, low, high);
            // An assertion of each of millions of sums would take minutes.
            if (found[i] != expected) {
                assertThat(found[i])
                        .as("%s: %d * %d * 2^%d", rounding, sums[i], multiplier, shift)
                        .isEqualTo(expected);
            }
        }
        return 1;
    }

    private static Ints filled(int value) {
        int[] values = new int[L];
        Arrays.fill(values, value);
        return Ints.of(values);
    }

    private static int[] slots() {
        int[] slots = new int[L];
        Arrays.setAll(slots, i -> i);
        return slots;
    }
}
