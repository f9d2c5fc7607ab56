package io.github.djlqat.quant.discrete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djlqat.quant.WeightQuantizer;
import io.github.djlqat.quant.discrete.BinaryConnect.Magnitude;
import io.github.djlqat.quant.discrete.BinaryConnect.Rounding;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BinaryConnectTest {

    private static final Shape SHAPE = new Shape(2, 4);
    private static final BinaryConnect PAPER =
            BinaryConnect.deterministic().withMagnitude(Magnitude.ONE);

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private NDArray weights(float... values) {
        return manager.create(values, SHAPE);
    }

    @Test
    void signsAreTheWeightsAndEveryGradientPasses() {
        NDArray w = weights(0.3f, -0.2f, 0, -1.5f, 2, -0.9f, 1e-9f, -3);
        WeightQuantizer q = Weights.quantizer(PAPER, manager, SHAPE);
        assertThat(Weights.forward(q, w, true).toFloatArray())
                .containsExactly(1, -1, 1, -1, 1, -1, 1, -1);
        float[] incoming = {1, -2, 3, 4, -5, 6, 7, 8};
        // Nothing is cut off beyond 1: the weights are clipped instead, before the next step.
        assertThat(Weights.gradient(q, w, incoming)).containsExactly(incoming);
    }

    @Test
    void constrainClipsTheWeightsThemselves() {
        NDArray w = weights(0.3f, -0.2f, 0, -1.5f, 2, -0.9f, 1, -3);
        w.setRequiresGradient(true);
        NDArray view = w.reshape(SHAPE).stopGradient();
        WeightQuantizer q = Weights.quantizer(PAPER, manager, SHAPE);
        q.constrain(view);
        assertThat(w.toFloatArray()).containsExactly(0.3f, -0.2f, 0, -1, 1, -0.9f, 1, -1);
    }

    @Test
    void magnitudeOfFiltersIsTheOneTrainingStartedFrom() {
        NDArray w = weights(0.1f, -0.3f, 0.2f, 0.2f, 0.5f, -0.5f, 1, -2);
        WeightQuantizer q = Weights.quantizer(BinaryConnect.deterministic(), manager, SHAPE);
        float[] expected = {0.2f, -0.2f, 0.2f, 0.2f, 1, -1, 1, -1};
        // Nothing is kept before training, ...
        assertThat(Weights.forward(q, w.mul(7), false).toFloatArray()[4]).isEqualTo(7);
        q.constrain(w);
        assertThat(w.toFloatArray()).containsExactly(0.1f, -0.2f, 0.2f, 0.2f, 0.5f, -0.5f, 1, -1);
        assertThat(Weights.forward(q, w, true).toFloatArray()).containsExactly(expected);
        // ... nor followed afterwards.
        assertThat(Weights.forward(q, w.mul(9), true).toFloatArray()).containsExactly(expected);
        assertThat(Weights.forward(q, w.mul(9), false).toFloatArray()).containsExactly(expected);
        assertThat(Weights.decode(q.encode(w.mul(9)))).containsExactly(expected);
    }

    @Test
    void filtersOfZerosHaveAMagnitude() {
        NDArray w = weights(0, 0, 0, 0, 0.5f, -0.5f, 0.5f, -0.5f);
        WeightQuantizer q = Weights.quantizer(BinaryConnect.stochastic(3), manager, SHAPE);
        q.constrain(w);
        for (float value : Weights.forward(q, w, true).toFloatArray()) {
            assertThat(Math.abs(value)).isIn(0.25f, 0.5f);
        }
    }

    @Test
    void glorotsMagnitudeCountsTheWindow() {
        Shape shape = new Shape(8, 4, 3, 3);
        WeightQuantizer q =
                Weights.quantizer(PAPER.withMagnitude(Magnitude.GLOROT), manager, shape);
        NDArray w = manager.create(Weights.normal(288, 1, 5), shape);
        float h = (float) Math.sqrt(1.5 / (12 * 9));
        assertThat(Weights.forward(q, w, true).abs().toFloatArray()).containsOnly(h);
    }

    /** The mean of the binary weight is the hard sigmoid's: clip(w, -1, 1) for H = 1. */
    @Test
    void meanOfStochasticBinarization() throws Exception {
        BinaryConnect scheme = new BinaryConnect(Rounding.STOCHASTIC, Magnitude.ONE, 11);
        NDArray w = weights(0, 0.5f, -0.25f, 1, -1, 0.9f, 3, -3);
        WeightQuantizer q = Weights.quantizer(scheme, manager, SHAPE);
        int count = 4_000;
        double[] sums = new double[8];
        for (int n = 0; n < count; n++) {
            try (NDManager scope = manager.newSubManager()) {
                NDArray x = w.duplicate();
                x.attach(scope);
                NDArray y = Weights.forward(q, x, true);
                float[] values = y.toFloatArray();
                for (int i = 0; i < 8; i++) {
                    assertThat(Math.abs(values[i])).isEqualTo(1);
                    sums[i] += values[i];
                }
            }
        }
        double[] expected = {0, 0.5, -0.25, 1, -1, 0.9, 1, -1};
        for (int i = 0; i < 8; i++) {
            // Four standard errors.
            double error = 4 * Math.sqrt((1 - expected[i] * expected[i]) / count);
            assertThat(sums[i] / count).as("weight %d", i).isCloseTo(expected[i], within(error));
        }
        float[] incoming = {1, -2, 3, 4, -5, 6, 7, 8};
        assertThat(Weights.gradient(q, w, incoming)).containsExactly(incoming);
        assertThat(Weights.forward(q, w, false).toFloatArray())
                .containsExactly(1, 1, -1, 1, -1, 1, 1, -1);
    }

    @Test
    void resumedTrainingDrawsTheSameBits() throws Exception {
        Shape shape = new Shape(8, 16);
        NDArray w = manager.create(Weights.normal(128, 0.1, 2), shape);
        BinaryConnect scheme = BinaryConnect.stochastic(42);
        WeightQuantizer q = Weights.quantizer(scheme, manager, shape);
        float[] first = Weights.forward(q, w, true).toFloatArray();
        float[] second = Weights.forward(q, w, true).toFloatArray();
        assertThat(second).isNotEqualTo(first);
        WeightQuantizer resumed = Weights.copy(q, scheme, manager, shape);
        float[] third = Weights.forward(q, w, true).toFloatArray();
        assertThat(Weights.forward(resumed, w, true).toFloatArray()).isEqualTo(third);

        WeightQuantizer again = Weights.quantizer(scheme, manager, shape);
        assertThat(Weights.forward(again, w, true).toFloatArray()).isEqualTo(first);
        WeightQuantizer other = Weights.quantizer(BinaryConnect.stochastic(43), manager, shape);
        assertThat(Weights.forward(other, w, true).toFloatArray()).isNotEqualTo(first);
        WeightQuantizer elsewhere = scheme.create("another layer");
        elsewhere.initialize(manager, w.getDataType(), shape);
        assertThat(Weights.forward(elsewhere, w, true).toFloatArray()).isNotEqualTo(first);
    }

    @Test
    void randomStepsEnd() throws Exception {
        Shape shape = new Shape(8, 16);
        NDArray w = manager.create(Weights.normal(128, 0.1, 2), shape);
        BinaryConnect scheme = BinaryConnect.stochastic(42).until(2);
        WeightQuantizer q = Weights.quantizer(scheme, manager, shape);
        float[] first = Weights.forward(q, w, true).toFloatArray();
        float[] signs = Weights.forward(q, w, false).toFloatArray();
        WeightQuantizer resumed = Weights.copy(q, scheme, manager, shape);
        assertThat(first).isNotEqualTo(signs);
        assertThat(Weights.forward(resumed, w, true).toFloatArray()).isNotEqualTo(signs);
        assertThat(Weights.forward(resumed, w, true).toFloatArray()).isEqualTo(signs);
        assertThatThrownBy(() -> scheme.until(-1)).hasMessageContaining("found -1");
    }

    @Test
    void weightsThatAreNotFiniteStopTraining() {
        float[] values = new float[8];
        Arrays.fill(values, 1);
        values[5] = Float.NaN;
        WeightQuantizer q = Weights.quantizer(BinaryConnect.deterministic(), manager, SHAPE);
        for (Runnable call :
                new Runnable[] {
                    () -> q.constrain(weights(values)), () -> q.encode(weights(values)),
                }) {
            assertThatThrownBy(call::run)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("layer: weight of channel 1: expected a finite number, found NaN");
        }
        assertThatThrownBy(() -> q.observe(weights(values)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
