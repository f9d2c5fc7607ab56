package io.github.djlqat.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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

/** Learned steps: fused and composed against the papers' closed forms, in plain Java. */
class StepKernelsTest {

    private static final List<StepKernels> BOTH =
            List.of(new ComposedStepKernels(), new FusedStepKernels());
    private static final float FACTOR = 0.37f;

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager("PyTorch");
    }

    @AfterEach
    void close() {
        manager.close();
    }

    /** What one value contributes. */
    private record Closed(float y, double dx, double ds) {

        static Closed of(float x, float s, int low, int high, StepGradient gradient) {
            double v = (double) x / s;
            double q = Math.rint(Math.max(low, Math.min(high, x * (1f / s))));
            boolean inside = x > low * s && x < high * s;
            double ds;
            switch (gradient) {
                case ROUNDING_ERROR:
                    ds = inside ? q - v : q;
                    break;
                case BOUND:
                    ds = inside ? 0 : q;
                    break;
                default:
                    ds = 0;
            }
            return new Closed((float) (q * s), inside ? 1 : 0, ds);
        }
    }

    @Test
    void valuesAndGradientsAreThoseOfThePapers() {
        Random random = new Random(3);
        Shape shape = new Shape(4, 3, 5);
        for (StepGradient gradient : StepGradient.values()) {
            for (int bits : new int[] {2, 4, 8}) {
                for (int form = 0; form < 3; form++) {
                    int high = (1 << (form == 0 ? bits : bits - 1)) - 1;
                    boolean channels = form == 2;
                    StepSpec spec =
                            new StepSpec(form == 0 ? 0 : -high - 1, high, gradient, channels);
                    check(random, shape, spec);
                }
            }
        }
    }

    private void check(Random random, Shape shape, StepSpec spec) {
        int steps = spec.perChannel() ? (int) shape.get(0) : 1;
        float[] s = new float[steps];
        for (int i = 0; i < steps; i++) {
            s[i] = 0.01f + random.nextFloat();
        }
        int size = (int) shape.size();
        float[] x = new float[size];
        float[] up = new float[size];
        float[] y = new float[size];
        float[] dx = new float[size];
        double[] ds = new double[steps];
        for (int i = 0; i < size; i++) {
            int c = i * steps / size;
            x[i] = (float) random.nextGaussian() * spec.high() * s[c];
            up[i] = (float) random.nextGaussian();
            Closed closed = Closed.of(x[i], s[c], spec.low(), spec.high(), spec.gradient());
            y[i] = closed.y + 0f;
            dx[i] = (float) (closed.dx * up[i]) + 0f;
            ds[c] += closed.ds * up[i] * FACTOR;
        }
        for (StepKernels kernels : BOTH) {
            NDArray values = leaf(shape, x);
            NDArray step = leaf(new Shape(steps), s);
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDArray out = kernels.quantize(values, step, FACTOR, spec);
                assertThat(out.getShape()).isEqualTo(shape);
                assertThat(out.add(0f).toFloatArray()).as("%s %s", kernels, spec).isEqualTo(y);
                collector.backward(out.mul(manager.create(up, shape)));
            }
            assertThat(values.getGradient().add(0f).toFloatArray())
                    .as("dx of %s %s", kernels, spec)
                    .isEqualTo(dx);
            assertThat(values.toFloatArray()).isEqualTo(x);
            if (spec.gradient() != StepGradient.NONE) {
                float[] found = step.getGradient().toFloatArray();
                for (int c = 0; c < steps; c++) {
                    assertThat((double) found[c])
                            .as("ds of %s %s channel %d", kernels, spec, c)
                            .isCloseTo(ds[c], within(1e-4 * spec.high()));
                }
            }
        }
    }

    @Test
    void offsetsAreThoseOfLsqPlus() {
        Random random = new Random(5);
        Shape shape = new Shape(6, 7);
        int size = (int) shape.size();
        for (int high : new int[] {3, 15, 255}) {
            for (float share : new float[] {-0.1f, 0, 0.3f, 1, 1.2f}) {
                float s = 0.02f + random.nextFloat();
                float offset = -share * high * s + 0.3f * s;
                int zero = StepKernels.zero(s, offset, high);
                assertThat(zero).isBetween(0, high);
                float[] x = new float[size];
                float[] up = new float[size];
                float[] y = new float[size];
                float[] dx = new float[size];
                double ds = 0;
                double dOffset = 0;
                for (int i = 0; i < size; i++) {
                    x[i] = (float) random.nextGaussian() * high * s;
                    up[i] = (float) random.nextGaussian();
                    boolean inside = x[i] > -zero * s && x[i] < (high - zero) * s;
                    double q = Math.rint((double) x[i] / s) + zero;
                    q = Math.max(0, Math.min(high, q));
                    y[i] = (float) (q - zero) * s + 0f;
                    dx[i] = (inside ? up[i] : 0) + 0f;
                    ds += (inside ? (q - zero) - (double) x[i] / s : q) * up[i] * FACTOR;
                    dOffset += (inside ? 0 : 1) * up[i] * FACTOR;
                }
                StepSpec spec = new StepSpec(0, high, StepGradient.ROUNDING_ERROR, false);
                for (StepKernels kernels : BOTH) {
                    String what = kernels + " to " + high + " with " + zero;
                    NDArray values = leaf(shape, x);
                    NDArray step = leaf(new Shape(1), s);
                    NDArray start = leaf(new Shape(1), offset);
                    try (GradientCollector collector =
                            Engine.getEngine("PyTorch").newGradientCollector()) {
                        NDArray out = kernels.quantize(values, step, start, FACTOR, spec);
                        assertThat(out.add(0f).toFloatArray()).as(what).isEqualTo(y);
                        collector.backward(out.mul(manager.create(up, shape)));
                    }
                    assertThat(values.getGradient().add(0f).toFloatArray()).as(what).isEqualTo(dx);
                    assertThat((double) step.getGradient().toFloatArray()[0])
                            .as(what)
                            .isCloseTo(ds, within(2e-4 * high));
                    assertThat((double) start.getGradient().toFloatArray()[0])
                            .as(what)
                            .isCloseTo(dOffset, within(1e-4));
                }
            }
        }
    }

    /**
     * Beyond the range the value is a multiple of the step, so that its gradient has no rounding.
     */
    @Test
    void finiteDifferencesAgreeBeyondTheRange() {
        StepSpec spec = new StepSpec(-4, 3, StepGradient.ROUNDING_ERROR, false);
        NDArray x = manager.create(new float[] {-9, -5, 4, 11});
        for (StepKernels kernels : BOTH) {
            NDArray step = leaf(new Shape(1), 1);
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                collector.backward(kernels.quantize(x, step, 1, spec).sum());
            }
            float above = kernels.quantize(x, leaf(new Shape(1), 1.01f), 1, spec).sum().getFloat();
            float below = kernels.quantize(x, leaf(new Shape(1), 0.99f), 1, spec).sum().getFloat();
            assertThat(step.getGradient().toFloatArray()[0])
                    .isCloseTo((above - below) / 0.02f, within(1e-3f));
        }
    }

    @Test
    void pytorchGetsTheFusedKernels() {
        assertThat(StepKernels.of(manager)).isInstanceOf(FusedStepKernels.class);
        assertThatThrownBy(() -> new StepSpec(1, 3, StepGradient.NONE, false))
                .hasMessage("integers: expected low <= 0 < high, found 1 and 3");
    }

    private NDArray leaf(Shape shape, float... values) {
        NDArray array = manager.create(values, shape);
        array.setRequiresGradient(true);
        return array;
    }
}
