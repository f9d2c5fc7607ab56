package io.github.djlqat.quant.discrete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djlqat.quant.WeightCodes;
import io.github.djlqat.quant.WeightQuantizer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TernaryWeightsTest {

    private static final Shape SHAPE = new Shape(2, 4);
    private static final float[] VALUES = {1, -0.5f, 0.25f, 0, 4, -2, 2, -0.25f};

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
    void oneThresholdForTheLayer() {
        WeightQuantizer q = Weights.quantizer(new TernaryWeights(), manager, SHAPE);
        // mean |w| = 10 / 8, delta = 0.875: 1, 4, -2 and 2 remain, their mean is 9 / 4.
        float a = 2.25f;
        assertThat(Weights.forward(q, weights, true).toFloatArray())
                .containsExactly(a, 0, 0, 0, a, -a, a, 0);
        WeightCodes codes = q.encode(weights);
        assertThat(codes.codes().toArray()).containsExactly(1, 0, 0, 0, 1, -1, 1, 0);
        assertThat(codes.scales().toArray()).containsExactly(a);
        assertThat(codes.levels().toArray()).containsExactly(-1, 0, 1);
    }

    @Test
    void oneThresholdForEachFilter() {
        WeightQuantizer q = Weights.quantizer(new TernaryWeights(true), manager, SHAPE);
        // delta = 0.7 * 0.4375 = 0.306 and 0.7 * 2.0625 = 1.444.
        float a = 0.75f;
        float b = 8 / 3f;
        assertThat(Weights.forward(q, weights, true).toFloatArray())
                .containsExactly(new float[] {a, -a, 0, 0, b, -b, b, 0}, within(1e-6f));
        assertThat(q.encode(weights).scales().toArray())
                .containsExactly(new float[] {a, b}, within(1e-6f));
    }

    @Test
    void everyGradientPasses() {
        float[] incoming = {1, -2, 3, 4, -5, 6, 7, 8};
        for (boolean perFilter : new boolean[] {false, true}) {
            WeightQuantizer q = Weights.quantizer(new TernaryWeights(perFilter), manager, SHAPE);
            assertThat(Weights.gradient(q, weights, incoming)).containsExactly(incoming);
        }
    }

    @Test
    void weightsOfZeroStayZero() {
        WeightQuantizer q = Weights.quantizer(new TernaryWeights(true), manager, SHAPE);
        assertThat(Weights.forward(q, weights.mul(0), true).toFloatArray()).containsOnly(0);
        assertThat(q.encode(weights.mul(0)).codes().toArray()).containsOnly(0);
    }
}
