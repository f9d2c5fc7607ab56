package io.github.djlqat.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.util.Random;

/** Blocks and inputs with numbers that depend on a seed only, and none of which is trivial. */
final class Blocks {

    private Blocks() {}

    /** Initializes a block and fills every parameter, running statistics as well. */
    static Block initialize(Block block, NDManager manager, long seed, Shape... inputs) {
        block.initialize(manager, DataType.FLOAT32, inputs);
        Random random = new Random(seed);
        for (Pair<String, Parameter> pair : block.getParameters()) {
            fill(pair.getValue(), random);
        }
        return block;
    }

    private static void fill(Parameter parameter, Random random) {
        NDArray array = parameter.getArray();
        Shape shape = array.getShape();
        float[] values = new float[Math.toIntExact(shape.size())];
        double fanIn = shape.dimension() > 1 ? (double) shape.size() / shape.get(0) : 1;
        for (int i = 0; i < values.length; i++) {
            double g = random.nextGaussian();
            values[i] =
                    (float)
                            switch (parameter.getType()) {
                                case GAMMA -> 1 + 0.2 * g;
                                case RUNNING_VAR -> 0.5 + random.nextDouble();
                                case WEIGHT -> g * Math.sqrt(2 / fanIn);
                                default -> 0.1 * g;
                            };
        }
        array.set(values);
    }

    static NDList input(NDManager manager, long seed, Shape... shapes) {
        Random random = new Random(seed);
        NDList list = new NDList();
        for (Shape shape : shapes) {
            float[] values = new float[Math.toIntExact(shape.size())];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            list.add(manager.create(values, shape));
        }
        return list;
    }
}
