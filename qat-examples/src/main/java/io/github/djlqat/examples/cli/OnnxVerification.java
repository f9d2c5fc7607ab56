package io.github.djlqat.examples.cli;

import io.github.djlqat.examples.bench.BenchModel;
import io.github.djlqat.examples.model.ModelInfo;
import io.github.djlqat.examples.onnx.Agreement;
import io.github.djlqat.examples.onnx.CodeSource;
import io.github.djlqat.examples.onnx.OnnxCheck;
import io.github.djlqat.examples.output.TextTable;
import io.github.djlqat.examples.progress.ProgressDisplay;
import io.github.djlqat.onnx.OnnxExporter;
import io.github.djlqat.onnx.OnnxOptions;
import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.graph.IntegerGraph;
import java.io.IOException;
import java.util.Locale;

/** Networks with random weights, exported, in ONNX Runtime and in the integer runtime. */
final class OnnxVerification {

    private final int inputs;
    private final long seed;
    private final ProgressDisplay display;
    private final TextTable table =
            new TextTable(
                    "model",
                    "operators",
                    "same class",
                    "codes equal",
                    "max",
                    "given equal inputs",
                    "max",
                    "<worst");

    OnnxVerification(int inputs, long seed, ProgressDisplay display) {
        this.inputs = inputs;
        this.seed = seed;
        this.display = display;
    }

    /** Compares one network; returns whether no operator's codes differ by more than 1. */
    boolean run(ModelInfo info) throws IOException, MalformedModelException {
        IntegerGraph graph =
                new BenchModel(info.name(), info.name(), 1, info.imageSize()).integerGraph();
        byte[] model = OnnxExporter.export(graph, OnnxOptions.defaults()).toByteArray();
        OnnxCheck check = new OnnxCheck(graph, display);
        CodeSource source = CodeSource.random(graph, inputs, seed);
        Agreement all = check.run(model, source).exact();
        Agreement[] operators = check.operators(source, inputs);
        int worst = 0;
        for (int i = 1; i < operators.length; i++) {
            worst = operators[i] != null && isWorse(operators[i], operators[worst]) ? i : worst;
        }
        Agreement of = operators[worst];
        int largest = of == null ? 0 : of.largest();
        table.row(
                info.name(),
                operators.length,
                all.sameClassShare(),
                all.equalShare(),
                all.largest(),
                of == null ? "-" : String.format(Locale.ROOT, "%.4f %%", 100 * of.equal()),
                largest,
                worst + " " + graph.operators().get(worst).opName());
        return largest <= 1;
    }

    private static boolean isWorse(Agreement one, Agreement other) {
        if (other == null || one.largest() != other.largest()) {
            return other == null || one.largest() > other.largest();
        }
        return one.equal() < other.equal();
    }

    /** Returns what was found so far. */
    TextTable table() {
        return table;
    }
}
