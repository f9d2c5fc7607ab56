package io.github.djlqat.network.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The noise, and what it makes of gradients. */
class StochasticGradientTest {

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager("PyTorch");
    }

    @AfterEach
    void close() {
        manager.close();
    }

    /** Rounding to the nearest, or noise of another width, would be off by up to half a step. */
    @Test
    void theMeanOverManyStepsIsTheGradient() {
        float[] g = {1, 0.93f, 0.61f, 0.34f, 0.11f, 0.02f, 0, -0.27f, -0.5f, -0.88f, -0.99f};
        NDArray gradient = manager.create(g, new Shape(1, g.length));
        for (int bits : new int[] {2, 5}) {
            StochasticGradient quantizer = new StochasticGradient(bits, 9, 3);
            double[] sum = new double[g.length];
            Set<Float> values = new HashSet<>();
            int count = 1500;
            for (int step = 1; step <= count; step++) {
                try (NDArray y = quantizer.quantize(gradient, step, 1)) {
                    float[] f = y.toFloatArray();
                    for (int i = 0; i < g.length; i++) {
                        sum[i] += f[i];
                        values.add(f[i]);
                    }
                }
            }
            double step = 2.0 / ((1 << bits) - 1);
            for (int i = 0; i < g.length; i++) {
                // at most half a step of deviation each: 5 deviations of the mean
                assertThat(sum[i] / count)
                        .as("%s bits, %s", bits, g[i])
                        .isEqualTo(g[i], within(5 * step / 2 / Math.sqrt(count)));
            }
            assertThat(values.size()).isLessThanOrEqualTo(1 << bits);
        }
    }

    @Test
    void noiseIsUniformAndNeverAnEnd() {
        RoundingNoise noise = new RoundingNoise();
        float[] u = noise.next(manager, new Shape(100, 1001), 1, 2, 3).toFloatArray();
        int[] histogram = new int[16];
        double sum = 0;
        double products = 0;
        for (int i = 0; i < u.length; i++) {
            assertThat(u[i] - 1.5f).isBetween(-0.5f + 0x1p-14f, 0.5f - 0x1p-14f);
            histogram[(int) ((u[i] - 1) * 16)]++;
            sum += u[i] - 1.5;
            products += i == 0 ? 0 : (u[i] - 1.5) * (u[i - 1] - 1.5);
        }
        assertThat(sum / u.length).isEqualTo(0, within(5 * 0.2887 / Math.sqrt(u.length)));
        assertThat(products / u.length).isEqualTo(0, within(5 / 12.0 / Math.sqrt(u.length)));
        double expected = u.length / 16.0;
        for (int n : histogram) {
            assertThat((double) n).isEqualTo(expected, within(5 * Math.sqrt(expected)));
        }
    }

    @Test
    void dependsOnSeedStepAndLayerAndOnNothingElse() {
        NDArray gradient = manager.randomNormal(new Shape(4, 33));
        StochasticGradient quantizer = new StochasticGradient(4, 5, 10);
        float[] first = quantizer.quantize(gradient, 3, 2).toFloatArray();
        assertThat(quantizer.quantize(gradient, 4, 2).toFloatArray()).isNotEqualTo(first);
        assertThat(quantizer.quantize(gradient, 3, 1).toFloatArray()).isNotEqualTo(first);
        assertThat(new StochasticGradient(4, 6, 10).quantize(gradient, 3, 2).toFloatArray())
                .isNotEqualTo(first);
        assertThat(quantizer.quantize(gradient, 3, 2).toFloatArray()).isEqualTo(first);
        assertThat(new StochasticGradient(4, 5, 10).quantize(gradient, 3, 2).toFloatArray())
                .isEqualTo(first);
    }

    @Test
    void theFirstAndTheLastLayerHaveEightBits() {
        NDArray gradient = manager.randomNormal(new Shape(1, 5000));
        StochasticGradient quantizer = new StochasticGradient(2, 5, 3);
        assertThat(distinct(quantizer.quantize(gradient, 1, 0))).isBetween(100L, 256L);
        assertThat(distinct(quantizer.quantize(gradient, 1, 1))).isEqualTo(4);
        assertThat(distinct(quantizer.quantize(gradient, 1, 2))).isBetween(100L, 256L);
    }

    private static long distinct(NDArray array) {
        Set<Float> values = new HashSet<>();
        for (float value : array.toFloatArray()) {
            values.add(value);
        }
        return values.size();
    }

    @Test
    void refusesBitsOutOfRange() {
        for (int bits : Arrays.asList(-1, 0, 1, 9)) {
            assertThatThrownBy(() -> new StochasticGradient(bits, 0, 3))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("2 to 8, found " + bits);
        }
    }
}
