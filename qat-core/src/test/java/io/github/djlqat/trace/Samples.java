package io.github.djlqat.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.util.Pair;
import io.github.djlqat.graph.Graph;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Blocks and inputs with numbers that depend on a seed only, and none of which is trivial. */
public final class Samples {

    private Samples() {}

    /** Initializes a block and fills every parameter, running statistics as well. */
    public static Block initialize(Block block, NDManager manager, long seed, Shape... inputs) {
        block.initialize(manager, DataType.FLOAT32, inputs);
        SplittableRandom random = new SplittableRandom(seed);
        for (Pair<String, Parameter> pair : block.getParameters()) {
            fill(pair.getValue(), random);
        }
        return block;
    }

    private static void fill(Parameter parameter, SplittableRandom random) {
        NDArray array = parameter.getArray();
        Shape shape = array.getShape();
        double fanIn = shape.dimension() > 1 ? (double) shape.size() / shape.get(0) : 1;
        double width =
                switch (parameter.getType()) {
                    case GAMMA, RUNNING_VAR -> 0.5;
                    case WEIGHT -> Math.sqrt(6 / fanIn);
                    default -> 0.2;
                };
        double middle =
                switch (parameter.getType()) {
                    case GAMMA, RUNNING_VAR -> 1;
                    default -> 0;
                };
        array.set(values(random, shape, middle, width));
    }

    private static float[] values(
            SplittableRandom random, Shape shape, double middle, double width) {
        float[] values = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (middle + width * (2 * random.nextDouble() - 1));
        }
        return values;
    }

    /** Returns arrays of numbers in [-4, 4]. */
    public static NDList input(NDManager manager, long seed, Shape... shapes) {
        SplittableRandom random = new SplittableRandom(seed);
        NDList list = new NDList();
        for (Shape shape : shapes) {
            list.add(manager.create(values(random, shape, 0, 4), shape));
        }
        return list;
    }

    /** Returns a convolution that keeps the size of an image. */
    public static Conv2d conv(int filters) {
        return Conv2d.builder()
                .setKernelShape(new Shape(3, 3))
                .optPadding(new Shape(1, 1))
                .setFilters(filters)
                .build();
    }

    /** Returns a block of one lambda. */
    public static Block lambda(Function<NDArray, NDArray> lambda) {
        return LambdaBlock.singleton(lambda, "lambda");
    }

    /** Returns blocks one after the other. */
    public static SequentialBlock sequence(Block... blocks) {
        return new SequentialBlock().addAll(blocks);
    }

    /** Returns the names of a graph's operations in order. */
    public static String kinds(Graph graph) {
        return graph.nodes().stream()
                .map(n -> n.op().getClass().getSimpleName())
                .collect(Collectors.joining(" "));
    }
}
