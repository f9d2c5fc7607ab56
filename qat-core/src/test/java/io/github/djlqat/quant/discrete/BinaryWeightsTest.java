package io.github.djlqat.quant.discrete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djlqat.quant.WeightQuantizer;
import io.github.djlqat.quant.discrete.BinaryWeights.Gradient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BinaryWeightsTest {

    private static final Shape SHAPE = new Shape(2, 1, 2, 2);
    private static final float[] VALUES = {0.5f, -0.25f, 0.125f, -0.125f, 3, -1, 0, 1.5f};
    private static final float[] INCOMING = {1, -2, 3, 4, -5, 6, 7, 8};

    private NDManager manager;
    private NDArray weights;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
        weights = manager.create(VALUES, SHAPE);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void alphaIsTheMeanOfAFilter() {
        WeightQuantizer q = Weights.quantizer(new BinaryWeights(), manager, SHAPE);
        float a = 0.25f;
        float b = 1.375f;
        assertThat(Weights.forward(q, weights, true).toFloatArray())
                .containsExactly(a, -a, a, -a, b, -b, b, b);
        assertThat(q.encode(weights).scales().toArray()).containsExactly(a, b);
    }

    @Test
    void gradientIsThePapers() {
        WeightQuantizer q = Weights.quantizer(new BinaryWeights(), manager, SHAPE);
        float[] alpha = {0.25f, 0.25f, 0.25f, 0.25f, 1.375f, 1.375f, 1.375f, 1.375f};
        float[] found = Weights.gradient(q, weights, INCOMING);
        for (int i = 0; i < 8; i++) {
            float expected = INCOMING[i] * (0.25f + (Math.abs(VALUES[i]) <= 1 ? alpha[i] : 0));
            assertThat(found[i]).as("weight %d", i).isCloseTo(expected, within(1e-6f));
        }
    }

    @Test
    void straightThroughIsCutAtOne() {
        WeightQuantizer q =
                Weights.quantizer(new BinaryWeights(Gradient.STRAIGHT_THROUGH), manager, SHAPE);
        assertThat(Weights.gradient(q, weights, INCOMING))
                .containsExactly(new float[] {1, -2, 3, 4, 0, 6, 7, 0}, within(0f));
    }

    @Test
    void scalesThatAreNotFiniteStopTraining() {
        weights.set(new float[] {1, 1, 1, 1, Float.POSITIVE_INFINITY, 1, 1, 1});
        WeightQuantizer q = Weights.quantizer(new BinaryWeights(), manager, SHAPE);
        assertThatThrownBy(() -> Weights.forward(q, weights, true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("layer: scale of channel 1: expected a finite number, found Infinity");
    }
}
