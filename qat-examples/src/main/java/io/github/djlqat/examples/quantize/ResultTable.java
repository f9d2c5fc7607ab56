package io.github.djlqat.examples.quantize;

import io.github.djlqat.examples.evaluate.Predictions;
import io.github.djlqat.examples.output.TextTable;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Float and quantized networks side by side, as a table and as numbers for JSON. */
public final class ResultTable {

    private final TextTable table =
            new TextTable(
                    "network",
                    "in training graph",
                    "in integer runtime",
                    "agreement",
                    "bytes",
                    "ms/image");
    private final Map<String, Object> json = new LinkedHashMap<>();

    /** Adds the float network, which has no form in the integer runtime. */
    public void addFloat(Predictions predictions, long bytes) {
        table.row(
                "float",
                percent(predictions.accuracy()),
                "-",
                "-",
                number(bytes),
                milliseconds(predictions));
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("accuracy", predictions.accuracy());
        row.put("bytes", bytes);
        row.put("millisecondsPerImage", predictions.millisecondsPerImage());
        json.put("float", row);
    }

    /** Adds a quantized network. */
    public void add(Method method, QuantizeResult result) {
        table.row(
                method == Method.PTQ ? "post-training int8" : "QAT int8",
                percent(result.graph().accuracy()),
                percent(result.runtime().accuracy()),
                percent(result.graph().agreement(result.runtime())),
                number(result.fileBytes()),
                milliseconds(result.runtime()));
        json.put(method.id(), toJson(result));
    }

    /** Returns the table of a finished run. */
    public static TextTable of(RunResult result) {
        TextTable table =
                new TextTable(
                        "network",
                        "top-1 float",
                        "training graph",
                        "integer runtime",
                        "agreement",
                        "file bytes",
                        "weight bytes",
                        "ms/image");
        return table.row(
                result.model() + " " + result.method() + " " + result.preset(),
                percent(result.floatTop1()),
                percent(result.graphTop1()),
                percent(result.runtimeTop1()),
                percent(result.agreement()),
                number(result.artifactBytes()),
                number(result.weightBytes()),
                String.format(Locale.ROOT, "%.3f", result.millisecondsPerImage()));
    }

    /** Returns the numbers of one result. */
    private static Map<String, Object> toJson(QuantizeResult result) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("file", result.tflite().toString());
        row.put("accuracyTrainingGraph", result.graph().accuracy());
        row.put("accuracyIntegerRuntime", result.runtime().accuracy());
        row.put("epochAccuraciesIntegerRuntime", result.epochAccuracies());
        row.put("agreement", result.graph().agreement(result.runtime()));
        row.put("testImages", result.runtime().size());
        row.put("fileBytes", result.fileBytes());
        row.put("weightBytes", result.weightBytes());
        row.put("arenaBytes", result.arenaBytes());
        row.put("kernels", result.kernels());
        row.put("millisecondsPerImage", result.runtime().millisecondsPerImage());
        result.parity()
                .ifPresent(
                        report -> {
                            Map<String, Object> parity = new LinkedHashMap<>();
                            parity.put("examples", report.examples());
                            parity.put("sameTop1", report.sameTop1());
                            parity.put("worstOperator", report.worst().name());
                            parity.put(
                                    "worstShareEqual", report.worst().givenEqualInputs().share());
                            parity.put(
                                    "worstDifference", report.worst().givenEqualInputs().largest());
                            parity.put("passes", report.passes());
                            row.put("parity", parity);
                        });
        return row;
    }

    /** Returns the numbers, by network. */
    public Map<String, Object> json() {
        return new LinkedHashMap<>(json);
    }

    /** Returns a share as a percentage of two digits. */
    public static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String milliseconds(Predictions predictions) {
        return String.format(Locale.ROOT, "%.3f", predictions.millisecondsPerImage());
    }

    @Override
    public String toString() {
        return table.toString();
    }
}
