package io.github.djlqat.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.ParameterStore;
import io.github.djlqat.Qat;
import io.github.djlqat.analysis.OperatorParity;
import io.github.djlqat.analysis.Parity;
import io.github.djlqat.analysis.ParityReport;
import io.github.djlqat.convert.Conversion;
import io.github.djlqat.convert.ConversionOptions;
import io.github.djlqat.graph.Node;
import io.github.djlqat.network.plan.FrozenNetwork;
import io.github.djlqat.network.plan.LoneNorm;
import io.github.djlqat.network.simulation.IntegerSimulator;
import io.github.djlqat.quant.Observed;
import io.github.djlqat.quant.QuantSpec;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Quantization;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Batch norms that no convolution takes up, computed as Lin et al. 2020 have it. */
class LoneNormTest {

    private static final Shape SHAPE = new Shape(1, 3, 8, 8);

    @Test
    void givesTheRoundedRealForEveryValueAndTheRuntimeAgrees() throws Exception {
        try (NDManager manager = NDManager.newBaseManager()) {
            QuantizationConfig config =
                    QuantizationConfig.int8()
                            .withExactBatchNorm(true)
                            .withLayers(
                                    LayerRules.none()
                                            .all(
                                                    LayerScheme.ofWeight(
                                                            new Observed(QuantSpec.weight(4)))));
            QuantizedNetwork network = Qat.prepare(block(manager), config, SHAPE);
            NDList x = Nets.images(manager, 16, SHAPE);
            network.forward(new ParameterStore(manager, false), x, true);
            Conversion conversion = Qat.convert(network, ConversionOptions.INT8);

            FrozenNetwork frozen = conversion.network();
            assertThat(frozen.norms()).hasSize(2);
            frozen.norms().forEach((id, norm) -> requireExact(frozen, id, norm, manager));
            assertThat(conversion.graph().operators())
                    .filteredOn(o -> o instanceof Operator.DjlqatBatchNorm)
                    .hasSize(2);
            assertThat(conversion.graph().operators())
                    .noneMatch(o -> o instanceof Operator.DepthwiseConv2D);
            for (String kernels : new String[] {"reference", "auto"}) {
                LoadOptions options = LoadOptions.defaults().withKernels(kernels);
                try (Parity parity = new Parity(conversion, options)) {
                    parity.add(x);
                    ParityReport report = parity.report();
                    assertThat(report.operators())
                            .as(report.toTable())
                            .allMatch(OperatorParity::exact);
                }
            }
        }
    }

    @Test
    void isADepthwiseConvolutionUnlessAskedFor() {
        try (NDManager manager = NDManager.newBaseManager()) {
            QuantizedNetwork network = Qat.prepare(block(manager), SHAPE);
            Qat.calibrate(network, List.of(Nets.images(manager, 4, SHAPE)));
            assertThat(Qat.convert(network).operators())
                    .filteredOn(o -> o instanceof Operator.DepthwiseConv2D)
                    .hasSize(2);
        }
    }

    private static void requireExact(
            FrozenNetwork frozen, int id, LoneNorm norm, NDManager manager) {
        Node node = frozen.graph().node(id);
        Quantization in = frozen.quantization(node.input());
        Quantization out = frozen.quantization(id);
        int channels = norm.factors().size();
        float[] codes = new float[channels * 256];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = i % 256 - 128;
        }
        NDList all = new NDList(manager.create(codes, new Shape(1, channels, 256, 1)));
        float[] found =
                new IntegerSimulator(frozen, RoundingMode.DOUBLE).compute(node, all).toFloatArray();
        for (int i = 0; i < codes.length; i++) {
            int c = i / 256;
            double real =
                    norm.factors().get(c) * (double) in.scale() * (codes[i] - in.zeroPoint())
                            + norm.summands().get(c);
            double code = Math.floor(real / out.scale() + out.zeroPoint() + 0.5);
            // The ReLU after the first is the lower bound of its codes.
            assertThat((double) found[i])
                    .as("%s, channel %d, code %s", node.name(), c, codes[i])
                    .isEqualTo(Math.max(-128, Math.min(127, code)));
        }
    }

    /**
     * A batch norm before a convolution and a ReLU, and one after a ReLU, with gammas of any sign.
     */
    private static Block block(NDManager manager) {
        SequentialBlock net =
                new SequentialBlock()
                        .add(Nets.conv(6, 3, 1, 1, 1))
                        .add(Nets.relu())
                        .add(BatchNorm.builder().build())
                        .add(Nets.relu())
                        .add(Nets.conv(5, 3, 1, 1, 1))
                        .add(Nets.relu())
                        .add(BatchNorm.builder().build())
                        .add(Nets.conv(4, 1, 1, 0, 1));
        Block block = Nets.initialized(net, manager, SHAPE);
        for (var pair : block.getParameters()) {
            Parameter p = pair.getValue();
            if (p.getName().equals("gamma")) {
                float[] gamma = p.getArray().toFloatArray();
                for (int i = 0; i < gamma.length; i++) {
                    gamma[i] = (i % 2 == 0 ? 1 : -1) * (0.3f + 0.37f * i);
                }
                p.getArray().set(FloatBuffer.wrap(gamma));
            }
        }
        return block;
    }
}
