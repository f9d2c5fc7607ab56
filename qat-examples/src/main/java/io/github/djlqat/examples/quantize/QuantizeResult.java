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
 * @param epochAccuracies in the integer runtime after each epoch of training; empty for PTQ
 * @param parity both compared code by code, where asked for
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
        Optional<ParityReport> parity) {

    /** Copies the list. */
    public QuantizeResult {
        epochAccuracies = List.copyOf(epochAccuracies);
    }
}
