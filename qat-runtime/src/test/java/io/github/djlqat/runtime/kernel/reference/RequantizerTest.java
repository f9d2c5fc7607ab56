package io.github.djlqat.runtime.kernel.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.kernel.Requantize;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The Q format: scales that are powers of two make requantization one rounding shift. */
class RequantizerTest {

    @Test
    void powersOfTwoAreOneRoundingShift() {
        Random random = new Random(1);
        for (int n = 1; n <= 31; n++) {
            for (int zeroPoint : new int[] {-128, -3, 0, 127}) {
                // 2^-n is 2^30 * 2^(1 - n - 31).
                Requantizer requantizer =
                        new Requantizer(
                                new Requantize(
                                        Ints.of(1 << 30),
                                        Ints.of(1 - n),
                                        RoundingMode.SINGLE,
                                        zeroPoint,
                                        -128,
                                        127));
                for (int i = 0; i < 2000; i++) {
                    check(requantizer, accumulator(random, i, n), n, zeroPoint);
                }
            }
        }
    }

    /** Extremes, halves between two codes and their neighbours, numbers near 0, any number. */
    private static int accumulator(Random random, int i, int n) {
        int[] extremes = {Integer.MIN_VALUE, Integer.MAX_VALUE, Integer.MIN_VALUE + 1, 0, -1, 1};
        if (i < extremes.length) {
            return extremes[i];
        }
        long half = (2L * random.nextInt(300) - 299) * (1L << (n - 1)) + random.nextInt(3) - 1;
        switch (i % 3) {
            case 0:
                return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, half));
            case 1:
                return random.nextInt() >> random.nextInt(32);
            default:
                return random.nextInt();
        }
    }

    private static void check(Requantizer requantizer, int x, int n, int zeroPoint) {
        long shifted = (x + (1L << (n - 1))) >> n;
        long expected = Math.max(-128, Math.min(127, shifted + zeroPoint));
        assertThat((long) requantizer.apply(x, 0)).as("%d >> %d", x, n).isEqualTo(expected);
    }
}
