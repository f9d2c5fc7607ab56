package io.github.djlqat.examples.quantize;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import io.github.djlqat.examples.output.AtomicFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is known of a finished quantization, kept as {@code result.json} beside the model.
 *
 * @param model the network's name
 * @param dataset what it was trained and tested on
 * @param method ptq or qat
 * @param preset its name and what was changed
 * @param bits of inner layers, such as W4A4
 * @param epochs of training; 0 after training
 * @param learningRate the largest; 0 after training
 * @param seed of the training
 * @param testImages that were classified
 * @param floatTop1 share of right classes in float
 * @param graphTop1 in the training graph
 * @param runtimeTop1 in the integer runtime
 * @param agreement share of the same class in both
 * @param epochTop1 in the integer runtime after each epoch, on some test images; null where not
 *     measured
 * @param artifact the model's file
 * @param artifactBytes its size
 * @param weightBytes of the weights and biases in it
 * @param floatWeights of the float network, 4 bytes each, biases not counted
 * @param arenaBytes the memory that activations take
 * @param layers with weights
 * @param parity both sides compared code by code; null where not asked for
 * @param rounding the runtime's
 * @param kernels the runtime's
 * @param millisecondsPerImage in the runtime, one thread
 * @param wallSeconds of all epochs, and of the last calibration, conversion and measurement
 * @param command that gives this result
 */
public record RunResult(
        String model,
        String dataset,
        String method,
        String preset,
        String bits,
        int epochs,
        double learningRate,
        long seed,
        int testImages,
        double floatTop1,
        double graphTop1,
        double runtimeTop1,
        double agreement,
        List<Double> epochTop1,
        String artifact,
        long artifactBytes,
        long weightBytes,
        long floatWeights,
        long arenaBytes,
        List<QuantizeResult.Layer> layers,
        Parity parity,
        String rounding,
        String kernels,
        double millisecondsPerImage,
        double wallSeconds,
        String command) {

    private static final String FILE = "result.json";

    /**
     * Both sides compared code by code.
     *
     * @param examples images compared
     * @param sameTop1 those with the same class
     * @param worstOperator the operator that agrees least given equal inputs
     * @param worstShareEqual its share of equal codes
     * @param worstDifference its largest difference
     * @param passes whether all is as required
     */
    public record Parity(
            long examples,
            long sameTop1,
            String worstOperator,
            double worstShareEqual,
            int worstDifference,
            boolean passes) {

        /** Returns it in one line. */
        public String summary() {
            return String.format(
                    Locale.ROOT,
                    "%d images, same class in %d; worst operator given equal inputs: %s (%.4f %%"
                            + " equal, largest difference %d); %s",
                    examples,
                    sameTop1,
                    worstOperator,
                    100 * worstShareEqual,
                    worstDifference,
                    passes ? "passes" : "FAILS");
        }
    }

    /** Returns where a folder's result is. */
    public static Path file(Path folder) {
        return folder.resolve(FILE);
    }

    /**
     * Reads a folder's result, if there is one.
     *
     * @throws IOException if it cannot be read, or is something else
     */
    public static Optional<RunResult> read(Path folder) throws IOException {
        Path file = file(folder);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String problem = "an empty file";
        try {
            RunResult result = new Gson().fromJson(Files.readString(file), RunResult.class);
            if (result != null && result.preset != null && result.command != null) {
                return Optional.of(result);
            }
        } catch (JsonParseException e) {
            problem = e.getMessage();
        }
        throw new FileSystemException(
                file.toString(),
                null,
                "expected a result as qat quantize writes it, found " + problem);
    }

    /** Writes the result, whole or not at all. */
    void write(Path folder) throws IOException {
        Gson gson =
                new GsonBuilder()
                        .setPrettyPrinting()
                        .disableHtmlEscaping()
                        .serializeNulls()
                        .create();
        AtomicFile.writeString(file(folder), gson.toJson(this) + "\n");
    }

    /** Returns the runtime's accuracy minus the float network's, in points (hundredths). */
    public double points() {
        return 100 * (runtimeTop1 - floatTop1);
    }
}
