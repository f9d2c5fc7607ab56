package io.github.djlqat.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.github.djlqat.quant.observer.Grid;
import io.github.djlqat.quant.observer.ObserverSettings;
import io.github.djlqat.quant.observer.ObserverSettings.Kind;
import io.github.djlqat.quant.observer.Range;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FakeQuantizeTest {

    private NDManager manager;
    private ParameterStore store;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager("PyTorch");
        store = new ParameterStore(manager, false);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private FakeQuantize quantizer(QuantSpec spec, long... shape) {
        FakeQuantize q = new FakeQuantize("net/relu", spec);
        q.initialize(manager, DataType.FLOAT32, new Shape(shape));
        return q;
    }

    @Test
    void followsATrainingRunAndStaysPutInEvaluation() {
        FakeQuantize q =
                quantizer(
                        QuantSpec.int8Activation()
                                .withObserver(ObserverSettings.movingAverage(0.5f, 0)),
                        2,
                        3);
        q.forward(store, manager.create(new float[] {0, 1}), true);
        q.forward(store, manager.create(new float[] {0, 2}), true);
        assertThat(q.params())
                .isEqualTo(QuantParams.of(Grid.affine(new Range(0, 1.5f), -128, 127)));
        NDArray y = q.forward(store, manager.create(new float[] {100, 0}), false);
        assertThat(y.toFloatArray()).containsExactly(q.params().grid(0).range().max(), 0);
        assertThat(q.params().scale()).isEqualTo(1.5f / 255);
        q.setObserving(false);
        q.forward(store, manager.create(new float[] {0, 9}), true);
        assertThat(q.params().scale()).isEqualTo(1.5f / 255);
    }

    @Test
    void delayPassesValuesOnAndThenStartsAfresh() {
        FakeQuantize q =
                quantizer(
                        QuantSpec.int8Activation()
                                .withObserver(ObserverSettings.movingAverage(0.9f, 2)),
                        2);
        NDArray big = manager.create(new float[] {0.123f, 50});
        assertThat(q.forward(store, big, true)).isSameAs(big);
        assertThat(q.forward(store, big, false)).isSameAs(big);
        assertThat(q.forward(store, big, true)).isSameAs(big);
        assertThat(q.hasRange()).isFalse();
        q.forward(store, manager.create(new float[] {0, 2.55f}), true);
        assertThat(q.params().scale()).isEqualTo(0.01f);
    }

    @Test
    void weightsAreFollowedAlsoInEvaluationUntilFrozen() {
        FakeQuantize q = quantizer(QuantSpec.int8Weight(), 2, 3);
        NDArray w = manager.create(new float[] {1.27f, 0, -1, 0, 0, -2.54f}, new Shape(2, 3));
        q.forward(store, w, true);
        assertThat(q.params().scales()).containsExactly(0.01f, 0.02f);
        q.forward(store, w.mul(2), false);
        assertThat(q.params().scales()).containsExactly(0.02f, 0.04f);
        q.freeze();
        q.forward(store, w, true);
        assertThat(q.params().scales()).containsExactly(0.02f, 0.04f);
        assertThat(q.params().zeroPoints()).containsExactly(0, 0);
    }

    @Test
    void codesFromParamsEqualTheSimulation() {
        FakeQuantize q = quantizer(QuantSpec.weight(4).perChannel(1), 4, 5, 6);
        manager.getEngine().setRandomSeed(5);
        NDArray w = manager.randomNormal(new Shape(4, 5, 6));
        float[] simulated = q.forward(store, w, true).toFloatArray();
        QuantParams params = q.params();
        byte[] codes = params.quantize(w.toFloatArray(), 4, 5, 6);
        float[] back = params.dequantize(codes, 4, 5, 6);
        for (int i = 0; i < back.length; i++) {
            assertThat(back[i] + 0f).isEqualTo(simulated[i] + 0f);
        }
    }

    @Test
    void calibrationWorksWithEveryObserver() {
        manager.getEngine().setRandomSeed(6);
        NDArray x = manager.randomNormal(new Shape(64, 64));
        for (Kind kind : Kind.values()) {
            FakeQuantize q =
                    quantizer(
                            QuantSpec.int8Activation().withObserver(ObserverSettings.of(kind)), 64);
            assertThatThrownBy(q::params)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("net/relu");
            q.setCalibrating(true);
            assertThat(q.forward(store, x, false)).isSameAs(x);
            q.setCalibrating(false);
            q.freeze();
            Range range = q.params().grid(0).range();
            assertThat(range.max()).as("%s", kind).isBetween(2.5f, 5f);
            assertThat(range.min()).as("%s", kind).isBetween(-5f, -2.5f);
            NDArray y = q.forward(store, x, false);
            double error = y.sub(x).square().mean().getFloat();
            assertThat(error).as("%s", kind).isBetween(1e-6, 1e-3);
        }
    }

    @Test
    void evaluationBeforeAnyObservationIsRefused() {
        FakeQuantize q = quantizer(QuantSpec.int8Activation(), 2);
        NDArray x = manager.ones(new Shape(2));
        assertThatThrownBy(() -> q.forward(store, x, false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("net/relu");
        assertThatThrownBy(q::freeze).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(
                        () ->
                                new FakeQuantize("t", QuantSpec.int8Activation())
                                        .forward(store, x, true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("initialized");
    }

    @Test
    void notFiniteValuesAreRefusedByName() {
        NDArray bad = manager.create(new float[] {1, Float.NaN});
        NDArray infinite = manager.create(new float[] {1, Float.POSITIVE_INFINITY});
        for (Kind kind : Kind.values()) {
            for (NDArray x : new NDArray[] {bad, infinite}) {
                FakeQuantize q =
                        quantizer(
                                QuantSpec.int8Activation().withObserver(ObserverSettings.of(kind)),
                                2);
                assertThatThrownBy(() -> q.observe(x))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("net/relu");
            }
        }
        FakeQuantize training = quantizer(QuantSpec.int8Activation(), 2);
        assertThatThrownBy(() -> training.forward(store, bad, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("net/relu");
    }

    @Test
    void stateSurvivesSavingAndLoading() throws IOException, MalformedModelException {
        manager.getEngine().setRandomSeed(8);
        for (Kind kind : new Kind[] {Kind.MOVING_AVERAGE, Kind.MSE}) {
            QuantSpec spec = QuantSpec.int8Activation().withObserver(ObserverSettings.of(kind));
            FakeQuantize q = quantizer(spec, 8);
            for (int i = 0; i < 3; i++) {
                q.forward(store, manager.randomNormal(new Shape(8)), true);
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            q.saveParameters(new DataOutputStream(bytes));
            FakeQuantize copy = new FakeQuantize("copy", spec);
            copy.loadParameters(
                    manager, new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
            assertThat(copy.isInitialized()).isTrue();
            assertThat(copy.params()).isEqualTo(q.params());
            NDArray next = manager.randomNormal(new Shape(8)).mul(3);
            float[] a = q.forward(store, next, true).toFloatArray();
            float[] b = copy.forward(store, next, true).toFloatArray();
            assertThat(b).isEqualTo(a);
            assertThat(copy.params()).isEqualTo(q.params());
            FakeQuantize other =
                    new FakeQuantize(
                            "other",
                            spec.withObserver(
                                    ObserverSettings.of(
                                            kind == Kind.MSE ? Kind.MIN_MAX : Kind.ENTROPY)));
            assertThatThrownBy(
                            () ->
                                    other.loadParameters(
                                            manager,
                                            new DataInputStream(
                                                    new ByteArrayInputStream(bytes.toByteArray()))))
                    .isInstanceOf(MalformedModelException.class)
                    .hasMessageContaining("other");
        }
    }

    @Test
    void numbersCanBeSet() {
        FakeQuantize q = quantizer(QuantSpec.unsignedActivation(4), 2);
        QuantParams params = QuantParams.of(new Grid(0.25f, 112, 112, 127));
        q.setParams(params);
        assertThat(q.params()).isEqualTo(params);
        NDArray y = q.forward(store, manager.create(new float[] {-3, 1.3f, 99}), false);
        assertThat(y.add(0f).toFloatArray()).containsExactly(0, 1.25f, 3.75f);
        assertThatThrownBy(() -> q.setParams(QuantParams.of(new Grid(1, 0, -128, 127))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("112..127");
    }

    @Test
    void aTrainingLoopLeavesNoArraysBehind() {
        FakeQuantize q = quantizer(QuantSpec.int8Activation(), 4);
        int before = 0;
        for (int i = 0; i < 12; i++) {
            try (NDManager batch = manager.newSubManager()) {
                q.forward(store, batch.ones(new Shape(4)).mul(i), true);
                q.observe(batch.ones(new Shape(4)));
            }
            int now = manager.getManagedArrays().size();
            if (i > 1) {
                assertThat(now).isEqualTo(before);
            }
            before = now;
        }
    }
}
