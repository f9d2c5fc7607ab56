package io.github.djlqat.quant.learned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.github.djlqat.kernel.Rounding;
import io.github.djlqat.quant.Quantizer;
import io.github.djlqat.quant.ValueScheme;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Each method's gradient against its paper's closed form, on one example of six values: below the
 * range, within it three times, and above it twice. No two methods give the same sums.
 */
class GradientRulesTest {

    /** In steps of an unsigned grid of 2 bits, 0..3. */
    private static final float[] STEPS = {-0.7f, 0.3f, 1.2f, 2.8f, 3.4f, 9};

    private static final float[] UP = {1, 2, 4, 8, 16, 32};
    private static final float STEP = 0.25f;

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private record Gradients(float[] x, float first, float second) {}

    private Gradients gradients(Quantizer q, float[] values, float... learned) {
        return gradients(q, new Shape(1, values.length), values, UP, learned);
    }

    private Gradients gradients(
            Quantizer q, Shape shape, float[] values, float[] up, float... learned) {
        q.initialize(manager, DataType.FLOAT32, new Shape(1));
        NDArray x = manager.create(values, shape);
        q.observe(x);
        int i = 0;
        for (Parameter p : q.getDirectParameters().values()) {
            LearnedStep.set(p, new float[] {learned[i++]});
        }
        x.setRequiresGradient(true);
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray y = q.forward(new ParameterStore(manager, false), x, true);
            collector.backward(y.mul(manager.create(up, shape)));
        }
        float[] found = new float[2];
        i = 0;
        for (Parameter p : q.getDirectParameters().values()) {
            found[i++] = p.requiresGradient() ? p.getArray().getGradient().toFloatArray()[0] : 0;
        }
        return new Gradients(x.getGradient().toFloatArray(), found[0], found[1]);
    }

    private static float[] values(float shift) {
        float[] values = new float[STEPS.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (STEPS[i] - shift) * STEP;
        }
        return values;
    }

    private Gradients unsigned(ValueScheme scheme, float learned) {
        return gradients(scheme.create("x", true), values(0), learned);
    }

    @Test
    void lsqTakesTheRoundingErrorWithinTheRange() {
        Gradients g = unsigned(new Lsq(2, false), STEP);
        assertThat(g.x).containsExactly(0, 2, 4, 8, 0, 0);
        double sum = 2 * -0.3 + 4 * -0.2 + 8 * 0.2 + (16 + 32) * 3;
        double factor = 1 / Math.sqrt(6 * 3);
        assertThat((double) g.first).isCloseTo(sum * factor, within(1e-4));
    }

    /** N is the number of one example's values, so the factor is that of a single example. */
    @Test
    void theBatchDoesNotCountInTheFactor() {
        float[] first = values(0);
        float[] values = new float[12];
        float[] up = new float[12];
        for (int i = 0; i < 6; i++) {
            values[i] = first[i];
            values[11 - i] = first[i];
            up[i] = UP[i];
            up[11 - i] = 3;
        }
        double sum = 2 * -0.3 + 4 * -0.2 + 8 * 0.2 + (16 + 32) * 3;
        sum += 3 * (-0.3 - 0.2 + 0.2 + 3 + 3);
        double factor = 1 / Math.sqrt(6 * 3);
        Shape shape = new Shape(2, 6);
        Gradients g = gradients(new Lsq(2, false).create("x", true), shape, values, up, STEP);
        assertThat(g.x).containsExactly(0, 2, 4, 8, 0, 0, 0, 0, 3, 3, 3, 0);
        assertThat((double) g.first).isCloseTo(sum * factor, within(1e-4));
        for (int i = 0; i < values.length; i++) {
            values[i] -= STEP;
        }
        Quantizer plus = new LsqPlus(2, false).create("x", false);
        Gradients p = gradients(plus, shape, values, up, STEP, -STEP);
        assertThat((double) p.first).isCloseTo(sum * factor, within(1e-4));
        assertThat((double) p.second).isCloseTo((1 + 16 + 32 + 3 * 3) * factor, within(1e-4));
    }

    @Test
    void pactTakesWhatIsBeyondTheBoundAlone() {
        Gradients g = unsigned(new Pact(2), 3 * STEP);
        assertThat(g.x).containsExactly(0, 2, 4, 8, 0, 0);
        assertThat(g.first).isCloseTo(16 + 32, within(1e-4f));
        // one step on both sides of 0: only 0.3 steps and -0.7 are within
        Gradients s = gradients(new Pact(2).create("x", false), values(0), STEP);
        assertThat(s.x).containsExactly(1, 2, 0, 0, 0, 0);
        assertThat(s.first).isCloseTo(4 + 8 + 16 + 32, within(1e-4f));
    }

    @Test
    void doReFaLearnsNoRange() {
        float[] values = {-0.1f, 0.2f, 0.5f, 0.9f, 1.1f, 7};
        Gradients g = gradients(new DoReFa(2).create("x", true), values, 1);
        assertThat(g.x).containsExactly(0, 2, 4, 8, 0, 0);
        assertThat(g.first).isZero();
    }

    @Test
    void fixedClipStaysWhereItStarted() {
        Gradients g = unsigned(new FixedClip(2), 3 * STEP);
        assertThat(g.x).containsExactly(0, 2, 4, 8, 0, 0);
        assertThat(g.first).isZero();
        assertThat(start(new FixedClip(2), 0, 2, 4, 6)).isEqualTo(2f, within(0.01f));
        assertThat(start(new DoReFa(2), 0, 2, 4, 6)).isEqualTo(1f / 3);
    }

    /** Returns the step with which a quantizer begins. */
    private float start(ValueScheme scheme, float... values) {
        Quantizer q = scheme.create("x", true);
        q.initialize(manager, DataType.FLOAT32, new Shape(1));
        q.observe(manager.create(values, new Shape(1, values.length)));
        return q.forward(new ParameterStore(manager, false), manager.create(values), false)
                        .max()
                        .getFloat()
                / 3;
    }

    @Test
    void lsqPlusMovesTheOffsetByWhatIsBeyondTheRange() {
        // the same values one step lower: offset -STEP, zero point 1
        Gradients g = gradients(new LsqPlus(2, false).create("x", false), values(1), STEP, -STEP);
        assertThat(g.x).containsExactly(0, 2, 4, 8, 0, 0);
        double factor = 1 / Math.sqrt(6 * 3);
        double sum = 2 * -0.3 + 4 * -0.2 + 8 * 0.2 + (16 + 32) * 3;
        assertThat((double) g.first).isCloseTo(sum * factor, within(1e-4));
        assertThat((double) g.second).isCloseTo((1 + 16 + 32) * factor, within(1e-4));
        // without an offset, below 0 or not, it is LSQ
        Gradients plain = unsigned(new LsqPlus(2, false), STEP);
        assertThat((double) plain.first).isCloseTo(sum * factor, within(1e-4));
    }

    @Test
    void powersOfTwoPassTheLogarithmsRoundingStraightThrough() {
        float learned = 0.22f;
        QFormat scheme = new QFormat(2, false, true, Rounding.NEAREST);
        Gradients g = unsigned(scheme, learned);
        double sum = 2 * -0.3 + 4 * -0.2 + 8 * 0.2 + (16 + 32) * 3;
        double factor = 1 / Math.sqrt(6 * 3);
        assertThat((double) g.first).isCloseTo(sum * factor * STEP / learned, within(1e-4));
        Gradients kept = unsigned(new QFormat(2, false, false, Rounding.NEAREST), STEP);
        assertThat(kept.first).isZero();
        assertThat(kept.x).containsExactly(0, 2, 4, 8, 0, 0);
    }

    @Test
    void doReFaWeightsPassTheTangentAndTheMaximum() {
        float[] w = {0.3f, -0.8f, 0.1f, 0.5f, -0.2f, 0.05f};
        Shape shape = new Shape(2, 3);
        Quantizer q = new DoReFa(3).create("w");
        q.initialize(manager, DataType.FLOAT32, shape);
        NDArray x = manager.create(w, shape);
        x.setRequiresGradient(true);
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray y = q.forward(new ParameterStore(manager, false), x, true);
            float[] codes = y.mul(7).toFloatArray();
            for (int i = 0; i < codes.length; i++) {
                double r = Math.tanh(w[i]) / (2 * Math.tanh(0.8)) + 0.5;
                assertThat((double) codes[i]).isCloseTo(2 * Math.rint(r * 7) - 7, within(1e-5));
            }
            collector.backward(y.mul(manager.create(UP, shape)));
        }
        float[] found = x.getGradient().toFloatArray();
        for (int i = 0; i < w.length; i++) {
            // finite differences of what is left when the rounding is taken away
            double difference = 0;
            for (int side = -1; side <= 1; side += 2) {
                double[] moved = new double[w.length];
                Arrays.setAll(moved, k -> Math.tanh(w[k]));
                moved[i] = Math.tanh(w[i] + side * 1e-4);
                double max = Arrays.stream(moved).map(Math::abs).max().orElseThrow();
                for (int k = 0; k < w.length; k++) {
                    difference += side * moved[k] / max * UP[k] / 2e-4;
                }
            }
            assertThat((double) found[i]).as("weight %d", i).isCloseTo(difference, within(1e-2));
        }
    }
}
