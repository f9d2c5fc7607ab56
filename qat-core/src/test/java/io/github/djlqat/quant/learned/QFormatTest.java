package io.github.djlqat.quant.learned;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import io.github.djlqat.Qat;
import io.github.djlqat.analysis.Parity;
import io.github.djlqat.convert.Conversion;
import io.github.djlqat.convert.ConversionOptions;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.kernel.Rounding;
import io.github.djlqat.network.LayerRules;
import io.github.djlqat.network.LayerScheme;
import io.github.djlqat.network.Nets;
import io.github.djlqat.network.QuantizationConfig;
import io.github.djlqat.network.QuantizedNetwork;
import io.github.djlqat.network.Simulation;
import io.github.djlqat.network.plan.FrozenNetwork;
import io.github.djlqat.network.plan.IntegerWeights;
import io.github.djlqat.network.simulation.IntegerSimulator;
import io.github.djlqat.quant.ValueQuantizer;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.arithmetic.RoundingMode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QFormatTest {

    private static final Shape SHAPE = new Shape(1, 3, 12, 12);

    @Test
    void fractionBitsAreSevenLessTheLogarithmOfTheLargest() {
        QFormat scheme = new QFormat(8, false, false, Rounding.NEAREST);
        float[] largest = {1, 0.99f, 1.01f, 3, 4, 100, 0.01f};
        int[] fractions = {7, 7, 6, 5, 5, 0, 13};
        try (NDManager manager = NDManager.newBaseManager()) {
            for (int i = 0; i < largest.length; i++) {
                for (boolean unsigned : new boolean[] {false, true}) {
                    ValueQuantizer q = scheme.create("x", unsigned);
                    q.initialize(manager, DataType.FLOAT32, new Shape(1));
                    q.observe(manager.create(new float[] {0.001f, largest[i]}));
                    q.observe(manager.create(new float[] {0.001f}));
                    int fraction = fractions[i] + (unsigned ? 1 : 0);
                    assertThat(q.params().scale()).isEqualTo(Math.scalb(1f, -fraction));
                    assertThat(q.params().zeroPoint()).isEqualTo(unsigned ? -128 : 0);
                }
            }
        }
    }

    /** Every scale is a power of two, so every multiplier is; and floors are floors. */
    @ParameterizedTest
    @CsvSource({"8,FLOOR", "4,FLOOR", "3,FLOOR", "8,NEAREST", "6,NEAREST"})
    void theNetworkOnlyShifts(int bits, Rounding rounding) throws Exception {
        QFormat scheme = new QFormat(bits, true, false, rounding);
        try (NDManager manager = NDManager.newBaseManager()) {
            Block net =
                    new SequentialBlock()
                            .add(Nets.convNorm(8, 3, 1, 1))
                            .add(Nets.relu())
                            .add(Nets.convNorm(8, 3, 2, 8))
                            .add(Nets.convNorm(6, 1, 1, 1));
            QuantizedNetwork network =
                    Qat.prepare(
                            Nets.initialized(net, manager, SHAPE),
                            QuantizationConfig.int8()
                                    .withSimulation(Simulation.SINGLE)
                                    .withValues(scheme)
                                    .withLayers(
                                            LayerRules.none().all(LayerScheme.ofWeight(scheme))),
                            SHAPE);
            NDList x = Nets.images(manager, 4, SHAPE);
            Qat.calibrate(network, List.of(x));
            Conversion conversion = Qat.convert(network, ConversionOptions.INT8);
            FrozenNetwork frozen = conversion.network();
            NDList input = new NDList(IntegerSimulator.quantize(x.head(), frozen.quantization(0)));
            List<NDArray> codes = new IntegerSimulator(frozen, RoundingMode.SINGLE).run(input);
            int layers = 0;
            for (Node node : frozen.graph().nodes()) {
                requirePowerOfTwo(frozen.quantization(node.id()).scale());
                if (node.op() instanceof Op.Convolution) {
                    layers++;
                    IntegerWeights w = frozen.weights(node);
                    for (int c = 0; c < w.channels(); c++) {
                        requirePowerOfTwo(w.scale(c));
                    }
                    requireRounded(frozen, node, codes, rounding);
                }
            }
            assertThat(layers).isEqualTo(3);
            LoadOptions options = LoadOptions.defaults().withRounding(RoundingMode.SINGLE);
            try (Parity parity = new Parity(conversion, options)) {
                parity.add(x);
                assertThat(parity.report().operators()).allMatch(o -> o.endToEnd().share() == 1);
            }
        }
    }

    private static void requirePowerOfTwo(float scale) {
        assertThat(scale).isEqualTo(Math.scalb(1f, Math.getExponent(scale)));
    }

    /** Pointwise and at the first pixel: sums in double, exact, then one rounding. */
    private static void requireRounded(
            FrozenNetwork frozen, Node node, List<NDArray> codes, Rounding rounding) {
        IntegerWeights w = frozen.weights(node);
        if (w.dimensions().get(2) != 1) {
            return;
        }
        var in = frozen.quantization(node.input());
        var out = frozen.quantization(node.id());
        long pixels = codes.get(node.id()).getShape().slice(2).size();
        float[] x = codes.get(node.input()).toFloatArray();
        float[] y = codes.get(node.id()).toFloatArray();
        int depth = w.dimensions().get(1);
        for (int c = 0; c < w.channels(); c++) {
            double step = (double) in.scale() * w.scale(c);
            double half = out.scale() / 2 >= step && rounding == Rounding.FLOOR ? 0.5 : 0;
            // the bias as it was before it was lowered
            double sum = w.bias().get(c) * step + half * out.scale();
            for (int k = 0; k < depth; k++) {
                sum +=
                        step
                                * w.codes().get(c * depth + k)
                                * (x[(int) (k * pixels)] - in.zeroPoint());
            }
            double steps = sum / out.scale();
            double whole = rounding == Rounding.FLOOR ? Math.floor(steps) : Math.floor(steps + 0.5);
            double code = Math.max(-128, Math.min(127, whole + out.zeroPoint()));
            int lowest = frozen.lowest().getOrDefault(node.id(), -128);
            assertThat((double) y[(int) (c * pixels)])
                    .as("%s channel %d", node.name(), c)
                    .isEqualTo(Math.max(lowest, code));
        }
    }
}
