package io.github.djlqat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset;
import ai.djl.translate.TranslateException;
import io.github.djlqat.convert.Conversion;
import io.github.djlqat.convert.ConversionOptions;
import io.github.djlqat.convert.Converter;
import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.pass.Passes;
import io.github.djlqat.network.Calibration;
import io.github.djlqat.network.QuantizationConfig;
import io.github.djlqat.network.QuantizedNetwork;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.writer.TfliteWriter;
import io.github.djlqat.trace.Tracer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * From a DJL block to a {@code .tflite} file:
 *
 * <pre>{@code
 * QuantizedNetwork network = Qat.prepare(model.getBlock(), new Shape(1, 3, 32, 32));
 * Qat.calibrate(network, trainingSet, manager, 8);
 *
 * try (Model quantized = Model.newInstance("int8")) {
 *     quantized.setBlock(network);
 *     Trainer trainer = quantized.newTrainer(config);
 *     trainer.initialize(new Shape(1, 3, 32, 32));
 *     EasyTrain.fit(trainer, 10, trainingSet, validationSet);
 * }
 * Qat.write(network, Path.of("model.tflite"));
 * }</pre>
 *
 * <p>Without the training in the middle this is post-training quantization; {@link
 * QuantizationConfig#int8PostTraining} is made for it.
 */
public final class Qat {

    private Qat() {}

    /**
     * Prepares a block for int8.
     *
     * @param block initialized, or with its parameters loaded
     * @param inputShapes one for each input; dimension 0 is the batch, any size
     * @return the network; it shares its parameters with the block
     */
    public static QuantizedNetwork prepare(Block block, Shape... inputShapes) {
        return prepare(block, QuantizationConfig.int8(), inputShapes);
    }

    /**
     * Prepares a block.
     *
     * @param block initialized, or with its parameters loaded
     * @param config how it is quantized
     * @param inputShapes one for each input; dimension 0 is the batch, any size
     * @return the network; it shares its parameters with the block
     * @throws IllegalStateException if the block is not initialized
     * @throws io.github.djlqat.runtime.UnsupportedOperatorException if the block computes something
     *     that has no integer form; the message names the place and a remedy
     */
    public static QuantizedNetwork prepare(
            Block block, QuantizationConfig config, Shape... inputShapes) {
        Graph graph = Passes.forTraining().apply(Tracer.trace(block, inputShapes));
        return new QuantizedNetwork(block, graph, config, managerOf(block), inputShapes);
    }

    /** The quantizers live as long as the block's own parameters. */
    private static NDManager managerOf(Block block) {
        for (Parameter parameter : block.getParameters().values()) {
            if (parameter.isInitialized()) {
                return parameter.getArray().getManager();
            }
        }
        return NDManager.newBaseManager();
    }

    /**
     * Shows a network examples, so that it finds the range of every value.
     *
     * @param network from {@link #prepare}
     * @param batches inputs, of any batch sizes; the caller closes them
     * @throws IllegalArgumentException if there is no batch, or a value is NaN or infinite; the
     *     message names the value
     */
    public static void calibrate(QuantizedNetwork network, Iterable<NDList> batches) {
        Calibration.run(network, batches);
    }

    /**
     * Shows a network the first batches of a data set.
     *
     * @param network from {@link #prepare}
     * @param dataset where the batches come from
     * @param manager owns the batches while they are used
     * @param batches how many at most
     * @throws IllegalArgumentException if there is no batch, or a value is NaN or infinite; the
     *     message names the value
     * @throws IOException if the data cannot be read
     * @throws TranslateException if the data cannot be prepared
     */
    public static void calibrate(
            QuantizedNetwork network, Dataset dataset, NDManager manager, int batches)
            throws IOException, TranslateException {
        int count = 0;
        for (Batch batch : dataset.getData(manager)) {
            try (batch) {
                Calibration.run(network, List.of(batch.getData()));
            }
            if (++count >= batches) {
                return;
            }
        }
        if (count == 0) {
            Calibration.run(network, List.of());
        }
    }

    /**
     * Converts a network to integers.
     *
     * @param network calibrated or trained
     * @return the integer graph, int8 in and out
     * @throws IllegalStateException if a value's range is not known
     * @throws io.github.djlqat.runtime.UnsupportedOperatorException if a node has no integer form
     */
    public static IntegerGraph convert(QuantizedNetwork network) {
        return convert(network, ConversionOptions.INT8).graph();
    }

    /**
     * Converts a network to integers.
     *
     * @param network calibrated or trained
     * @param options how the graph meets its caller
     * @return the integer graph, and where each value of the network went
     */
    public static Conversion convert(QuantizedNetwork network, ConversionOptions options) {
        return Converter.convert(network.freeze(), options);
    }

    /**
     * Converts a network and writes the {@code .tflite} file, which appears whole or not at all.
     *
     * @param network calibrated or trained
     * @param file the file
     * @throws IOException if it cannot be written
     */
    public static void write(QuantizedNetwork network, Path file) throws IOException {
        TfliteWriter.write(convert(network), file);
    }
}
