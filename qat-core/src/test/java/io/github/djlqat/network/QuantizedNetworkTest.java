package io.github.djlqat.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import io.github.djlqat.graph.pass.Passes;
import io.github.djlqat.trace.Tracer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Folding, freezing, gradients and state. */
class QuantizedNetworkTest {

    private static final Shape SHAPE = new Shape(1, 3, 12, 12);

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    static List<Supplier<Block>> nets() {
        return List.of(Nets::residualNet, Nets::mobileNet, Nets::inceptionNet);
    }

    private QuantizedNetwork prepare(Block block, QuantizationConfig config) {
        return new QuantizedNetwork(
                block,
                Passes.forTraining().apply(Tracer.trace(block, SHAPE)),
                config,
                manager,
                SHAPE);
    }

    private NDArray forward(Block block, NDList x, boolean training) {
        return block.forward(new ParameterStore(manager, false), x, training).head();
    }

    private static float distance(NDArray a, NDArray b) {
        return a.sub(b).abs().max().getFloat();
    }

    /** Folding with quantizers that do not quantize gives the float network. */
    @ParameterizedTest
    @MethodSource("nets")
    void foldedEqualsUnfolded(Supplier<Block> net) {
        Block block = Nets.initialized(net.get(), manager, SHAPE);
        NDList x = Nets.images(manager, 4, SHAPE);
        NDArray expected = forward(block, x, false);
        QuantizedNetwork network =
                prepare(block, QuantizationConfig.int8().withSimulation(Simulation.FLOAT));
        Calibration.run(network, List.of(x));
        network.setQuantizersEnabled(false);
        float range = expected.abs().max().getFloat();
        assertThat(distance(forward(network, x, false), expected)).isLessThan(2e-5f * range);
        network.setQuantizersEnabled(true);
        assertThat(distance(forward(network, x, false), expected)).isGreaterThan(1e-4f * range);
    }

    /** With batch statistics the scale of a folded weight cancels out of its gradient step. */
    @Test
    void trainingWithBatchStatisticsEqualsFloatTraining() {
        Block block = Nets.initialized(Nets.residualNet(), manager, SHAPE);
        NDList x = Nets.images(manager, 8, SHAPE);
        QuantizedNetwork network = prepare(block, QuantizationConfig.int8());
        Calibration.run(network, List.of(x));
        network.setQuantizersEnabled(false);
        NDArray expected = forward(block, x, true);
        NDArray found = forward(network, x, true);
        assertThat(distance(found, expected)).isLessThan(1e-4f * expected.abs().max().getFloat());
    }

    @Test
    void gammaOfZeroTrainsAndConverts() {
        Block block = Nets.initialized(Nets.residualNet(), manager, SHAPE);
        for (Pair<String, Parameter> p : block.getParameters()) {
            if (p.getValue().getType() == Parameter.Type.GAMMA) {
                float[] gamma = p.getValue().getArray().toFloatArray();
                gamma[0] = 0;
                gamma[1] = 1e-20f;
                gamma[2] = -gamma[2];
                p.getValue().getArray().set(gamma);
            }
        }
        NDList x = Nets.images(manager, 8, SHAPE);
        NDArray expected = forward(block, x, false);
        QuantizedNetwork network = prepare(block, QuantizationConfig.int8PostTraining());
        Calibration.run(network, List.of(x));
        float range = expected.abs().max().getFloat();
        for (Simulation simulation : Simulation.values()) {
            network.setSimulation(simulation);
            assertThat(distance(forward(network, x, false), expected))
                    .as(simulation.name())
                    .isLessThan(0.08f * range);
        }
        NDArray trained = forward(network, x, true);
        assertThat(trained.isNaN().any().getBoolean()).isFalse();
        assertThat(trained.isInfinite().any().getBoolean()).isFalse();
        assertThat(gradients(network, x)).doesNotContainKey("not finite");
    }

    @ParameterizedTest
    @MethodSource("nets")
    void everyParameterGetsAGradient(Supplier<Block> net) {
        Block block = Nets.initialized(net.get(), manager, SHAPE);
        NDList x = Nets.images(manager, 8, SHAPE);
        QuantizedNetwork network = prepare(block, QuantizationConfig.int8());
        assertThat(gradients(network, x)).isEmpty();
        network.freezeBatchNorm();
        network.freezeObservers();
        assertThat(gradients(network, x)).isEmpty();
    }

    /** Returns what is wrong with the gradients, by the parameters' names. */
    private Map<String, String> gradients(QuantizedNetwork network, NDList x) {
        Map<String, String> faults = new TreeMap<>();
        NDArray target = manager.randomNormal(0, 1, new Shape(8, 10), DataType.FLOAT32);
        try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
            NDArray y = forward(network, x, true);
            collector.backward(y.sub(target).square().mean());
        }
        for (Pair<String, Parameter> p : network.getParameters()) {
            if (p.getValue().requiresGradient()) {
                NDArray gradient = p.getValue().getArray().getGradient();
                float norm = gradient.square().sum().getFloat();
                if (!Float.isFinite(norm)) {
                    faults.put("not finite", p.getKey());
                } else if (norm == 0 && !isBiasBeforeBatchNorm(network, p.getKey())) {
                    faults.put("zero " + p.getKey(), "");
                }
            }
        }
        return faults;
    }

    /** Batch norm takes away what a bias before it adds. */
    private static boolean isBiasBeforeBatchNorm(QuantizedNetwork network, String name) {
        return name.contains("Conv2d_bias") && !network.isBatchNormFrozen();
    }

    @Test
    void frozenBatchNormKeepsItsStatistics() {
        Block block = Nets.initialized(Nets.residualNet(), manager, SHAPE);
        QuantizedNetwork network = prepare(block, QuantizationConfig.int8());
        NDList x = Nets.images(manager, 8, SHAPE);
        float[] before = runningMeans(block);
        forward(network, x, true);
        float[] moved = runningMeans(block);
        assertThat(moved).isNotEqualTo(before);
        network.freezeBatchNorm();
        forward(network, x, true);
        assertThat(runningMeans(block)).isEqualTo(moved);
    }

    private static float[] runningMeans(Block block) {
        for (Pair<String, Parameter> p : block.getParameters()) {
            if (p.getValue().getType() == Parameter.Type.RUNNING_MEAN) {
                return p.getValue().getArray().toFloatArray();
            }
        }
        throw new AssertionError("no batch norm");
    }

    @Test
    void frozenObserversKeepTheirRanges() {
        Block block = Nets.initialized(Nets.mobileNet(), manager, SHAPE);
        QuantizedNetwork network = prepare(block, QuantizationConfig.int8());
        NDList x = Nets.images(manager, 8, SHAPE);
        assertThatThrownBy(network::freezeObservers).isInstanceOf(IllegalStateException.class);
        forward(network, x, true);
        float scale = network.freeze().quantization(0).scale();
        forward(network, new NDList(x.head().mul(5)), true);
        float wider = network.freeze().quantization(0).scale();
        assertThat(wider).isGreaterThan(scale);
        network.freezeObservers();
        forward(network, new NDList(x.head().mul(50)), true);
        assertThat(network.freeze().quantization(0).scale()).isEqualTo(wider);
    }

    @Test
    void savedParametersHoldTheWholeState() throws Exception {
        NDList x = Nets.images(manager, 8, SHAPE);
        Block block = Nets.initialized(Nets.residualNet(), manager, SHAPE);
        QuantizedNetwork network = prepare(block, QuantizationConfig.int8());
        forward(network, x, true);
        network.freezeBatchNorm();
        network.freezeObservers();
        network.setSimulation(Simulation.SINGLE);
        NDArray expected = forward(network, x, false);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        network.saveParameters(new DataOutputStream(bytes));

        Block other = Nets.residualNet();
        other.initialize(manager, DataType.FLOAT32, SHAPE);
        QuantizedNetwork restored = prepare(other, QuantizationConfig.int8());
        restored.loadParameters(
                manager, new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        assertThat(restored.isBatchNormFrozen()).isTrue();
        assertThat(restored.areObserversFrozen()).isTrue();
        assertThat(restored.simulation()).isEqualTo(Simulation.SINGLE);
        assertThat(forward(restored, x, false)).isEqualTo(expected);
    }

    @Test
    void describesItselfAsTheBlockDoes() {
        Block block = Nets.initialized(Nets.residualNet(), manager, SHAPE);
        QuantizedNetwork network = prepare(block, QuantizationConfig.int8());
        assertThat(network.getOutputShapes(new Shape[] {new Shape(7, 3, 12, 12)}))
                .containsExactly(new Shape(7, 10));
        assertThatThrownBy(() -> network.getOutputShapes(new Shape[] {new Shape(7, 3, 8, 8)}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(7, 3, 8, 8)");
        assertThat(network.getParameters().values()).containsAll(block.getParameters().values());
    }

    /** A batch norm without a convolution becomes a depthwise one; relu joins it. */
    @Test
    void batchNormAloneBecomesDepthwise() {
        SequentialBlock block =
                new SequentialBlock()
                        .add(BatchNorm.builder().build())
                        .add(Nets.relu())
                        .add(Nets.conv(4, 3, 1, 1, 1));
        Nets.initialized(block, manager, SHAPE);
        NDList x = Nets.images(manager, 4, SHAPE);
        NDArray expected = forward(block, x, false);
        QuantizedNetwork network = prepare(block, QuantizationConfig.int8PostTraining());
        assertThat(network.plan().graph().nodes()).hasSize(3);
        Calibration.run(network, List.of(x));
        assertThat(forward(network, x, false).sub(expected).abs().max().getFloat())
                .isCloseTo(0, within(0.05f * expected.abs().max().getFloat()));
    }
}
