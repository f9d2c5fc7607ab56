package io.github.djlqat.network.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class QuantizedAffineTest {

    private static final double[] EXTREMES = {
        0,
        -0.0,
        1,
        -1,
        0.5,
        -0.5,
        1.0 / 255,
        127.0 / 128,
        253.0 / 255,
        254,
        255,
        -255,
        1e-9,
        -1e-9,
        1e9,
        -1e9,
        1e300,
        Double.MIN_VALUE,
        -Double.MAX_VALUE,
        0.1,
        1.0 / 3,
        Math.nextUp(0.5)
    };

    /** Plain doubles round near-ties their own way; here the sums are far from ties or exact. */
    private static void requireEqual(QuantizedAffine affine, int c, double k, double b) {
        for (int x = -128; x <= 127; x++) {
            double y = k * x + b;
            double fraction = Math.abs(y - Math.floor(y) - 0.5);
            if (fraction < 1e-9 && !(isShort(k) && isShort(b))) {
                continue;
            }
            double rounded = Math.max(affine.low(), Math.min(affine.high(), Math.floor(y + 0.5)));
            assertThat(affine.apply(c, x)).as("%s * %d + %s", k, x, b).isEqualTo((int) rounded);
        }
    }

    private static boolean isShort(double value) {
        return value * 1024 == Math.rint(value * 1024) && Math.abs(value) < 1e6;
    }

    @Test
    void everyCodeOfRandomChannelsIsExact() {
        Random random = new Random(17);
        int largest = 0;
        for (int round = 0; round < 12; round++) {
            int low = round % 3 == 0 ? -128 : -128 + random.nextInt(200);
            int high = Math.min(127, low + 1 + random.nextInt(255));
            double[] k = new double[24];
            double[] b = new double[24];
            for (int c = 0; c < k.length; c++) {
                k[c] = random.nextGaussian() * Math.pow(10, random.nextInt(5) - 3);
                b[c] = random.nextGaussian() * 60;
            }
            QuantizedAffine affine = QuantizedAffine.of(k, b, low, high);
            assertThat(affine.shift()).isBetween(0, QuantizedAffine.MAX_SHIFT);
            largest = Math.max(largest, affine.shift());
            for (int c = 0; c < k.length; c++) {
                requireEqual(affine, c, k[c], b[c]);
            }
        }
        assertThat(largest).isGreaterThan(8);
    }

    @Test
    void extremesFitTheirIntegers() {
        for (double k : EXTREMES) {
            for (double b : EXTREMES) {
                QuantizedAffine affine =
                        QuantizedAffine.of(new double[] {k}, new double[] {b}, -128, 127);
                assertThat(affine.shift()).isBetween(0, QuantizedAffine.MAX_SHIFT);
                requireEqual(affine, 0, k, b);
            }
        }
    }

    @Test
    void quotientsOfSmallNumbersHaveTiesAndNeedTheMost() {
        Random random = new Random(23);
        int largest = 0;
        for (int i = 0; i < 300; i++) {
            int by = 1 + random.nextInt(255);
            double k = (random.nextInt(2 * by) - by) / (double) by;
            double b = (random.nextInt(512) - 256) / 2.0;
            QuantizedAffine affine =
                    QuantizedAffine.of(new double[] {k}, new double[] {b}, -128, 127);
            requireEqual(affine, 0, k, b);
            largest = Math.max(largest, affine.shift());
        }
        assertThat(largest).isBetween(8, QuantizedAffine.MAX_SHIFT);
    }

    @Test
    void theShiftIsTheLeast() {
        double[] k = {0.37};
        double[] b = {-3.2};
        QuantizedAffine affine = QuantizedAffine.of(k, b, -128, 127);
        int shift = affine.shift() - 1;
        assertThat(shift).isPositive();
        // no multiplier and offset at all give the same codes with one bit less
        for (long m = -(1 << shift); m <= 1 << shift; m++) {
            long least = (long) affine.apply(0, 0) << shift;
            for (long offset = least; offset < least + (1L << shift); offset++) {
                boolean same = true;
                for (int x = -128; same && x <= 127; x++) {
                    long y = Math.max(-128, Math.min(127, (m * x + offset) >> shift));
                    same = y == affine.apply(0, x);
                }
                assertThat(same).as("%d and %d", m, offset).isFalse();
            }
        }
    }

    @Test
    void sharedShiftsAreThoseOfTheMostDemandingChannel() {
        double[] k = {0.5, 0.3712, 2};
        double[] b = {0, 0.77, -5};
        QuantizedAffine all = QuantizedAffine.of(k, b, -128, 127);
        int largest = 0;
        for (int c = 0; c < k.length; c++) {
            double[] one = {k[c]};
            QuantizedAffine own = QuantizedAffine.of(one, new double[] {b[c]}, -128, 127);
            largest = Math.max(largest, own.shift());
            requireEqual(all, c, k[c], b[c]);
        }
        assertThat(all.shift()).isEqualTo(largest);
    }

    @Test
    void badNumbers() {
        double[] one = {1};
        assertThatThrownBy(() -> QuantizedAffine.of(one, new double[] {Double.NaN}, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("channel 0: expected finite numbers, found 1.0 and NaN");
        assertThatThrownBy(() -> QuantizedAffine.of(one, one, 3, 3))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> QuantizedAffine.of(one, new double[2], 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
