package io.github.djlqat.examples.onnx;

import io.github.djlqat.examples.output.TextTable;
import io.github.djlqat.examples.progress.Progress;
import io.github.djlqat.examples.progress.ProgressDisplay;
import io.github.djlqat.onnx.OnnxExporter;
import io.github.djlqat.onnx.OnnxOptions;
import io.github.djlqat.runtime.IntegerModel;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.Session;
import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Tensor;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Compares an exported model in ONNX Runtime with the integer runtime: end to end, and each
 * operator alone given equal inputs. ONNX Runtime rounds a rescaled sum once, so single rounding is
 * what it must agree with; double rounding, the runtime's usual one, is shown beside it.
 */
public final class OnnxCheck {

    private final IntegerGraph graph;
    private final ProgressDisplay display;

    /**
     * Prepares the comparison.
     *
     * @throws IllegalArgumentException if the model's ends do not hold codes
     */
    public OnnxCheck(IntegerGraph graph, ProgressDisplay display) {
        CodeSource.requireCodes(graph);
        this.graph = graph;
        this.display = display;
    }

    /**
     * What was found.
     *
     * @param table one line for each pair of engines
     * @param exact the agreement of single rounding with ONNX Runtime where its products are exact
     */
    public record Result(TextTable table, Agreement exact) {}

    /**
     * Compares end to end.
     *
     * @param model the file's bytes
     * @throws IOException if an input cannot be read
     * @throws MalformedModelException if the integer runtime refuses the graph
     */
    public Result run(byte[] model, CodeSource source) throws IOException, MalformedModelException {
        Agreement twice = new Agreement(unsigned(output()));
        Agreement once = new Agreement(unsigned(output()));
        Agreement exactToTwice = new Agreement(unsigned(output()));
        Agreement exactToOnce = new Agreement(unsigned(output()));
        Agreement fastToOnce = new Agreement(unsigned(output()));
        try (IntegerModel doubly = integer(RoundingMode.DOUBLE, false);
                IntegerModel singly = integer(RoundingMode.SINGLE, false);
                OnnxSession exact = new OnnxSession(graph, model, 1, OnnxSession.Products.EXACT);
                OnnxSession fast =
                        new OnnxSession(graph, model, 1, OnnxSession.Products.SATURATING);
                Progress progress = display.start("compare", source.size(), " examples")) {
            for (int i = 0; i < source.size(); i++) {
                byte[][] codes = source.codes(i);
                int label = source.label(i);
                byte[] byTwo = doubly.run(codes)[0];
                byte[] byOne = singly.run(codes)[0];
                byte[] right = exact.run(codes)[0];
                twice.addScores(byOne, byTwo, label);
                once.addScores(byOne, byOne, label);
                exactToTwice.addScores(byTwo, right, label);
                exactToOnce.addScores(byOne, right, label);
                fastToOnce.addScores(byOne, fast.run(codes)[0], label);
                progress.update(i + 1, "");
            }
        }
        TextTable table =
                new TextTable(
                        "engine",
                        "accuracy",
                        "<compared with",
                        "same class",
                        "codes equal",
                        "largest difference");
        String name = "ONNX Runtime " + OnnxSession.version();
        row(table, "ours, single rounding", once, "itself");
        row(table, "ours, double rounding", twice, "ours, single rounding");
        row(table, name + ", exact products", exactToOnce, "ours, single rounding");
        row(table, name + ", exact products", exactToTwice, "ours, double rounding");
        row(table, name + ", as it is", fastToOnce, "ours, single rounding");
        return new Result(table, exactToOnce);
    }

    private IntegerModel integer(RoundingMode rounding, boolean keep)
            throws MalformedModelException {
        LoadOptions options = LoadOptions.defaults().withRounding(rounding);
        return IntegerModel.of(graph, options.withKeepAllTensors(keep));
    }

    private static void row(TextTable table, String name, Agreement of, String with) {
        table.row(name, of.accuracy(), with, of.sameClassShare(), of.equalShare(), of.largest());
    }

    private Tensor output() {
        return graph.tensor(graph.outputs().get(0));
    }

    private static boolean unsigned(Tensor tensor) {
        return tensor.type().minimum() == 0;
    }

    /**
     * Compares each operator alone, single rounding here, on the codes that the integer runtime
     * computes on the way.
     *
     * @param examples how many of the source's to use
     * @return the agreement by operator; null where an operator has an end that holds no codes
     * @throws IOException if an input cannot be read
     * @throws MalformedModelException if the integer runtime refuses the graph
     */
    public Agreement[] operators(CodeSource source, int examples)
            throws IOException, MalformedModelException {
        int count = graph.operators().size();
        OnnxSession[] sessions = new OnnxSession[count];
        Agreement[] result = new Agreement[count];
        try (IntegerModel integer = integer(RoundingMode.SINGLE, true);
                Progress progress = display.start("operators", examples, " examples")) {
            for (int i = 0; i < count; i++) {
                IntegerGraph alone = alone(graph.operators().get(i));
                if (isCoded(alone)) {
                    OnnxOptions codes =
                            OnnxOptions.defaults().withBoundary(OnnxOptions.Boundary.CODES);
                    byte[] model = OnnxExporter.export(alone, codes).toByteArray();
                    sessions[i] = new OnnxSession(alone, model, 1, OnnxSession.Products.EXACT);
                    result[i] = new Agreement(unsigned(alone.tensor(alone.outputs().get(0))));
                }
            }
            Session session = integer.newSession();
            for (int e = 0; e < examples; e++) {
                byte[][] codes = source.codes(e);
                for (int k = 0; k < codes.length; k++) {
                    session.setInput(k, codes[k]);
                }
                session.invoke();
                for (int i = 0; i < count; i++) {
                    if (sessions[i] != null) {
                        compare(session, graph.operators().get(i), sessions[i], result[i]);
                    }
                }
                progress.update(e + 1, "");
            }
        } finally {
            for (OnnxSession session : sessions) {
                if (session != null) {
                    session.close();
                }
            }
        }
        return result;
    }

    private void compare(Session session, Operator op, OnnxSession onnx, Agreement into) {
        int[] inputs = computed(op);
        byte[][] codes = new byte[inputs.length][];
        for (int k = 0; k < codes.length; k++) {
            codes[k] = session.getTensor(inputs[k]);
        }
        into.add(session.getTensor(op.output()), onnx.run(codes)[0]);
    }

    /** Returns the graph of one operator, its computed inputs being the graph's. */
    private IntegerGraph alone(Operator op) {
        return new IntegerGraph(
                graph.description(),
                graph.tensors(),
                List.of(op),
                Ints.of(computed(op)),
                Ints.of(op.output()));
    }

    private int[] computed(Operator op) {
        return Arrays.stream(op.inputs().toArray())
                .filter(t -> t != Operator.NONE && !graph.tensor(t).isConstant())
                .distinct()
                .toArray();
    }

    private static boolean isCoded(IntegerGraph alone) {
        return alone.inputs().size() > 0
                && Arrays.stream(alone.inputs().toArray())
                        .allMatch(t -> alone.tensor(t).type().isQuantized())
                && alone.tensor(alone.outputs().get(0)).type().isQuantized();
    }
}
