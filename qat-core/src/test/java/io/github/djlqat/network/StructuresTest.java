package io.github.djlqat.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import io.github.djlqat.Qat;
import io.github.djlqat.analysis.OperatorParity;
import io.github.djlqat.analysis.Parity;
import io.github.djlqat.analysis.ParityReport;
import io.github.djlqat.convert.Conversion;
import io.github.djlqat.convert.ConversionOptions;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.runtime.LoadOptions;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Gates, hard swish, resizing, several inputs: trained a step, converted, and run. */
class StructuresTest {

    private static final Shape SHAPE = new Shape(1, 3, 8, 8);

    private static Block lambda(Function<NDArray, NDArray> f) {
        return LambdaBlock.singleton(f, "lambda");
    }

    private static NDArray relu6(NDArray x) {
        return NDArrays.minimum(Activation.relu(x), 6f);
    }

    private static SequentialBlock trunk(Block... more) {
        SequentialBlock trunk = new SequentialBlock().add(Nets.convNorm(6, 3, 1, 1));
        for (Block block : more) {
            trunk.add(block);
        }
        return trunk;
    }

    /** Squeeze and excite, with the hard sigmoid of MobileNetV3. */
    private static Block gate() {
        Block excite =
                new SequentialBlock()
                        .add(Pool.globalAvgPool2dBlock())
                        .add(lambda(x -> x.reshape(-1, 6, 1, 1)))
                        .add(Nets.conv(3, 1, 1, 0, 1))
                        .add(Nets.relu())
                        .add(Nets.conv(6, 1, 1, 0, 1))
                        .add(lambda(x -> relu6(x.add(3)).div(6)));
        return new ParallelBlock(
                l -> new NDList(l.get(0).singletonOrThrow().mul(l.get(1).singletonOrThrow())),
                List.of(Blocks.identityBlock(), excite));
    }

    static List<Arguments> nets() {
        return List.of(
                net("gate", Op.Multiply.class, () -> trunk(Nets.relu(), gate())),
                net(
                        "hard swish",
                        Op.HardSwish.class,
                        () -> trunk(lambda(x -> x.mul(relu6(x.add(3))).div(6)))),
                net(
                        "nearest",
                        Op.ResizeNearest.class,
                        () ->
                                trunk(
                                        Nets.relu(),
                                        lambda(x -> x.repeat(2, 2).repeat(3, 2)),
                                        Nets.conv(4, 3, 1, 1, 1))));
    }

    private static Arguments net(String name, Class<?> op, Supplier<Block> net) {
        return Arguments.of(name, op, net);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nets")
    void trainsAndAgreesWithTheRuntime(String name, Class<?> op, Supplier<Block> net)
            throws Exception {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block block = Nets.initialized(net.get(), manager, SHAPE);
            QuantizedNetwork network = Qat.prepare(block, SHAPE);
            assertThat(network.plan().graph().nodes())
                    .extracting(Node::op)
                    .as("%s", network.plan().graph())
                    .anyMatch(op::isInstance);
            NDList x = Nets.images(manager, 4, SHAPE);
            requireGradients(network, x, manager);
            requireParity(Qat.convert(network, ConversionOptions.INT8), x);
        }
    }

    @Test
    void twoInputsTrainAndAgreeWithTheRuntime() throws Exception {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block left = trunk(Nets.relu());
            Block right = Nets.conv(6, 3, 2, 1, 1);
            Block block =
                    new SequentialBlock()
                            .add(new TwoInputs(left, right))
                            .add(Nets.relu())
                            .add(Blocks.batchFlattenBlock())
                            .add(Linear.builder().setUnits(5).build());
            Shape[] shapes = {SHAPE, new Shape(1, 2, 16, 16)};
            manager.getEngine().setRandomSeed(3);
            block.initialize(manager, DataType.FLOAT32, shapes);
            QuantizedNetwork network = Qat.prepare(block, shapes);
            NDList x = new NDList();
            for (Shape shape : shapes) {
                x.addAll(Nets.images(manager, 4, shape));
            }
            requireGradients(network, x, manager);
            Conversion conversion = Qat.convert(network, ConversionOptions.INT8);
            assertThat(conversion.graph().inputs().size()).isEqualTo(2);
            requireParity(conversion, x);
        }
    }

    /** A clamp lets the gradient through inside its range only. */
    @Test
    void relu6StopsGradientsOutsideItsRange() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Shape shape = new Shape(1, 1, 1, 8);
            Block conv = Nets.conv(1, 1, 1, 0, 1);
            Block block = new SequentialBlock().add(conv).add(Nets.relu6());
            Nets.initialized(block, manager, shape);
            conv.getParameters().get("weight").getArray().set(new float[] {1});
            conv.getParameters().get("bias").getArray().set(new float[] {0});
            QuantizedNetwork network =
                    Qat.prepare(block, QuantizationConfig.int8PostTraining(), shape);
            float[] values = {-20, -3, -0.5f, 0.5f, 3, 5.5f, 6.5f, 20};
            NDArray x = manager.create(values, shape);
            Qat.calibrate(network, List.of(new NDList(x)));
            network.freezeObservers();
            try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
                NDArray y =
                        network.forward(new ParameterStore(manager, false), new NDList(x), true)
                                .head();
                assertThat(y.min().getFloat()).isEqualTo(0);
                assertThat(y.max().getFloat()).isEqualTo(6);
                collector.backward(y.sum());
            }
            // The bias sees how many values lie inside, the weight their quantized sum.
            NDArray bias = conv.getParameters().get("bias").getArray().getGradient();
            assertThat(bias.getFloat()).isEqualTo(3);
            float step = 40f / 255;
            float sum = 0;
            for (float v : new float[] {0.5f, 3, 5.5f}) {
                sum += (float) Math.rint(v / step) * step;
            }
            NDArray weight = conv.getParameters().get("weight").getArray().getGradient();
            assertThat(weight.toFloatArray()[0]).isCloseTo(sum, within(1e-4f));
        }
    }

    private static void requireGradients(QuantizedNetwork network, NDList x, NDManager manager) {
        try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
            NDArray y = network.forward(new ParameterStore(manager, false), x, true).head();
            collector.backward(y.square().sum());
        }
        for (Pair<String, Parameter> p : network.getParameters()) {
            if (p.getValue().requiresGradient() && p.getKey().contains("weight")) {
                float norm = p.getValue().getArray().getGradient().square().sum().getFloat();
                assertThat(norm).as(p.getKey()).isFinite().isPositive();
            }
        }
    }

    private static void requireParity(Conversion conversion, NDList x) throws Exception {
        for (String kernels : new String[] {"reference", "auto"}) {
            try (Parity parity =
                    new Parity(conversion, LoadOptions.defaults().withKernels(kernels))) {
                parity.add(x);
                ParityReport report = parity.report();
                assertThat(report.operators())
                        .as("%s%n%s", kernels, report.toTable())
                        .isNotEmpty()
                        .allMatch(o -> o.givenEqualInputs().largest() <= (o.exact() ? 0 : 1));
                assertThat(report.operators()).anyMatch(OperatorParity::exact);
            }
        }
    }
}
