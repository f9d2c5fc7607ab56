package io.github.djlqat.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import io.github.djlqat.Qat;
import io.github.djlqat.analysis.OperatorParity;
import io.github.djlqat.analysis.ParityReport;
import io.github.djlqat.analysis.ZooParity;
import io.github.djlqat.network.Nets;
import io.github.djlqat.network.QuantizationConfig;
import io.github.djlqat.network.QuantizedNetwork;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.UnsupportedOperatorException;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation and every layout, against the runtime. */
class ConverterTest {

    private static final Shape SHAPE = new Shape(1, 3, 11, 9);

    private static Arguments net(String name, Supplier<Block> net) {
        return Arguments.of(name, net);
    }

    private static Arguments after(String name, Function<NDArray, NDArray> f) {
        return net(name, () -> chain(Nets.conv(6, 3, 1, 1, 1), lambda(f)));
    }

    private static SequentialBlock chain(Block... blocks) {
        SequentialBlock chain = new SequentialBlock();
        for (Block block : blocks) {
            chain.add(block);
        }
        return chain;
    }

    private static LambdaBlock lambda(Function<NDArray, NDArray> f) {
        return LambdaBlock.singleton(f, "lambda");
    }

    private static Block conv(int kernel, int stride, int pad, int dilation) {
        return Conv2d.builder()
                .setFilters(5)
                .setKernelShape(new Shape(kernel, kernel))
                .optStride(new Shape(stride, stride))
                .optPadding(new Shape(pad, pad))
                .optDilation(new Shape(dilation, dilation))
                .build();
    }

    private static Block linear(int units) {
        return Linear.builder().setUnits(units).build();
    }

    private static Block norm() {
        return BatchNorm.builder().build();
    }

    static List<Arguments> windows() {
        List<Arguments> nets = new ArrayList<>();
        for (int kernel : new int[] {1, 2, 3, 5}) {
            for (int stride : new int[] {1, 2, 3}) {
                for (int pad = 0; pad <= kernel / 2; pad++) {
                    String name = "k" + kernel + "s" + stride + "p" + pad;
                    Shape k = new Shape(kernel, kernel);
                    Shape s = new Shape(stride, stride);
                    Shape p = new Shape(pad, pad);
                    int padding = pad;
                    nets.add(net("conv " + name, () -> conv(kernel, stride, padding, 1)));
                    if (kernel > 1 || stride > 1) {
                        nets.add(net("max " + name, () -> Pool.maxPool2dBlock(k, s, p)));
                        nets.add(
                                net(
                                        "average " + name,
                                        () -> Pool.avgPool2dBlock(k, s, p, false, true)));
                    }
                }
            }
        }
        Shape three = new Shape(3, 3);
        Shape two = new Shape(2, 2);
        Shape none = new Shape(0, 0);
        nets.add(net("ceil", () -> Pool.maxPool2dBlock(three, two, none, true)));
        nets.add(net("dilated", () -> conv(3, 1, 2, 2)));
        nets.add(net("grouped", () -> chain(Nets.conv(8, 1, 1, 0, 1), Nets.conv(12, 3, 1, 1, 4))));
        nets.add(net("depthwise multiplier", () -> Nets.conv(9, 3, 2, 1, 3)));
        return nets;
    }

    static List<Arguments> layouts() {
        return List.of(
                after("leaky relu", x -> Activation.leakyRelu(x, 0.1f)),
                after("relu of a concat", x -> Activation.relu(x.concat(x.mul(x), 1)).add(1)),
                after("affine", x -> x.mul(-1.5f).add(0.25f)),
                after("subtract", x -> x.sub(Activation.relu(x))),
                after("multiply", x -> x.mul(Activation.relu(x))),
                after("slice of channels", x -> x.get(":, 1:4")),
                after("slice of rows", x -> x.get(":, :, 2:7")),
                after("transpose", x -> x.transpose(0, 1, 3, 2)),
                after("mean of channels", x -> x.mean(new int[] {1}, true)),
                after("mean of rows", x -> x.mean(new int[] {2}, false)),
                after("flatten", x -> x.reshape(-1, 6 * 99)),
                after(
                        "shuffle",
                        x ->
                                x.reshape(-1, 2, 3, 11, 9)
                                        .transpose(0, 2, 1, 3, 4)
                                        .reshape(-1, 6, 11, 9)),
                after("minimum", x -> NDArrays.minimum(Activation.relu(x), 6f)),
                net(
                        "linear",
                        () ->
                                chain(
                                        Nets.conv(4, 3, 1, 1, 1),
                                        Blocks.batchFlattenBlock(),
                                        Dropout.builder().optRate(0.3f).build(),
                                        linear(7),
                                        norm(),
                                        Nets.relu(),
                                        linear(3))),
                net(
                        "dense layer",
                        () ->
                                chain(
                                        Nets.conv(4, 3, 1, 1, 1),
                                        Nets.relu(),
                                        norm(),
                                        Nets.relu(),
                                        Nets.conv(4, 3, 1, 1, 1))),
                net(
                        "normalized rows",
                        () -> chain(Pool.globalAvgPool2dBlock(), norm(), linear(3))));
    }

    static List<Arguments> inexact() {
        return List.of(
                after("sigmoid", Activation::sigmoid),
                after("tanh", Activation::tanh),
                after("swish", x -> Activation.swish(x, 1f)),
                net(
                        "softmax",
                        () ->
                                chain(
                                        Pool.globalAvgPool2dBlock(),
                                        linear(7),
                                        lambda(x -> x.softmax(1)))),
                net(
                        "concat of a sigmoid",
                        () ->
                                chain(
                                        Nets.conv(6, 3, 1, 1, 1),
                                        lambda(x -> x.concat(Activation.sigmoid(x), 1)))));
    }

    private static ParityReport parity(String name, Supplier<Block> net) throws Exception {
        LoadOptions options = LoadOptions.defaults().withKernels("reference");
        ZooParity job = new ZooParity(options, 3, 1, 5);
        return job.run(new ZooParity.Case(name, net, SHAPE)).report();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"windows", "layouts"})
    void everyCodeIsEqual(String name, Supplier<Block> net) throws Exception {
        ParityReport report = parity(name, net);
        assertThat(report.operators())
                .as(report.toTable())
                .isNotEmpty()
                .allMatch(OperatorParity::exact)
                .allMatch(o -> o.endToEnd().share() == 1)
                .allMatch(o -> o.givenEqualInputs().share() == 1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("inexact")
    void fixedPointFunctionsDifferByOneCodeAtMost(String name, Supplier<Block> net)
            throws Exception {
        ParityReport report = parity(name, net);
        assertThat(report.operators())
                .as(report.toTable())
                .allMatch(o -> o.givenEqualInputs().largest() <= (o.exact() ? 0 : 1));
        assertThat(report.operators()).anyMatch(o -> !o.exact());
    }

    private static QuantizedNetwork calibrated(Block block, NDManager manager) {
        Nets.initialized(block, manager, SHAPE);
        QuantizedNetwork network = Qat.prepare(block, QuantizationConfig.int8PostTraining(), SHAPE);
        Qat.calibrate(network, List.of(Nets.images(manager, 2, SHAPE)));
        return network;
    }

    @Test
    void floatsAtBothEnds() {
        try (NDManager manager = NDManager.newBaseManager()) {
            QuantizedNetwork network = calibrated(conv(3, 1, 1, 1), manager);
            IntegerGraph graph = Qat.convert(network, ConversionOptions.INT8.withFloats()).graph();
            assertThat(graph.tensor(graph.inputs().get(0)).type()).isEqualTo(ElementType.FLOAT32);
            assertThat(graph.tensor(graph.outputs().get(0)).type()).isEqualTo(ElementType.FLOAT32);
            assertThat(graph.operators())
                    .extracting(Operator::opName)
                    .containsExactly("QUANTIZE", "CONV_2D", "DEQUANTIZE");
        }
    }

    @Test
    void refusesWhatHasNoIntegerForm() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block block = chain(conv(3, 1, 1, 1), lambda(x -> x.softmax(3)));
            QuantizedNetwork network = calibrated(block, manager);
            assertThatThrownBy(() -> Qat.convert(network))
                    .isInstanceOf(UnsupportedOperatorException.class)
                    .hasMessageContaining("Softmax")
                    .hasMessageContaining("expected axis 1")
                    .hasMessageContaining("transpose before");
        }
    }

    @Test
    void usesNoPaddingOperatorWhereSameWillDo() {
        try (NDManager manager = NDManager.newBaseManager()) {
            // 11 x 9 is odd: a stride of 2 pads evenly
            Block block =
                    chain(
                            conv(3, 1, 1, 1),
                            conv(3, 2, 1, 1),
                            Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)));
            assertThat(Qat.convert(calibrated(block, manager)).operators())
                    .extracting(Operator::opName)
                    .containsExactly("CONV_2D", "CONV_2D", "MAX_POOL_2D");
        }
    }
}
