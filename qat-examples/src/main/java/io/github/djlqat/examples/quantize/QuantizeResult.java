package io.github.djlqat.examples.quantize;

import io.github.djlqat.analysis.ParityReport;
import io.github.djlqat.examples.evaluate.Predictions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a quantization left and what is known of it.
 *
 * @param tflite the model
 * @param graph the test images in the training graph: the quantized network as a DJL block
 * @param runtime the test images in the integer runtime
 * @param kernels the runtime's kernels
 * @param fileBytes the file's size
 * @param weightBytes the bytes of weights and biases in it
 * @param arenaBytes the memory that activations take
 * @param epochAccuracies in the integer runtime after each epoch of training, NaN where it was not
 *     measured; empty for PTQ
 * @param layers with weights, in the order of computation
 * @param parity both compared code by code, where asked for
 * @param seconds of all epochs, and of the last calibration, conversion and measurement
 */
public record QuantizeResult(
        Path tflite,
        Predictions graph,
        Predictions runtime,
        String kernels,
        long fileBytes,
        long weightBytes,
        long arenaBytes,
        List<Double> epochAccuracies,
        List<Layer> layers,
        Optional<ParityReport> parity,
        double seconds) {

    /**
     * A layer with weights.
     *
     * @param name the node's
     * @param bits that a stored weight takes
     * @param weights how many there are
     */
    public record Layer(String name, int bits, long weights) {}

    /** Copies the lists. */
    public QuantizeResult {
        epochAccuracies = List.copyOf(epochAccuracies);
        layers = List.copyOf(layers);
    }

    /** Returns this with what it took. */
    QuantizeResult withSeconds(double value) {
        return new QuantizeResult(
                tflite,
                graph,
                runtime,
                kernels,
                fileBytes,
                weightBytes,
                arenaBytes,
                epochAccuracies,
                layers,
                parity,
                value);
    }
}
