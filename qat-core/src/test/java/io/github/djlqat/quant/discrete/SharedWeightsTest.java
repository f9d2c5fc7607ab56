package io.github.djlqat.quant.discrete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.djlqat.quant.WeightCodes;
import io.github.djlqat.quant.WeightQuantizer;
import io.github.djlqat.quant.discrete.SharedWeights.Start;
import java.io.DataOutputStream;
import java.io.OutputStream;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SharedWeightsTest {

    private static final Shape SHAPE = new Shape(2, 4);

    /** Clusters of 2 bits: 11 9, 0.5 1.5, -1 -2, -12.5 -12.9. */
    private static final float[] VALUES = {11, 0.5f, -12.5f, 9, -1, -2, 1.5f, -12.9f};

    private static final int[] MEMBERS = {3, 2, 0, 3, 1, 1, 2, 0};
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
    void weightsBecomeTheirCentroidsRoundedToInt8() {
        SharedWeights scheme = new SharedWeights(2, Start.DENSITY, 0, 1);
        WeightQuantizer q = Weights.quantizer(scheme, manager, SHAPE);
        float[] found = Weights.forward(q, weights, true).toFloatArray();
        float[] centroids = {-12.7f, -1.5f, 1, 10};
        assertThat(Weights.parameter(q, "centroids").toFloatArray())
                .containsExactly(centroids, within(1e-6f));
        for (int i = 0; i < 8; i++) {
            assertThat(found[i]).isCloseTo(centroids[MEMBERS[i]], within(1e-5f));
        }
        WeightCodes codes = q.encode(weights);
        assertThat(codes.levels().toArray()).containsExactly(-127, -15, 10, 100);
        assertThat(codes.bits()).isEqualTo(2);
        assertThat(Weights.decode(codes)).containsExactly(found);

        // Half a level is lost, in training as in the codes.
        Weights.parameter(q, "centroids").set(new float[] {-12.7f, -1.54f, 1, 10.06f});
        assertThat(q.encode(weights).levels().toArray()).containsExactly(-127, -15, 10, 101);
        found = Weights.forward(q, weights, true).toFloatArray();
        assertThat(found[0]).isCloseTo(10.1f, within(1e-5f));
        assertThat(found).containsExactly(Weights.decode(q.encode(weights)));
    }

    /** Equation 3: the sum over a cluster, and nothing for the real weights. */
    @Test
    void centroidsGetTheSumOfTheirClustersGradients() {
        for (float rate : new float[] {1, 0.25f}) {
            SharedWeights scheme = new SharedWeights(2, Start.DENSITY, 0, 1).withRate(rate);
            WeightQuantizer q = Weights.quantizer(scheme, manager, SHAPE);
            NDArray leaf = weights.duplicate();
            leaf.setRequiresGradient(true);
            Weights.forward(q, leaf, true);
            NDArray factor = manager.create(INCOMING, SHAPE);
            try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
                collector.backward(Weights.forward(q, leaf, true).mul(factor).sum());
            }
            assertThat(leaf.getGradient().toFloatArray()).containsOnly(0);
            float[] sums = new float[4];
            for (int i = 0; i < 8; i++) {
                sums[MEMBERS[i]] += INCOMING[i] * rate;
            }
            assertThat(Weights.parameter(q, "centroids").getGradient().toFloatArray())
                    .containsExactly(sums);
        }
    }

    @Test
    void weightsStayInTheirClusters() {
        WeightQuantizer q =
                Weights.quantizer(new SharedWeights(2, Start.DENSITY, 0, 1), manager, SHAPE);
        float[] other = Weights.forward(q, weights.neg(), false).toFloatArray();
        float[] first = Weights.forward(q, weights, true).toFloatArray();
        assertThat(other).isNotEqualTo(first);
        assertThat(Weights.forward(q, weights.neg(), true).toFloatArray()).isEqualTo(first);
        assertThat(Weights.forward(q, weights.neg(), false).toFloatArray()).isEqualTo(first);
        assertThat(Weights.decode(q.encode(weights.neg()))).isEqualTo(first);
    }

    @ParameterizedTest
    @EnumSource(Start.class)
    void everyStartFindsTheClusters(Start start) {
        WeightQuantizer q =
                Weights.quantizer(new SharedWeights(1, start, 5, 1), manager, new Shape(8, 1));
        float[] values = {1, 1.1f, 0.9f, 1.2f, -3, -3.1f, -2.9f, -3};
        NDArray w = manager.create(values, new Shape(8, 1));
        Weights.forward(q, w, true);
        assertThat(Weights.parameter(q, "centroids").toFloatArray())
                .containsExactly(new float[] {-3, 1.05f}, within(1e-6f));
    }

    @Test
    void moreClustersThanWeightsAreRefused() {
        assertThatThrownBy(() -> Weights.quantizer(new SharedWeights(4), manager, SHAPE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("layer: expected at least 16 weights for 4 bits, found 8");
        WeightQuantizer q = Weights.quantizer(new SharedWeights(2), manager, SHAPE);
        weights.set(new float[] {1, 2, 3, 1, 2, 3, 1, 2});
        assertThatThrownBy(() -> Weights.forward(q, weights, true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("layer: expected at least 4 different weights for 2 bits, found 3");
        assertThatThrownBy(() -> new SharedWeights(9)).hasMessageContaining("found 9");
        assertThatThrownBy(() -> new SharedWeights(0)).hasMessageContaining("found 0");
        assertThatThrownBy(() -> new SharedWeights(2).withRate(0)).hasMessageContaining("found 0");
    }

    @Test
    void centroidsThatCannotBeUsedStopTraining() {
        WeightQuantizer q = Weights.quantizer(new SharedWeights(2), manager, SHAPE);
        Weights.forward(q, weights, true);
        NDArray centroids = Weights.parameter(q, "centroids");
        ThrowingCallable forward = () -> Weights.forward(q, weights, true);
        ThrowingCallable encode = () -> q.encode(weights);
        ThrowingCallable save =
                () -> q.saveParameters(new DataOutputStream(OutputStream.nullOutputStream()));
        for (ThrowingCallable use : List.of(forward, encode, save)) {
            centroids.set(new float[] {1, Float.NaN, 2, 3});
            assertThatThrownBy(use)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("layer: codebook entry 1: expected a finite number, found NaN");
            centroids.set(new float[4]);
            assertThatThrownBy(use)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "layer: codebook: expected an entry other than 0, found 0.0 as the"
                                    + " largest");
        }
    }
}
