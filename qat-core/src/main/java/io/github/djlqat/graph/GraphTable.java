package io.github.djlqat.graph;

import ai.djl.ndarray.types.Shape;
import io.github.djlqat.runtime.graph.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A graph as text: a line for each operation with its id, name, attributes, inputs, shape,
 * parameters and multiply-accumulates for one example, and a line of totals.
 */
public final class GraphTable {

    private static final List<String> HEAD =
            List.of("id", "name", "operation", "inputs", "shape", "parameters", "MACs");

    /** The columns that hold numbers. */
    private static final List<Boolean> RIGHT =
            List.of(true, false, false, false, false, true, true);

    private GraphTable() {}

    /** Returns the table, lines separated by line feeds, without one at the end. */
    public static String format(Graph graph) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        for (Node node : graph.nodes()) {
            rows.add(
                    List.of(
                            node.id() + (graph.outputs().contains(node.id()) ? "*" : " "),
                            node.name(),
                            describe(node.op()),
                            node.inputs().stream()
                                    .map(String::valueOf)
                                    .collect(Collectors.joining(", ")),
                            shape(node),
                            number(GraphCost.parameters(node.op())),
                            number(GraphCost.multiplyAccumulates(node))));
        }
        rows.add(
                List.of(
                        "",
                        "* output",
                        graph.nodes().size() + " operations",
                        "",
                        "",
                        number(GraphCost.parameters(graph)),
                        number(GraphCost.multiplyAccumulates(graph))));
        int[] widths = new int[HEAD.size()];
        rows.forEach(
                row -> {
                    for (int i = 0; i < widths.length; i++) {
                        widths[i] = Math.max(widths[i], row.get(i).length());
                    }
                });
        return rows.stream().map(r -> line(r, widths)).collect(Collectors.joining("\n"));
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String gap = " ".repeat(widths[i] - row.get(i).length());
            line.append(RIGHT.get(i) ? gap + row.get(i) : row.get(i) + gap).append("  ");
        }
        return line.toString().stripTrailing();
    }

    private static String number(long value) {
        return value == 0 ? "" : String.format(Locale.ROOT, "%,d", value);
    }

    private static String shape(Node node) {
        StringBuilder text = new StringBuilder();
        for (long size : node.shape().getShape()) {
            text.append(text.length() == 0 ? "" : "x").append(size < 0 ? "N" : "" + size);
        }
        return text.toString();
    }

    /** Returns an operation's name and what tells it from others of its kind. */
    static String describe(Op op) {
        if (op instanceof Op.Convolution c) {
            Shape w = c.weight().parameter().getShape();
            return "Convolution "
                    + w.get(2)
                    + "x"
                    + w.get(3)
                    + stride(c.stride(), new Op.Size(1, 1))
                    + pads(c.padding())
                    + (c.dilation().equals(new Op.Size(1, 1)) ? "" : " dilation " + c.dilation())
                    + (c.groups() == 1 ? "" : " groups " + c.groups())
                    + fused(c.bias(), c.batchNorm(), c.activation());
        } else if (op instanceof Op.Linear l) {
            return "Linear" + fused(l.bias(), l.batchNorm(), l.activation());
        } else if (op instanceof Op.BatchNorm b) {
            return "BatchNorm epsilon " + b.epsilon();
        } else if (op instanceof Op.MaxPool p) {
            return "MaxPool " + p.kernel() + stride(p.stride(), p.kernel()) + pads(p.padding());
        } else if (op instanceof Op.AveragePool p) {
            return "AveragePool "
                    + p.kernel()
                    + stride(p.stride(), p.kernel())
                    + pads(p.padding())
                    + (p.countPadding() ? " counted" : "");
        } else if (op instanceof Op.Pad p) {
            return "Pad" + pads(p.padding()) + " value " + p.value();
        } else if (op instanceof Op.Binarize b) {
            return "Binarize" + fused(null, b.batchNorm(), Activation.NONE);
        } else if (op instanceof Op.Add a) {
            return "Add" + fused(null, null, a.activation());
        } else if (op instanceof Op.Subtract s) {
            return "Subtract" + fused(null, null, s.activation());
        } else if (op instanceof Op.Multiply m) {
            return "Multiply" + fused(null, null, m.activation());
        } else if (op instanceof Op.Clamp c) {
            return "Clamp " + c.activation();
        }
        // The other records hold numbers only and say so themselves: Mean[axes=[2, 3], ...].
        String text = op.toString();
        return text.endsWith("[]") ? text.substring(0, text.length() - 2) : text;
    }

    private static String stride(Op.Size stride, Op.Size usual) {
        return stride.equals(usual) ? "" : " stride " + stride;
    }

    private static String pads(Op.Pads p) {
        if (p.isNone()) {
            return "";
        }
        boolean even = p.top() == p.bottom() && p.left() == p.right();
        return even
                ? " pad " + p.top() + "x" + p.left()
                : " pad " + p.top() + "," + p.bottom() + "," + p.left() + "," + p.right();
    }

    private static String fused(Weight bias, Op.BatchNorm norm, Activation activation) {
        return (bias == null ? "" : " + bias")
                + (norm == null ? "" : " + batch norm")
                + (activation == Activation.NONE ? "" : " + " + activation);
    }
}
