package io.github.djlqat.network.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Intervals against every integer there is. */
class SignIntervalsTest {

    private static void requireAsRule(int least, int most, int step, double[] slope, double[] at) {
        SignIntervals.Rule rule = (c, x) -> slope[c] * x + at[c] >= 0;
        SignIntervals intervals = SignIntervals.of(slope.length, least, most, step, rule);
        for (int c = 0; c < slope.length; c++) {
            for (int x = least; x <= most; x += step) {
                assertThat(intervals.isPositive(c, x))
                        .as("%s * %d + %s", slope[c], x, at[c])
                        .isEqualTo(rule.isPositive(c, x));
            }
        }
    }

    @Test
    void everyCodeIsOnItsSide() {
        Random random = new Random(11);
        double[] slope = new double[400];
        double[] at = new double[400];
        for (int c = 0; c < slope.length; c++) {
            slope[c] = c % 7 == 0 ? 0 : random.nextGaussian();
            at[c] = random.nextGaussian() * 100;
        }
        requireAsRule(-128, 127, 1, slope, at);
        requireAsRule(-27, 27, 2, slope, at);
        requireAsRule(-1, 1, 2, slope, at);
    }

    @Test
    void boundariesLieOnIntegers() {
        double[] slope = {1, 1, -1, -1, 1, -1, 0, 0};
        double[] at = {0, -5, 0, 5, -127, 128, 0, -1e-9};
        requireAsRule(-128, 127, 1, slope, at);
        SignIntervals.Rule never = (c, x) -> false;
        SignIntervals none = SignIntervals.of(1, -4, 4, 2, never);
        assertThat(none.lowest().get(0)).isGreaterThan(none.highest().get(0));
    }
}
