package io.github.djlqat.quant.discrete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djlqat.quant.WeightCodes;
import io.github.djlqat.quant.WeightQuantizer;
import io.github.djlqat.quant.WeightScheme;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clusters with scales of their own: of channels, and of weights. */
class ClusteredTest {

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void channelsOfAGroupShareAScale() {
        Shape shape = new Shape(4, 2);
        NDArray w = manager.create(new float[] {7, 1, 0.5f, -0.7f, -6, 3.4f, 0.1f, 0.6f}, shape);
        ClusteredChannels scheme = new ClusteredChannels(4, 2);
        WeightQuantizer q = Weights.quantizer(scheme, manager, shape);
        float[] expected = {7, 1, 0.5f, -0.7f, -6, 3, 0.1f, 0.6f};
        assertThat(Weights.forward(q, w, true).toFloatArray())
                .containsExactly(expected, within(1e-6f));
        WeightCodes codes = q.encode(w);
        assertThat(codes.scales().toArray())
                .containsExactly(new float[] {1, 0.1f, 1, 0.1f}, within(1e-6f));
        assertThat(codes.codes().toArray()).containsExactly(7, 1, 5, -7, -6, 3, 1, 6);
        assertThat(codes.levels().size()).isZero();
        float[] incoming = {1, -2, 3, 4, -5, 6, 7, 8};
        assertThat(Weights.gradient(q, w, incoming)).containsExactly(incoming);

        // The groups stay; their scales follow.
        NDArray grown = manager.create(new float[] {7, 1, 14, 0, -6, 3, 0.1f, 0.6f}, shape);
        assertThat(q.encode(grown).scales().toArray()).containsExactly(1, 2, 1, 2);
    }

    @Test
    void oneGroupIsOneScaleAndAsManyAsChannelsAreOneEach() {
        Shape shape = new Shape(4, 8);
        NDArray w = manager.create(Weights.normal(32, 1, 4), shape);
        WeightQuantizer one = Weights.quantizer(new ClusteredChannels(8, 1), manager, shape);
        assertThat(one.encode(w).scales().toArray()).containsOnly(w.abs().max().getFloat() / 127);
        WeightQuantizer each = Weights.quantizer(new ClusteredChannels(8, 4), manager, shape);
        float[] tops = w.abs().max(new int[] {1}).toFloatArray();
        float[] scales = each.encode(w).scales().toArray();
        for (int c = 0; c < 4; c++) {
            assertThat(scales[c]).isEqualTo(tops[c] / 127);
        }
    }

    @Test
    void channelsOfZerosStayZero() {
        Shape shape = new Shape(4, 2);
        WeightQuantizer q = Weights.quantizer(new ClusteredChannels(4, 3), manager, shape);
        NDArray w = manager.zeros(shape);
        assertThat(Weights.forward(q, w, true).toFloatArray()).containsOnly(0);
        assertThat(q.encode(w).codes().toArray()).containsOnly(0);
    }

    @Test
    void smallWeightsGetFineSteps() {
        Shape shape = new Shape(1, 8);
        float[] values = {0.1f, -0.2f, 0.3f, 0.24f, -6, 5.2f, 6.3f, 0};
        NDArray w = manager.create(values, shape);
        ClusteredMagnitudes scheme = new ClusteredMagnitudes(4, 2);
        assertThat(scheme.largestCode()).isEqualTo(3);
        WeightQuantizer q = Weights.quantizer(scheme, manager, shape);
        float[] found = Weights.forward(q, w, true).toFloatArray();
        // Scales 0.1 and 2.1, each times -3..3, in steps of 6.3 / 127.
        float step = 6.3f / 127;
        float[] expected = {
            2 * step, -4 * step, 6 * step, 4 * step, -127 * step, 85 * step, 127 * step, 0
        };
        assertThat(found).containsExactly(expected, within(1e-5f));
        WeightCodes codes = q.encode(w);
        assertThat(codes.levels().toArray())
                .containsExactly(-127, -85, -42, -6, -4, -2, 0, 2, 4, 6, 42, 85, 127);
        assertThat(codes.bits()).isEqualTo(4);
    }

    @Test
    void gradientsAreCutBeyondTheLargestNumber() {
        Shape shape = new Shape(1, 8);
        float[] values = {0.1f, -0.2f, 0.3f, 0.24f, -6, 5.2f, 6.3f, 0};
        WeightQuantizer q = Weights.quantizer(new ClusteredMagnitudes(4, 2), manager, shape);
        Weights.forward(q, manager.create(values, shape), true);
        // Half a step of 2.1 beyond 6.3 is 7.35.
        float[] later = {0.1f, 7.3f, -7.3f, -7.4f, 7.4f, 5.2f, 6.3f, 0};
        float[] incoming = {1, -2, 3, 4, -5, 6, 7, 8};
        assertThat(Weights.gradient(q, manager.create(later, shape), incoming))
                .containsExactly(new float[] {1, -2, 3, 0, 0, 6, 7, 8}, within(0f));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Shape shape = new Shape(4, 2);
        assertThatThrownBy(() -> Weights.quantizer(new ClusteredChannels(4, 5), manager, shape))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "layer: expected at most 4 groups, one for each output channel, found 5");
        assertThatThrownBy(() -> new ClusteredChannels(1, 2)).hasMessageContaining("found 1");
        assertThatThrownBy(() -> new ClusteredChannels(4, 0)).hasMessageContaining("found 0");
        assertThatThrownBy(() -> new ClusteredMagnitudes(3, 4))
                .hasMessage("clusters: expected 1 to 3 with 3 bits, found 4");
        for (WeightScheme scheme :
                new WeightScheme[] {new ClusteredChannels(4, 2), new ClusteredMagnitudes(4, 2)}) {
            WeightQuantizer q = Weights.quantizer(scheme, manager, shape);
            NDArray w = manager.full(shape, Float.NaN);
            assertThatThrownBy(() -> Weights.forward(q, w, true))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("layer: weight of channel 0");
        }
    }
}
