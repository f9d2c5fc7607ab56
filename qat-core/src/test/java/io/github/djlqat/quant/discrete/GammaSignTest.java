package io.github.djlqat.quant.discrete;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import io.github.djlqat.Qat;
import io.github.djlqat.network.LayerRules;
import io.github.djlqat.network.LayerScheme;
import io.github.djlqat.network.Nets;
import io.github.djlqat.network.QuantizationConfig;
import io.github.djlqat.network.QuantizedNetwork;
import io.github.djlqat.network.Simulation;
import io.github.djlqat.quant.WeightScheme;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A batch norm's gamma may be negative, and may become so when weights are already clustered. */
class GammaSignTest {

    private static final Shape SHAPE = new Shape(1, 3, 12, 12);

    static List<WeightScheme> schemes() {
        return DiscreteStateTest.schemes();
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void integersComputeWhatTrainingDoes(WeightScheme scheme) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block block =
                    new SequentialBlock()
                            .add(Nets.convNorm(12, 3, 1, 1))
                            .add(Nets.relu())
                            .add(Nets.convNorm(8, 3, 1, 1));
            Nets.initialized(block, manager, SHAPE);
            negate(block, 0);
            LayerRules rules = LayerRules.none().all(LayerScheme.ofWeight(scheme));
            QuantizedNetwork network =
                    Qat.prepare(block, QuantizationConfig.int8().withLayers(rules), SHAPE);
            NDList x = Nets.images(manager, 8, SHAPE);
            train(network, x);
            requireSame(network, x);
            negate(block, 0);
            negate(block, 1);
            train(network, x);
            requireSame(network, x);
        }
    }

    private static void train(QuantizedNetwork network, NDList x) {
        for (int i = 0; i < 20; i++) {
            try (NDManager scope = x.head().getManager().newSubManager()) {
                NDArray copy = x.head().duplicate();
                copy.attach(scope);
                network.forward(new ParameterStore(scope, false), new NDList(copy), true);
            }
        }
    }

    /** The float simulation's forward is that of training with batch norm folded. */
    private static void requireSame(QuantizedNetwork network, NDList x) {
        ParameterStore store = new ParameterStore(x.head().getManager(), false);
        network.setSimulation(Simulation.FLOAT);
        NDArray real = network.forward(store, x, false).head();
        network.setSimulation(Simulation.DOUBLE);
        NDArray integer = network.forward(store, x, false).head();
        float range = real.max().getFloat() - real.min().getFloat();
        assertThat(real.sub(integer).abs().max().getFloat()).isLessThan(0.02f * range);
    }

    /** Negates every other gamma. */
    private static void negate(Block block, int first) {
        for (Pair<String, Parameter> p : block.getParameters()) {
            if (p.getValue().getType() == Parameter.Type.GAMMA) {
                float[] gamma = p.getValue().getArray().toFloatArray();
                for (int c = first; c < gamma.length; c += 2) {
                    gamma[c] = -gamma[c];
                }
                p.getValue().getArray().set(gamma);
            }
        }
    }
}
