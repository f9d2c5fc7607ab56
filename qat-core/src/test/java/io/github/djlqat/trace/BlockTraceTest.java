package io.github.djlqat.trace;

import static io.github.djlqat.trace.Samples.conv;
import static io.github.djlqat.trace.Samples.lambda;
import static io.github.djlqat.trace.Samples.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.pass.Passes;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Small blocks of every kind: the operations found, and the same numbers after the passes. */
class BlockTraceTest {

    private static final Shape IMAGE = new Shape(1, 4, 9, 7);
    private static final Shape ROWS = new Shape(1, 6);

    static Stream<Arguments> images() {
        return Stream.of(
                image("conv", "Convolution", conv(3)),
                image(
                        "strided, dilated, grouped conv",
                        "Convolution",
                        Conv2d.builder()
                                .setKernelShape(new Shape(3, 2))
                                .optStride(new Shape(2, 1))
                                .optPadding(new Shape(2, 1))
                                .optDilation(new Shape(2, 1))
                                .optGroups(2)
                                .optBias(false)
                                .setFilters(6)
                                .build()),
                image("batch norm", "BatchNorm", BatchNorm.builder().build()),
                image(
                        "conv, norm, relu",
                        "Convolution BatchNorm Clamp",
                        sequence(conv(3), BatchNorm.builder().build(), Activation.reluBlock())),
                image("dropout", "Dropout", Dropout.builder().optRate(0.3f).build()),
                image("relu", "Clamp", Activation.reluBlock()),
                image("relu6", "Clamp", Activation.relu6Block()),
                image("clip", "Clamp", lambda(x -> x.clip(-1, 1))),
                image("maximum first", "Clamp", lambda(x -> x.minimum(6).maximum(0))),
                image("hard tanh", "Clamp", lambda(x -> x.maximum(-1f).minimum(1f))),
                image("leaky relu", "LeakyRelu", Activation.leakyReluBlock(0.2f)),
                image("sigmoid", "Sigmoid", Activation.sigmoidBlock()),
                image("tanh", "Tanh", Activation.tanhBlock()),
                image("tanh of array", "Tanh", lambda(NDArray::tanh)),
                image("swish", "Swish", Activation.swishBlock(1.5f)),
                image(
                        "swish by hand",
                        "Sigmoid Multiply",
                        lambda(x -> x.mul(Activation.sigmoid(x)))),
                image(
                        "hard swish by hand",
                        "Affine Clamp Multiply Affine",
                        lambda(x -> x.mul(Activation.relu6(x.add(3))).div(6))),
                image("softmax of channels", "Softmax", lambda(x -> x.softmax(1))),
                image("max pool", "MaxPool", Pool.maxPool2dBlock(new Shape(3, 2))),
                image(
                        "max pool, ceiling",
                        "MaxPool",
                        Pool.maxPool2dBlock(
                                new Shape(2, 2), new Shape(2, 2), new Shape(0, 0), true)),
                image(
                        "max pool, padded, ceiling",
                        "MaxPool",
                        Pool.maxPool2dBlock(
                                new Shape(3, 3), new Shape(3, 2), new Shape(1, 1), true)),
                image(
                        "average pool, padding counted",
                        "AveragePool",
                        Pool.avgPool2dBlock(new Shape(3, 3), new Shape(2, 2), new Shape(1, 1))),
                image(
                        "average pool, padding not to be counted",
                        "AveragePool",
                        Pool.avgPool2dBlock(
                                new Shape(3, 3), new Shape(2, 2), new Shape(1, 1), true, false)),
                image(
                        "average pool, ceiling",
                        "AveragePool",
                        Pool.avgPool2dBlock(
                                new Shape(2, 2), new Shape(2, 2), new Shape(0, 0), true)),
                image("global average", "Mean", Pool.globalAvgPool2dBlock()),
                image("global maximum", "MaxPool Reshape", Pool.globalMaxPool2dBlock()),
                image(
                        "means",
                        "Mean Mean",
                        lambda(x -> x.mean(new int[] {2}).mean(new int[] {-1}))),
                image("sum", "Mean Affine", lambda(x -> x.sum(new int[] {1}, true))),
                image("flatten", "Reshape", Blocks.batchFlattenBlock()),
                image("flatten from 1", "Reshape", lambda(x -> x.flatten(1, -1))),
                image(
                        "expand and squeeze",
                        "Reshape Reshape",
                        lambda(x -> x.expandDims(2).squeeze(2))),
                image(
                        "channel shuffle",
                        "Reshape Transpose Reshape",
                        lambda(
                                x ->
                                        x.reshape(-1, 2, 2, 9, 7)
                                                .transpose(0, 2, 1, 3, 4)
                                                .reshape(-1, 4, 9, 7))),
                image("swap axes", "Transpose", lambda(x -> x.swapAxes(1, 3))),
                image("pad", "Pad", lambda(x -> x.pad(new Shape(1, 2, 3, 0), 0.5))),
                image("get", "Slice Slice Reshape", lambda(x -> x.get(":, 1:3, -2"))),
                image("get last", "Slice", lambda(x -> x.get("..., 1:-1"))),
                image(
                        "split",
                        "Slice Slice Subtract",
                        lambda(
                                x -> {
                                    NDList parts = x.split(2, 1);
                                    return parts.get(0).sub(parts.get(1));
                                })),
                image("repeat", "ResizeNearest", lambda(x -> x.repeat(2, 3))),
                image(
                        "interpolation",
                        "ResizeNearest",
                        lambda(
                                x ->
                                        x.getNDArrayInternal()
                                                .interpolation(new long[] {18, 14}, 0, false))),
                image("scalars", "Affine Affine Affine Affine", lambda(BlockTraceTest::scalars)),
                image("negated", "Affine", lambda(NDArray::neg)),
                image("constant minus", "Affine", lambda(x -> NDArrays.sub(2, x))),
                image("uniform constant", "Affine", lambda(x -> x.mul(x.onesLike()))),
                image("square", "Multiply", lambda(NDArray::square)),
                image("power", "Multiply", lambda(x -> x.pow(2))),
                image(
                        "in place",
                        "Affine Affine Multiply",
                        lambda(x -> x.duplicate().addi(1).muli(2).muli(x))),
                image("reversed in place", "Affine", lambda(x -> NDArrays.subi(1, x.duplicate()))),
                image(
                        "residual",
                        "Convolution Add Clamp",
                        new ParallelBlock(
                                l -> Activation.relu(sum(l)),
                                List.of(conv(4), Blocks.identityBlock()))),
                image(
                        "sum of three",
                        "Sigmoid Tanh Add Add",
                        new ParallelBlock(
                                l ->
                                        new NDList(
                                                NDArrays.add(
                                                        l.get(0).head(),
                                                        l.get(1).head(),
                                                        l.get(2).head())),
                                List.of(
                                        Activation.sigmoidBlock(),
                                        Activation.tanhBlock(),
                                        Blocks.identityBlock()))),
                image(
                        "concat",
                        "Convolution Sigmoid Concat",
                        new ParallelBlock(
                                l -> new NDList(l.get(0).head().concat(l.get(1).head(), 1)),
                                List.of(conv(2), Activation.sigmoidBlock()))),
                image("stack", "Tanh Reshape Reshape Concat", lambda(x -> x.stack(x.tanh(), 2))));
    }

    static Stream<Arguments> rows() {
        return Stream.of(
                row("linear", "Linear", Linear.builder().setUnits(5).build()),
                row("linear without bias", "Linear", linear(false)),
                row(
                        "linear, norm, relu",
                        "Linear BatchNorm Clamp",
                        sequence(
                                linear(true), BatchNorm.builder().build(), Activation.reluBlock())),
                row("softmax", "Softmax", lambda(x -> x.softmax(-1))),
                row("product with a parameter", "Linear", new Product()),
                row("unused branch", "Sigmoid", lambda(BlockTraceTest::unused)));
    }

    private static NDArray unused(NDArray x) {
        x.tanh().close();
        return Activation.sigmoid(x);
    }

    private static NDArray scalars(NDArray x) {
        return x.add(1).sub(2f).mul(0.5).div(3);
    }

    private static NDList sum(List<NDList> list) {
        return new NDList(list.get(0).singletonOrThrow().add(list.get(1).singletonOrThrow()));
    }

    private static Linear linear(boolean bias) {
        return Linear.builder().setUnits(5).optBias(bias).build();
    }

    private static Arguments image(String name, String kinds, Block block) {
        return Arguments.of(name, kinds, block, IMAGE);
    }

    private static Arguments row(String name, String kinds, Block block) {
        return Arguments.of(name, kinds, block, ROWS);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"images", "rows"})
    void graphComputesWhatTheBlockComputes(String name, String kinds, Block block, Shape shape) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Samples.initialize(block, manager, name.hashCode(), shape);
            Graph graph = Tracer.trace(block, shape);
            assertThat(Samples.kinds(graph)).isEqualTo("Input " + kinds);
            List<Function<Graph, Graph>> forms =
                    List.of(g -> g, Passes.forInference()::apply, Passes.forTraining()::apply);
            for (int batch : new int[] {1, 2, 5}) {
                NDList input = Samples.input(manager, batch, Shapes.with(shape, 0, batch));
                NDList copy = new NDList(input.head().duplicate());
                float[] expected =
                        block.forward(new ParameterStore(manager, false), copy, false)
                                .singletonOrThrow()
                                .toFloatArray();
                for (Function<Graph, Graph> form : forms) {
                    NDArray found = GraphExecutor.run(form.apply(graph), input).singletonOrThrow();
                    assertThat(Closeness.difference(expected, found.toFloatArray()))
                            .isLessThan(1e-5);
                }
            }
        }
    }
}
