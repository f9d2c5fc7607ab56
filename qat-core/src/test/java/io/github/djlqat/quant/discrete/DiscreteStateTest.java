package io.github.djlqat.quant.discrete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djlqat.quant.WeightCodes;
import io.github.djlqat.quant.WeightQuantizer;
import io.github.djlqat.quant.WeightScheme;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What all quantizers of this package promise. */
class DiscreteStateTest {

    private static final Shape SHAPE = new Shape(8, 4, 3, 3);

    private NDManager manager;
    private NDArray weights;

    static List<WeightScheme> schemes() {
        return List.of(
                BinaryConnect.deterministic(),
                BinaryConnect.stochastic(7),
                BinaryConnect.stochastic(7).withMagnitude(BinaryConnect.Magnitude.GLOROT),
                new BinaryWeights(),
                new BinaryWeights(BinaryWeights.Gradient.STRAIGHT_THROUGH),
                new TernaryWeights(),
                new TernaryWeights(true),
                new SharedWeights(1),
                new SharedWeights(4, SharedWeights.Start.RANDOM, 3, 1),
                new SharedWeights(8, SharedWeights.Start.DENSITY, 3, 1),
                new ClusteredChannels(3, 2),
                new ClusteredChannels(8, 8),
                new ClusteredMagnitudes(2, 1),
                new ClusteredMagnitudes(5, 3));
    }

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
        weights = manager.create(Weights.normal(288, 0.1, 6), SHAPE);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void codesStandForWhatForwardGives(WeightScheme scheme) {
        WeightQuantizer q = Weights.quantizer(scheme, manager, SHAPE);
        assertThat(Weights.forward(q, weights, false).toFloatArray())
                .as("before training")
                .containsExactly(Weights.decode(q.encode(weights)));
        Weights.forward(q, weights, true);
        NDArray moved = weights.add(0.02f);
        q.constrain(moved);
        float[] values = Weights.forward(q, moved, false).toFloatArray();
        assertThat(values).as("afterwards").containsExactly(Weights.decode(q.encode(moved)));
        if (!scheme.toString().contains("STOCHASTIC")) {
            assertThat(Weights.forward(q, moved, true).toFloatArray()).containsExactly(values);
        }
        assertThat(q.foldsBatchNorm()).isFalse();
        assertThat(q.encode(moved).bits()).isEqualTo(scheme.bits());
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void codesAreAmongTheirLevels(WeightScheme scheme) {
        WeightQuantizer q = Weights.quantizer(scheme, manager, SHAPE);
        WeightCodes codes = q.encode(weights);
        Set<Byte> allowed = new TreeSet<>();
        for (byte level : codes.levels().toArray()) {
            assertThat(allowed.add(level)).as("each once").isTrue();
        }
        int most = (1 << (scheme.bits() - 1)) - 1;
        for (byte code : codes.codes().toArray()) {
            if (allowed.isEmpty()) {
                assertThat((int) code).isBetween(-most, most);
            } else {
                assertThat(allowed).contains(code);
            }
        }
        assertThat(codes.scales().size()).isIn(1, 8);
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void savedAndLoadedItGoesOnTheSame(WeightScheme scheme) throws Exception {
        WeightQuantizer q = Weights.quantizer(scheme, manager, SHAPE);
        for (int i = 0; i < 3; i++) {
            Weights.forward(q, weights, true);
        }
        NDArray moved = weights.mul(1.1f).sub(0.03f);
        WeightQuantizer other = Weights.copy(q, scheme, manager, SHAPE);
        assertThat(other.encode(moved)).isEqualTo(q.encode(moved));
        assertThat(Weights.forward(other, moved, true).toFloatArray())
                .containsExactly(Weights.forward(q, moved, true).toFloatArray());
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void stepsLeaveNoArraysBehind(WeightScheme scheme) {
        WeightQuantizer q = Weights.quantizer(scheme, manager, SHAPE);
        int before = manager.getManagedArrays().size();
        for (int i = 0; i < 3; i++) {
            try (NDManager scope = manager.newSubManager()) {
                NDArray w = weights.duplicate();
                w.attach(scope);
                q.constrain(w);
                Weights.forward(q, w, true);
                q.encode(w);
            }
        }
        assertThat(manager.getManagedArrays()).hasSize(before);
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void disabledItLetsWeightsPass(WeightScheme scheme) throws Exception {
        WeightQuantizer q = Weights.quantizer(scheme, manager, SHAPE);
        q.setEnabled(false);
        assertThat(Weights.forward(q, weights, true)).isSameAs(weights);
        WeightQuantizer other = Weights.copy(q, scheme, manager, SHAPE);
        assertThat(Weights.forward(other, weights, true)).isSameAs(weights);
        other.setEnabled(true);
        assertThat(Weights.forward(other, weights, true)).isNotSameAs(weights);
        assertThatThrownBy(
                        () ->
                                ((DiscreteQuantizer) q)
                                        .loadMetadata(
                                                (byte) 9,
                                                new DataInputStream(
                                                        new ByteArrayInputStream(new byte[0]))))
                .isInstanceOf(MalformedModelException.class)
                .hasMessage("layer: expected version 1, found 9");
    }
}
