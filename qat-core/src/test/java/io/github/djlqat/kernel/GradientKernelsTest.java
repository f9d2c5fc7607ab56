package io.github.djlqat.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Quantized gradients against equation 12 in plain Java. */
class GradientKernelsTest {

    private static final List<GradientKernels> BOTH =
            List.of(new FusedGradientKernels(), new ComposedGradientKernels());

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager("PyTorch");
    }

    @AfterEach
    void close() {
        manager.close();
    }

    /** Zhou et al. 2016, equation 12, as it is written there. */
    private static double paper(double g, double most, double u, int bits) {
        double n = (1 << bits) - 1;
        double quantized = Math.rint(n * (g / (2 * most) + 0.5 + u / n)) / n;
        return 2 * most * (quantized - 0.5);
    }

    @Test
    void everyNumberIsThatOfThePaper() {
        Random random = new Random(3);
        for (int bits = 2; bits <= 8; bits++) {
            for (Shape shape : List.of(new Shape(5, 7), new Shape(4, 3, 5, 2), new Shape(1, 1))) {
                int size = (int) shape.size();
                int row = size / (int) shape.get(0);
                float[] g = new float[size];
                float[] noise = new float[size];
                double[] most = new double[(int) shape.get(0)];
                for (int i = 0; i < size; i++) {
                    // examples of very different magnitudes: the scale is the example's own
                    g[i] = (float) (random.nextGaussian() * Math.pow(10, -3 * (i / row)));
                    noise[i] = 1 + (random.nextInt(1 << 13) + 0.5f) / (1 << 13);
                    most[i / row] = Math.max(most[i / row], Math.abs(g[i]));
                }
                NDArray gradient = manager.create(g, shape);
                NDArray u = manager.create(noise, shape);
                float[] fused = BOTH.get(0).quantize(gradient, u, bits).toFloatArray();
                NDArray composed = BOTH.get(1).quantize(gradient, u, bits);
                assertThat(composed.getShape()).isEqualTo(shape);
                assertThat(composed.toFloatArray()).isEqualTo(fused);
                assertThat(gradient.toFloatArray()).isEqualTo(g);
                for (int i = 0; i < size; i++) {
                    double m = most[i / row];
                    assertThat((double) fused[i])
                            .as("%s bits, number %s of %s", bits, i, shape)
                            .isEqualTo(paper(g[i], m, noise[i] - 1.5, bits), within(1e-6 * m));
                }
            }
        }
    }

    /** No noise lets the largest number leave the 2^bits values, and it is never rounded. */
    @Test
    void theLargestStaysAndNothingIsBeyond() {
        float least = 1 + 0.5f / (1 << 13);
        float greatest = 2 - 0.5f / (1 << 13);
        for (int bits = 2; bits <= 8; bits++) {
            for (float most : new float[] {1, 0.1f, 3e-7f, 12345.678f, 1e-29f, 1e30f}) {
                float[] g = {most, -most, most * 0.999f, -most * 0.999f, 0};
                for (float u : new float[] {least, greatest}) {
                    NDArray gradient = manager.create(g, new Shape(1, 5));
                    NDArray noise = manager.full(new Shape(1, 5), u);
                    for (GradientKernels kernels : BOTH) {
                        float[] y = kernels.quantize(gradient, noise, bits).toFloatArray();
                        assertThat(y[0]).isEqualTo(most, within(most * 1e-6f));
                        assertThat(y[1]).isEqualTo(-most, within(most * 1e-6f));
                        for (float value : y) {
                            assertThat(Math.abs(value)).isLessThanOrEqualTo(most * 1.000001f);
                        }
                        // there is no zero: its neighbours are half a step away
                        float half = most / ((1 << bits) - 1);
                        assertThat(y[4]).isEqualTo(u < 1.5f ? -half : half, within(half * 1e-5f));
                    }
                }
            }
        }
    }

    @Test
    void zerosAndWhatIsNotANumberStayWithTheirExample() {
        float[] g = {0, 0, 1e-35f, -1e-35f, Float.NaN, 1, 2, -1};
        NDArray gradient = manager.create(g, new Shape(4, 2));
        NDArray noise = manager.full(new Shape(4, 2), 1.7f);
        for (GradientKernels kernels : BOTH) {
            float[] y = kernels.quantize(gradient, noise, 4).add(0f).toFloatArray();
            assertThat(y[0]).isZero();
            assertThat(y[3]).isZero();
            assertThat(y[4]).isNaN();
            assertThat(y[5]).isNaN();
            assertThat(y[6]).isEqualTo(2f, within(1e-5f));
        }
    }

    @Test
    void knowsWhatIsTracked() {
        GradientKernels kernels = BOTH.get(0);
        NDArray x = manager.create(new float[] {1, 2, 3});
        NDArray w = manager.create(new float[] {1, 2, 3});
        w.setRequiresGradient(true);
        for (int i = 0; i < 4; i++) {
            assertThat(kernels.isTracked(x.mul(w))).isFalse();
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                assertThat(kernels.isTracked(x)).isFalse();
                assertThat(kernels.isTracked(x.mul(2))).isFalse();
                assertThat(kernels.isTracked(w)).isTrue();
                assertThat(kernels.isTracked(x.mul(w))).isTrue();
                assertThat(kernels.isTracked(x.mul(w).stopGradient())).isFalse();
                collector.backward(w.sum());
            }
        }
    }

    @Test
    void backwardStartsFromTheGivenGradient() {
        for (GradientKernels kernels : BOTH) {
            NDArray x = manager.create(new float[] {1, 2, 3});
            x.setRequiresGradient(true);
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDArray y = x.square();
                kernels.backward(collector, y, manager.create(new float[] {1, 10, -1}));
            }
            assertThat(x.getGradient().toFloatArray()).containsExactly(2, 40, -6);
        }
    }
}
