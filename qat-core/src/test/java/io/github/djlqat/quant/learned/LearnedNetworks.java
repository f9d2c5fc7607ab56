package io.github.djlqat.quant.learned;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.github.djlqat.Qat;
import io.github.djlqat.analysis.OperatorParity;
import io.github.djlqat.analysis.Parity;
import io.github.djlqat.analysis.ParityReport;
import io.github.djlqat.convert.Conversion;
import io.github.djlqat.convert.ConversionOptions;
import io.github.djlqat.network.LayerRules;
import io.github.djlqat.network.LayerScheme;
import io.github.djlqat.network.Nets;
import io.github.djlqat.network.QuantizationConfig;
import io.github.djlqat.network.QuantizedNetwork;
import io.github.djlqat.runtime.LoadOptions;
import java.util.List;

/** Small networks with all but the last layer quantized by one scheme. */
final class LearnedNetworks {

    static final Shape SHAPE = new Shape(1, 3, 12, 12);

    private LearnedNetworks() {}

    static QuantizedNetwork prepare(Block net, LayerScheme scheme, NDManager manager) {
        QuantizedNetwork network = uncalibrated(Nets.initialized(net, manager, SHAPE), scheme);
        Qat.calibrate(network, List.of(Nets.images(manager, 8, SHAPE)));
        return network;
    }

    /** Returns a network that has seen nothing. */
    static QuantizedNetwork uncalibrated(Block block, LayerScheme scheme) {
        LayerRules rules = LayerRules.none().when(layer -> !layer.isLast(), scheme);
        return Qat.prepare(block, QuantizationConfig.int8().withLayers(rules), SHAPE);
    }

    /** Returns the first of a network's quantizers of a class. */
    static <T> T first(QuantizedNetwork network, Class<T> kind) {
        return network.getChildren().values().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElseThrow();
    }

    /** Trains steps of plain gradient descent on the sum of squares of the outputs. */
    static void train(QuantizedNetwork network, NDManager manager, int steps, float rate) {
        for (int i = 0; i < steps; i++) {
            try (NDManager scope = manager.newSubManager();
                    GradientCollector collector =
                            Engine.getEngine("PyTorch").newGradientCollector()) {
                NDList x = Nets.images(scope, 8, SHAPE);
                NDArray y =
                        network.forward(new ParameterStore(scope, false), x, true)
                                .singletonOrThrow();
                collector.backward(y.sub(1).square().mean());
                for (var pair : network.getParameters()) {
                    Parameter p = pair.getValue();
                    if (p.requiresGradient()) {
                        NDArray array = p.getArray();
                        NDArray gradient = array.getGradient();
                        gradient.attach(scope);
                        float[] next = array.stopGradient().sub(gradient.mul(rate)).toFloatArray();
                        LearnedStep.set(p, next);
                    }
                }
                collector.zeroGradients();
            }
        }
    }

    /** Converts, and compares every operator's every code with the runtime's. */
    static ParityReport requireParity(QuantizedNetwork network, NDManager manager)
            throws Exception {
        Conversion conversion = Qat.convert(network, ConversionOptions.INT8);
        try (Parity parity = new Parity(conversion, LoadOptions.defaults())) {
            parity.add(Nets.images(manager, 8, SHAPE));
            ParityReport report = parity.report();
            assertThat(report.operators())
                    .as(report.toTable())
                    .hasSizeGreaterThan(3)
                    .allMatch(OperatorParity::exact)
                    .allMatch(o -> o.endToEnd().share() == 1);
            return report;
        }
    }
}
