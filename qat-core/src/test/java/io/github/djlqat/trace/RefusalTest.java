package io.github.djlqat.trace;

import static io.github.djlqat.trace.Samples.conv;
import static io.github.djlqat.trace.Samples.lambda;
import static io.github.djlqat.trace.Samples.sequence;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.pooling.Pool;
import io.github.djlqat.runtime.UnsupportedOperatorException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the graph cannot hold is refused by block, operation and remedy; nothing slips through. */
class RefusalTest {

    private static final Shape IMAGE = new Shape(1, 4, 9, 7);

    static Stream<Arguments> operations() {
        return Stream.of(
                refused("gelu", Activation.geluBlock()),
                refused("mish", Activation.mishBlock()),
                refused("exp", lambda(NDArray::exp)),
                refused("logSoftmax", lambda(x -> x.logSoftmax(1))),
                refused("div", lambda(x -> x.div(x))),
                refused("maximum", lambda(x -> x.maximum(x.neg()))),
                refused("clip(-3.0, 4.0)", lambda(x -> x.clip(-3, 4))),
                refused("clip(-Infinity, 6.0)", lambda(x -> x.minimum(6))),
                refused("mean", lambda(NDArray::mean)),
                refused("softmax", lambda(x -> x.softmax(0))),
                refused("transpose", lambda(x -> x.transpose(1, 0, 2, 3))),
                refused("concat", lambda(x -> x.concat(x, 0))),
                refused("get", lambda(x -> x.get("0"))),
                refused("get", lambda(x -> x.get(":, ::2"))),
                refused("gt(0)", lambda(x -> x.get(x.gt(0)))),
                refused("set", lambda(x -> set(x))),
                refused("stopGradient", lambda(NDArray::stopGradient)),
                refused("toType", lambda(x -> x.toType(DataType.INT32, true))),
                refused("the block reads values", lambda(x -> x.mul(x.toFloatArray()[0]))),
                refused(
                        "the block reads values",
                        lambda(x -> x.getFloat(0, 0, 0, 0) > 0 ? x : x.neg())),
                refused("the block reads values", lambda(x -> x.contentEquals(0) ? x : x.neg())),
                refused("found a constant", lambda(x -> x.getManager().ones(new Shape(1)).sub(x))),
                refused("found a constant", lambda(x -> x.add(x.getManager().arange(7f)))),
                refused("layerNorm", LayerNorm.builder().build()),
                refused("expected axis 1", BatchNorm.builder().optAxis(2).build()),
                refused("globalLpPool", lambda(x -> x.getNDArrayInternal().globalLpPool(2))),
                refused(
                        "ceilMode",
                        Pool.avgPool2dBlock(
                                new Shape(3, 3), new Shape(3, 3), new Shape(1, 1), true)),
                refused("two batch sizes", lambda(x -> x.mul(x.getShape().get(0)))),
                refused("two batch sizes", lambda(x -> x.reshape(-1))),
                refused("two batch sizes", lambda(x -> x.reshape(2, -1))));
    }

    private static NDArray set(NDArray x) {
        x.set(new NDIndex(":, 0"), 0);
        return x;
    }

    private static Arguments refused(String message, Block block) {
        return Arguments.of(message, block);
    }

    @ParameterizedTest(name = "{0} ({index})")
    @MethodSource("operations")
    void operationsTheGraphDoesNotKnow(String message, Block inner) {
        Block block = sequence(conv(4), inner);
        try (NDManager manager = NDManager.newBaseManager()) {
            block.initialize(manager, DataType.FLOAT32, new Shape(2, 4, 9, 7));
            assertThatThrownBy(() -> Tracer.trace(block, IMAGE))
                    .isInstanceOf(UnsupportedOperatorException.class)
                    .hasMessageContaining(message)
                    .satisfies(
                            e ->
                                    org.assertj.core.api.Assertions.assertThat(
                                                    ((UnsupportedOperatorException) e).remedy())
                                            .isNotBlank());
        }
    }

    @Test
    void theMessageNamesTheBlock() {
        Block block = sequence(conv(4), sequence(Activation.reluBlock(), Activation.geluBlock()));
        try (NDManager manager = NDManager.newBaseManager()) {
            Samples.initialize(block, manager, 1, IMAGE);
            assertThatThrownBy(() -> Tracer.trace(block, IMAGE))
                    .hasMessageStartingWith("02SequentialBlock/02LambdaBlock: gelu()");
        }
    }

    @Test
    void aBatchSizeInTheBlock() {
        Block block =
                sequence(conv(4), lambda(x -> x.getShape().get(0) == 1 ? x : x.reshape(2, 252)));
        try (NDManager manager = NDManager.newBaseManager()) {
            Samples.initialize(block, manager, 1, IMAGE);
            assertThatThrownBy(() -> Tracer.trace(block, IMAGE))
                    .isInstanceOf(UnsupportedOperatorException.class)
                    .hasMessageContaining("ran for a batch of 2 and not for one of 3");
        }
    }

    @Test
    void convolutionOfOneDimension() {
        Block block = Conv1d.builder().setKernelShape(new Shape(3)).setFilters(2).build();
        Shape shape = new Shape(1, 4, 9);
        try (NDManager manager = NDManager.newBaseManager()) {
            Samples.initialize(block, manager, 1, shape);
            assertThatThrownBy(() -> Tracer.trace(block, shape))
                    .isInstanceOf(UnsupportedOperatorException.class)
                    .hasMessageContaining("use Conv2d");
        }
    }

    @Test
    void arraysChangedThroughAView() {
        Function<NDList, NDList> aliased =
                list -> {
                    NDArray x = list.head().duplicate();
                    x.reshape(-1, 4, 63).addi(1);
                    return new NDList(x);
                };
        Block block = sequence(conv(4), new LambdaBlock(aliased));
        try (NDManager manager = NDManager.newBaseManager()) {
            Samples.initialize(block, manager, 1, IMAGE);
            assertThatThrownBy(() -> Tracer.trace(block, IMAGE))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("changed in place through a view");
        }
    }

    @Test
    void uninitializedBlocks() {
        Block block = sequence(sequence(conv(4)), Blocks.batchFlattenBlock());
        assertThatThrownBy(() -> Tracer.trace(block, IMAGE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("01SequentialBlock/01Conv2d: expected an initialized block")
                .hasMessageContaining("01SequentialBlock/01Conv2d/");
    }

    @Test
    void shapesWithoutABatch() {
        assertThatThrownBy(() -> Tracer.trace(conv(4), new Shape(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("inputShapes[0]: expected a batch dimension")
                .hasMessageContaining("(3)");
        assertThatThrownBy(() -> Tracer.trace(conv(4), new Shape(1, -1, 9, 9)))
                .hasMessageContaining("found (1, -1, 9, 9)");
        assertThatThrownBy(() -> Tracer.trace(conv(4)))
                .hasMessageContaining("expected at least one");
    }
}
