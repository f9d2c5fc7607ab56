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
import io.github.djlqat.quant.WeightQuantizer;
import io.github.djlqat.quant.WeightScheme;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Learned steps of weights against the papers' closed forms, on two filters of six weights and 3
 * bits, whose integers are -4..3. In each filter some weights lie below the range, some within it,
 * some above it.
 */
class WeightRulesTest {

    private static final int N = 6;
    private static final int QN = 4;
    private static final int QP = 3;
    private static final Shape SHAPE = new Shape(2, N);

    private static final float[] WEIGHTS = {
        -1.3f, -0.18f, 0.07f, 0.3f, 0.7f, 0.85f, -2.3f, -1.8f, 0.2f, -0.06f, 0.85f, 4.5f
    };

    private static final float[] UP = {1, 2, 4, 8, 16, 32, 3, 5, 7, 11, 13, 17};

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    /** Each scheme, and how many weights share a step. */
    static Stream<Arguments> schemes() {
        return Stream.of(
                Arguments.of(new Lsq(3, false), 2 * N),
                Arguments.of(new Lsq(3, true), N),
                Arguments.of(new LsqPlus(3, false), 2 * N),
                Arguments.of(new LsqPlus(3, true), N),
                Arguments.of(new QFormat(3, false, true, Rounding.NEAREST), 2 * N),
                Arguments.of(new QFormat(3, true, true, Rounding.NEAREST), N));
    }

    private static Parameter learned(WeightQuantizer q) {
        assertThat(q.getDirectParameters().size()).isEqualTo(1);
        return q.getDirectParameters().valueAt(0);
    }

    private WeightQuantizer started(WeightScheme scheme) {
        WeightQuantizer q = scheme.create("w");
        q.initialize(manager, DataType.FLOAT32, SHAPE);
        q.forward(new ParameterStore(manager, false), manager.create(WEIGHTS, SHAPE), true);
        return q;
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void stepsStartWhereThePaperSays(WeightScheme scheme, int n) {
        float[] found = learned(started(scheme)).getArray().toFloatArray();
        assertThat(found).hasSize(2 * N / n);
        for (int c = 0; c < found.length; c++) {
            float[] w = Arrays.copyOfRange(WEIGHTS, c * n, (c + 1) * n);
            assertThat((double) found[c])
                    .as("step %d", c)
                    .isCloseTo(start(scheme, w), within(1e-6));
        }
    }

    private static double start(WeightScheme scheme, float[] w) {
        double sum = 0;
        double magnitudes = 0;
        double largest = 0;
        for (float value : w) {
            sum += value;
            magnitudes += Math.abs(value);
            largest = Math.max(largest, Math.abs(value));
        }
        if (scheme instanceof Lsq) {
            return 2 * (magnitudes / w.length) / Math.sqrt(QP);
        }
        if (scheme instanceof QFormat) {
            return Math.pow(2, Math.ceil(Math.log(largest / (QP + 1)) / Math.log(2)));
        }
        double mean = sum / w.length;
        double squares = 0;
        for (float value : w) {
            squares += (value - mean) * (value - mean);
        }
        double three = 3 * Math.sqrt(squares / w.length);
        // Bhalgat et al., equation 9: 2^(bits - 1) steps
        return Math.max(Math.abs(mean - three), Math.abs(mean + three)) / 4;
    }

    /** Esser et al., equations 1 to 3 and section 2.2. */
    @ParameterizedTest
    @MethodSource("schemes")
    void valuesAndGradientsAreThePapers(WeightScheme scheme, int n) {
        WeightQuantizer q = started(scheme);
        int count = 2 * N / n;
        boolean power = scheme instanceof QFormat;
        // 2^round(log2 p) is 1/4 and 1/2
        double[] steps = {0.25, 0.5};
        double[] parameters = power ? new double[] {0.22, 0.6} : steps;
        float[] values = new float[count];
        for (int c = 0; c < count; c++) {
            values[c] = (float) parameters[c];
        }
        LearnedStep.set(learned(q), values);
        NDArray w = manager.create(WEIGHTS, SHAPE);
        w.setRequiresGradient(true);
        float[] y;
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray result = q.forward(new ParameterStore(manager, false), w, true);
            y = result.toFloatArray();
            collector.backward(result.mul(manager.create(UP, SHAPE)));
        }
        float[] dw = w.getGradient().toFloatArray();
        double[] ds = new double[count];
        for (int i = 0; i < WEIGHTS.length; i++) {
            double s = steps[i / n];
            double v = WEIGHTS[i] / s;
            boolean inside = -QN < v && v < QP;
            double clipped = v <= -QN ? -QN : QP;
            double whole = inside ? Math.rint(v) : clipped;
            assertThat((double) y[i]).as("y %d", i).isEqualTo(s * whole);
            assertThat(dw[i]).as("dL/dw %d", i).isEqualTo(inside ? UP[i] : 0);
            ds[i / n] += UP[i] * (inside ? whole - v : clipped);
        }
        float[] found = learned(q).getArray().getGradient().toFloatArray();
        assertThat(found).hasSize(count);
        for (int c = 0; c < count; c++) {
            double factor = 1 / Math.sqrt((double) n * QP);
            double straight = power ? steps[c] / parameters[c] : 1;
            assertThat((double) found[c])
                    .as("dL/ds %d", c)
                    .isCloseTo(ds[c] * factor * straight, within(1e-4));
        }
    }
}
