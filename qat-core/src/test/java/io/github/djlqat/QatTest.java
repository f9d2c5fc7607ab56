package io.github.djlqat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.github.djlqat.network.Mode;
import io.github.djlqat.network.Nets;
import io.github.djlqat.network.QuantizationConfig;
import io.github.djlqat.network.QuantizedNetwork;
import io.github.djlqat.network.Simulation;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.tflite.TfliteReader;
import io.github.djlqat.runtime.writer.TfliteWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The few lines of a user's code. */
class QatTest {

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

    @ParameterizedTest
    @MethodSource("nets")
    void quantizedStaysCloseToFloat(Supplier<Block> net) {
        Block block = Nets.initialized(net.get(), manager, SHAPE);
        NDList x = Nets.images(manager, 8, SHAPE);
        NDArray expected = forward(block, x);

        QuantizedNetwork network = Qat.prepare(block, QuantizationConfig.int8PostTraining(), SHAPE);
        Qat.calibrate(network, List.of(x));

        network.setMode(Mode.FLOAT);
        assertThat(distance(forward(network, x), expected)).isLessThan(1e-4f);
        network.setMode(Mode.QUANTIZE);
        float range = expected.abs().max().getFloat();
        for (Simulation simulation : Simulation.values()) {
            network.setSimulation(simulation);
            assertThat(distance(forward(network, x), expected))
                    .as(simulation.name())
                    .isLessThan(0.08f * range);
        }
    }

    @Test
    void convertsAndWrites(@TempDir Path folder) throws Exception {
        Block block = Nets.initialized(Nets.mobileNet(), manager, SHAPE);
        QuantizedNetwork network = Qat.prepare(block, SHAPE);
        Qat.calibrate(network, List.of(Nets.images(manager, 4, SHAPE)));
        Path file = folder.resolve("model.tflite");
        Qat.write(network, file);
        IntegerGraph graph = Qat.convert(network);
        byte[] bytes = Files.readAllBytes(file);
        assertThat(bytes).isEqualTo(TfliteWriter.write(graph));
        IntegerGraph read = TfliteReader.read(bytes);
        assertThat(read.operators()).isEqualTo(graph.operators());
        assertThat(read.tensors()).isEqualTo(graph.tensors());
    }

    @Test
    void refusesToConvertBeforeCalibration() {
        Block block = Nets.initialized(Nets.mobileNet(), manager, SHAPE);
        QuantizedNetwork network = Qat.prepare(block, SHAPE);
        assertThatThrownBy(() -> Qat.convert(network))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("input0");
        assertThatThrownBy(() -> Qat.calibrate(network, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("calibration: expected at least one batch, found none");
    }

    @Test
    void namesTheTensorThatIsNotFinite() {
        Block block = Nets.initialized(Nets.residualNet(), manager, SHAPE);
        QuantizedNetwork network = Qat.prepare(block, SHAPE);
        NDList x = Nets.images(manager, 2, SHAPE);
        x.head().set(new float[(int) x.head().size()]);
        NDArray bad = x.head().add(Float.NaN);
        assertThatThrownBy(() -> Qat.calibrate(network, List.of(new NDList(bad))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("input0");
    }

    private NDArray forward(Block block, NDList x) {
        return block.forward(new ParameterStore(manager, false), x, false).head();
    }

    private static float distance(NDArray a, NDArray b) {
        return a.sub(b).abs().max().getFloat();
    }
}
