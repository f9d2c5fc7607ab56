package io.github.djlqat.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.ParameterStore;
import io.github.djlqat.Qat;
import io.github.djlqat.quant.discrete.BinaryConnect;
import io.github.djlqat.quant.discrete.BinaryConnect.Magnitude;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * BinaryConnect's real weights in a network: each training step clips the parameters themselves.
 */
class ConstrainedWeightsTest {

    private static final Shape SHAPE = new Shape(1, 3, 8, 8);

    @Test
    void aTrainingStepClipsTheParameterAndEvaluationDoesNot() {
        try (NDManager manager = NDManager.newBaseManager()) {
            SequentialBlock net =
                    new SequentialBlock()
                            .add(Nets.convNorm(4, 3, 1, 1))
                            .add(Nets.relu())
                            .add(Nets.conv(2, 1, 1, 0, 1));
            Block block = Nets.initialized(net, manager, SHAPE);
            BinaryConnect scheme = BinaryConnect.deterministic().withMagnitude(Magnitude.ONE);
            LayerRules rules = LayerRules.none().all(LayerScheme.ofWeight(scheme));
            QuantizedNetwork network =
                    Qat.prepare(block, QuantizationConfig.int8().withLayers(rules), SHAPE);
            NDList x = Nets.images(manager, 2, SHAPE);
            Qat.calibrate(network, List.of(x));
            List<NDArray> weights =
                    block.getParameters().stream()
                            .map(pair -> pair.getValue())
                            .filter(p -> p.getType() == Parameter.Type.WEIGHT)
                            .map(Parameter::getArray)
                            .toList();
            assertThat(weights).hasSize(2);
            float[] outside = {3, -2, 0.5f, -0.25f, 1.5f, -1, 1, 0};
            for (NDArray w : weights) {
                float[] values = w.toFloatArray();
                System.arraycopy(outside, 0, values, 0, outside.length);
                w.set(FloatBuffer.wrap(values));
            }
            network.forward(new ParameterStore(manager, false), x, false);
            for (NDArray w : weights) {
                assertThat(w.toFloatArray()).startsWith(outside);
            }
            network.forward(new ParameterStore(manager, false), x, true);
            for (NDArray w : weights) {
                assertThat(w.toFloatArray()).startsWith(1, -1, 0.5f, -0.25f, 1, -1, 1, 0);
                assertThat(w.abs().max().getFloat()).isEqualTo(1);
            }
        }
    }
}
