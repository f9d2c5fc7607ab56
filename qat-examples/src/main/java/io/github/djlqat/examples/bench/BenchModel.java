package io.github.djlqat.examples.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.github.djlqat.Qat;
import io.github.djlqat.examples.model.Models;
import io.github.djlqat.network.QuantizationConfig;
import io.github.djlqat.network.QuantizedNetwork;
import io.github.djlqat.runtime.graph.IntegerGraph;
import java.util.List;

/**
 * A network to measure; its weights are random, which costs the same time as others.
 *
 * @param label for the table
 * @param model its name
 * @param width the factor on its channels
 * @param imageSize height and width of its input
 */
public record BenchModel(String label, String model, float width, int imageSize) {

    private static final int SEED = 1;

    /** The networks that are measured unless others are asked for. */
    public static final List<BenchModel> ALL =
            List.of(
                    new BenchModel("resnet8", "resnet8", 1, 32),
                    new BenchModel("resnet20", "resnet20", 1, 32),
                    new BenchModel("mobilenetv1-0.25-96", "mobilenetv1", 0.25f, 96),
                    new BenchModel("mobilenetv1-1.0-224", "mobilenetv1", 1, 224),
                    new BenchModel("resnet18-224", "resnet18he", 1, 224));

    /**
     * Returns one of them by its label.
     *
     * @throws IllegalArgumentException if there is none
     */
    static BenchModel labelled(String label) {
        return ALL.stream()
                .filter(m -> m.label().equals(label))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "network: expected one of "
                                                + ALL.stream().map(BenchModel::label).toList()
                                                + ", found '"
                                                + label
                                                + "'"));
    }

    /** Returns the shape of a batch of its images. */
    public Shape input(int batch) {
        return new Shape(batch, model.equals("lenet") ? 1 : 3, imageSize, imageSize);
    }

    /** Returns the number of classes that it tells apart. */
    int classes() {
        return imageSize == 32 ? 10 : 1000;
    }

    /** Builds the network with random weights. */
    public Block block(NDManager manager, int classes) {
        Engine.getInstance().setRandomSeed(SEED);
        Block block = Models.create(model, classes, input(1), width);
        block.initialize(manager, DataType.FLOAT32, input(1));
        return block;
    }

    /** Builds, calibrates and converts the network. */
    public IntegerGraph integerGraph() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block block = block(manager, classes());
            NDArray images = manager.randomNormal(0, 1, input(4), DataType.FLOAT32);
            // Statistics that fit the weights, so that ranges stay sane through many layers.
            for (int i = 0; i < 3; i++) {
                block.forward(new ParameterStore(manager, false), new NDList(images), true);
            }
            QuantizedNetwork network =
                    Qat.prepare(block, QuantizationConfig.int8PostTraining(), input(1));
            Qat.calibrate(network, List.of(new NDList(images)));
            return Qat.convert(network);
        }
    }
}
