package io.github.djlqat.network;

import ai.djl.engine.Engine;
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
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import java.util.List;

/** Small blocks with every kind of structure, seeded. */
public final class Nets {

    private Nets() {}

    public static Conv2d conv(int filters, int kernel, int stride, int pad, int groups) {
        return Conv2d.builder()
                .setFilters(filters)
                .setKernelShape(new Shape(kernel, kernel))
                .optStride(new Shape(stride, stride))
                .optPadding(new Shape(pad, pad))
                .optGroups(groups)
                .build();
    }

    public static SequentialBlock convNorm(int filters, int kernel, int stride, int groups) {
        return new SequentialBlock()
                .add(conv(filters, kernel, stride, kernel / 2, groups))
                .add(BatchNorm.builder().build());
    }

    public static Block relu() {
        return Activation.reluBlock();
    }

    /** relu6 as MobileNetV2 of DJL's zoo writes it. */
    public static Block relu6() {
        return LambdaBlock.singleton(x -> NDArrays.minimum(Activation.relu(x), 6f), "relu6");
    }

    public static Block residual(Block body, Block shortcut) {
        return new ParallelBlock(
                l -> {
                    NDArray sum = l.get(0).singletonOrThrow().add(l.get(1).singletonOrThrow());
                    return new NDList(Activation.relu(sum));
                },
                List.of(body, shortcut));
    }

    public static Block concat(Block... branches) {
        return new ParallelBlock(
                l ->
                        new NDList(
                                NDArrays.concat(
                                        new NDList(
                                                l.stream().map(NDList::singletonOrThrow).toList()),
                                        1)),
                List.of(branches));
    }

    /** Convolution, batch norm, residual, max pool, mean, linear: 3x12x12 to 10. */
    public static Block residualNet() {
        return new SequentialBlock()
                .add(convNorm(8, 3, 1, 1))
                .add(relu())
                .add(
                        residual(
                                new SequentialBlock()
                                        .add(convNorm(8, 3, 1, 1))
                                        .add(relu())
                                        .add(convNorm(8, 3, 1, 1)),
                                Blocks.identityBlock()))
                .add(
                        residual(
                                new SequentialBlock()
                                        .add(convNorm(12, 3, 2, 1))
                                        .add(relu())
                                        .add(convNorm(12, 3, 1, 1)),
                                convNorm(12, 1, 2, 1)))
                .add(Pool.globalAvgPool2dBlock())
                .add(Linear.builder().setUnits(10).build());
    }

    /** Inverted residuals with ReLU6 and depthwise convolutions: 3x12x12 to 10. */
    public static Block mobileNet() {
        SequentialBlock inverted =
                new SequentialBlock()
                        .add(convNorm(24, 1, 1, 1))
                        .add(relu6())
                        .add(convNorm(24, 3, 1, 24))
                        .add(relu6())
                        .add(convNorm(8, 1, 1, 1));
        return new SequentialBlock()
                .add(convNorm(8, 3, 2, 1))
                .add(relu6())
                .add(
                        new ParallelBlock(
                                l ->
                                        new NDList(
                                                l.get(0)
                                                        .singletonOrThrow()
                                                        .add(l.get(1).singletonOrThrow())),
                                List.of(inverted, Blocks.identityBlock())))
                .add(convNorm(16, 1, 1, 1))
                .add(relu6())
                .add(Pool.globalAvgPool2dBlock())
                .add(Linear.builder().setUnits(10).build());
    }

    /** Branches that are concatenated, nested, pooled, flattened: 3x12x12 to 10. */
    public static Block inceptionNet() {
        Block inner =
                concat(
                        new SequentialBlock().add(conv(4, 1, 1, 0, 1)).add(relu()),
                        new SequentialBlock().add(conv(6, 3, 1, 1, 1)).add(relu()),
                        Pool.maxPool2dBlock(new Shape(3, 3), new Shape(1, 1), new Shape(1, 1)));
        return new SequentialBlock()
                .add(conv(8, 3, 1, 1, 1))
                .add(relu())
                .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
                .add(concat(inner, new SequentialBlock().add(conv(5, 1, 1, 0, 1))))
                .add(Pool.avgPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
                .add(Blocks.batchFlattenBlock())
                .add(Linear.builder().setUnits(10).build());
    }

    /** Initializes a block with seeded weights, and statistics as if it had been trained. */
    public static Block initialized(Block block, NDManager manager, Shape shape) {
        Engine.getEngine("PyTorch").setRandomSeed(7);
        block.initialize(manager, DataType.FLOAT32, shape);
        block.getParameters()
                .forEach(
                        p -> {
                            Parameter parameter = p.getValue();
                            Shape s = parameter.getShape();
                            try (NDManager scope = manager.newSubManager()) {
                                switch (parameter.getType()) {
                                    case GAMMA:
                                    case RUNNING_VAR:
                                        scope.randomUniform(0.5f, 1.5f, s)
                                                .copyTo(parameter.getArray());
                                        break;
                                    case BETA:
                                    case RUNNING_MEAN:
                                    case BIAS:
                                        scope.randomUniform(-0.3f, 0.3f, s)
                                                .copyTo(parameter.getArray());
                                        break;
                                    default:
                                        break;
                                }
                            }
                        });
        return block;
    }

    public static NDList images(NDManager manager, int batch, Shape shape) {
        return new NDList(
                manager.randomNormal(
                        0, 1, new Shape(batch).addAll(shape.slice(1)), DataType.FLOAT32));
    }
}
