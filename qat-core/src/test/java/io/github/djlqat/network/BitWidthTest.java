package io.github.djlqat.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import io.github.djlqat.Qat;
import io.github.djlqat.analysis.OperatorParity;
import io.github.djlqat.analysis.Parity;
import io.github.djlqat.analysis.ParityReport;
import io.github.djlqat.convert.Conversion;
import io.github.djlqat.convert.ConversionOptions;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.network.plan.FrozenNetwork;
import io.github.djlqat.network.simulation.IntegerSimulator;
import io.github.djlqat.quant.Observed;
import io.github.djlqat.quant.QuantSpec;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fewer bits, stored as int8: from training to the runtime. */
class BitWidthTest {

    private static final Shape SHAPE = new Shape(1, 3, 12, 12);

    private static Block net() {
        return new SequentialBlock()
                .add(Nets.convNorm(8, 3, 1, 1))
                .add(Nets.relu())
                .add(Nets.convNorm(8, 3, 2, 8))
                .add(Nets.relu())
                .add(Pool.globalAvgPool2dBlock())
                .add(Linear.builder().setUnits(10).build());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6, 7})
    void codesKeepTheirBitsAndTheRuntimeAgrees(int bits) throws Exception {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block block = Nets.initialized(net(), manager, SHAPE);
            QuantSpec weight = QuantSpec.weight(bits);
            QuantizationConfig config =
                    new QuantizationConfig(
                            QuantSpec.activation(bits), weight, weight, Simulation.DOUBLE);
            QuantizedNetwork network = Qat.prepare(block, config, SHAPE);
            NDList x = Nets.images(manager, 8, SHAPE);
            network.forward(new ParameterStore(manager, false), x, true);
            Conversion conversion = Qat.convert(network, ConversionOptions.INT8);

            FrozenNetwork frozen = conversion.network();
            requireBits(frozen, bits, x);
            requirePacked(conversion, bits);
            for (String kernels : new String[] {"reference", "auto"}) {
                try (Parity parity =
                        new Parity(conversion, LoadOptions.defaults().withKernels(kernels))) {
                    parity.add(x);
                    ParityReport report = parity.report();
                    assertThat(report.operators())
                            .as(report.toTable())
                            .hasSizeGreaterThan(3)
                            .allMatch(OperatorParity::exact)
                            .allMatch(o -> o.endToEnd().share() == 1);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 7})
    void narrowSignedInputsClampAtBothEnds(int bits) throws Exception {
        try (NDManager manager = NDManager.newBaseManager()) {
            SequentialBlock net =
                    new SequentialBlock()
                            .add(Nets.conv(8, 3, 1, 1, 1))
                            .add(Nets.residual(Nets.conv(8, 3, 1, 1, 1), Blocks.identityBlock()))
                            .add(Nets.conv(4, 1, 1, 0, 1));
            Block block = Nets.initialized(net, manager, SHAPE);
            LayerScheme narrow =
                    LayerScheme.of(
                            new Observed(QuantSpec.weight(bits)),
                            new Observed(QuantSpec.activation(bits)));
            LayerRules rules = LayerRules.none().when(layer -> !layer.isFirst(), narrow);
            QuantizedNetwork network =
                    Qat.prepare(block, QuantizationConfig.int8().withLayers(rules), SHAPE);
            NDList x = Nets.images(manager, 8, SHAPE);
            Qat.calibrate(network, List.of(x));
            Conversion conversion = Qat.convert(network, ConversionOptions.INT8);

            FrozenNetwork frozen = conversion.network();
            long clamped =
                    frozen.graph().nodes().stream()
                            .filter(node -> frozen.clampedAt(node.id()).isPresent())
                            .peek(
                                    node ->
                                            assertThat(frozen.clampedAt(node.id()))
                                                    .hasValue(128 - (1 << bits)))
                            .count();
            // The copy that the residual convolution reads; the sum has a ReLU.
            assertThat(clamped).isEqualTo(1);
            try (Parity parity = new Parity(conversion, LoadOptions.defaults())) {
                // Twice the calibrated range, so that both ends are reached.
                parity.add(new NDList(x.head().mul(2)));
                ParityReport report = parity.report();
                assertThat(report.operators()).as(report.toTable()).allMatch(OperatorParity::exact);
            }
        }
    }

    @Test
    void rulesForLayersThatAreNotThereListTheLayers() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block block = Nets.initialized(net(), manager, SHAPE);
            LayerRules rules = LayerRules.none().named("02Conv9d", LayerScheme.USUAL);
            QuantizationConfig config = QuantizationConfig.int8().withLayers(rules);
            assertThatThrownBy(() -> Qat.prepare(block, config, SHAPE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("found 02Conv9d")
                    .hasMessageContaining("01Conv2d");
        }
    }

    private static void requirePacked(Conversion conversion, int bits) {
        for (Operator operator : conversion.graph().operators()) {
            if (operator instanceof Operator.Conv2D) {
                Tensor filter = conversion.graph().tensor(((Operator.Conv2D) operator).filter());
                long elements = filter.shape().elements();
                assertThat(filter.requireData().size())
                        .isEqualTo((int) ((elements * bits + 7) / 8));
                assertThat(filter.type())
                        .isEqualTo(bits == 8 ? ElementType.INT8 : ElementType.CODED);
            }
        }
    }

    private static void requireBits(FrozenNetwork frozen, int bits, NDList x) {
        List<Integer> relus = new ArrayList<>();
        // Codes that are looked up in a table are spread over int8's range, for a finer bias.
        int spread = bits == 8 || bits == 4 ? 1 : 127 / (1 << (bits - 1));
        int largest = ((1 << (bits - 1)) - 1) * spread;
        for (Node node : frozen.graph().nodes()) {
            if (WeightedLayer.isWeighted(node.op())) {
                byte[] codes = frozen.weights(node).codes().toArray();
                assertThat(codes).as(node.name()).contains((byte) largest);
                for (byte code : codes) {
                    assertThat((int) code).as(node.name()).isBetween(-largest, largest);
                    assertThat(code % spread).as(node.name()).isZero();
                }
            }
            if (node.op() instanceof Op.Convolution) {
                relus.add(node.id());
            }
        }
        assertThat(relus).hasSize(2);
        IntegerSimulator simulator = new IntegerSimulator(frozen, RoundingMode.DOUBLE);
        NDList codes = new NDList(IntegerSimulator.quantize(x.head(), frozen.quantization(0)));
        for (int id : relus) {
            float[] values =
                    simulator.run(codes).get(id).toType(DataType.FLOAT32, false).toFloatArray();
            int lowest = 127 - ((1 << bits) - 1);
            assertThat(frozen.quantization(id).zeroPoint()).isEqualTo(lowest);
            assertThat(Arrays.stream(box(values)).min(Float::compare)).hasValue((float) lowest);
            assertThat(Arrays.stream(box(values)).max(Float::compare)).hasValue(127f);
        }
    }

    private static Float[] box(float[] values) {
        Float[] boxed = new Float[values.length];
        Arrays.setAll(boxed, i -> values[i]);
        return boxed;
    }
}
