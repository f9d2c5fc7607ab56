package io.github.djlqat.runtime.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PairStepsTest {

    private static byte[] codes(double left, double right, double offset, int least) {
        byte[] codes = new byte[256 * 256];
        for (int i = 0; i < codes.length; i++) {
            double sum = left * (i / 256 - 128) + right * (i % 256 - 128) + offset;
            codes[i] = (byte) Math.max(least, Math.min(127, Math.floor(sum + 0.5)));
        }
        return codes;
    }

    private static PairSteps of(byte[] codes, double left, double right) {
        return PairSteps.of(codes, (long) Math.scalb(left, 40), (long) Math.scalb(right, 40), -40);
    }

    private static byte[] apply(PairSteps steps) {
        byte[] codes = new byte[256 * 256];
        int[] ints = new int[512];
        for (int x = 0; x < 256; x++) {
            for (int y = 0; y < 256; y++) {
                ints[y] = x - 128;
                ints[256 + y] = y - 128;
            }
            steps.apply(ints, 256, 256);
            for (int y = 0; y < 256; y++) {
                codes[x * 256 + y] = (byte) ints[y];
            }
        }
        return codes;
    }

    @Test
    void equalsTheCodesOfAllPairs() {
        Random random = new Random(1);
        int found = 0;
        for (int i = 0; i < 40; i++) {
            double left = Math.scalb(random.nextDouble() - 0.5, random.nextInt(8) - 4);
            double right = Math.scalb(random.nextDouble() - 0.5, random.nextInt(8) - 4);
            byte[] codes = codes(left, right, random.nextInt(100), -128 + random.nextInt(128));
            PairSteps steps = of(codes, left, right);
            if (steps != null) {
                found++;
                assertThat(apply(steps)).isEqualTo(codes);
            }
        }
        assertThat(found).isGreaterThan(30);
    }

    @Test
    void hasNoneForWhatIsNoSumOfTwoSlopes() {
        byte[] codes = codes(0.53125, 0.703125, 3, -128);
        PairSteps steps = of(codes, 0.53125, 0.703125);
        assertThat(steps).isNotNull();
        assertThat(apply(steps)).isEqualTo(codes);
        codes[128 * 256 + 128]++;
        assertThat(of(codes, 0.53125, 0.703125)).isNull();
        assertThat(of(codes(0.53125, 0.703125, 3, -128), 1e6, 0)).isNull();
    }
}
