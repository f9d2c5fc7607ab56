package io.github.djlqat.examples.inspect;

import io.github.djlqat.examples.output.TextTable;
import io.github.djlqat.runtime.IntegerModel;
import io.github.djlqat.runtime.OperatorInfo;
import io.github.djlqat.runtime.graph.Coding;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Quantization;
import io.github.djlqat.runtime.graph.Shape;
import io.github.djlqat.runtime.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** The tables that {@code qat inspect} prints. */
public final class GraphTable {

    private GraphTable() {}

    /** Returns one row for each operator. */
    public static TextTable operators(IntegerModel model) {
        IntegerGraph graph = model.graph();
        List<OperatorInfo> costs = model.operators();
        TextTable table =
                new TextTable(
                        "#",
                        "<operator",
                        "<options",
                        "<inputs",
                        "<output",
                        "<shape",
                        "<type",
                        "<scale",
                        "zero",
                        "MACs",
                        "bits",
                        "constants");
        List<Operator> operators = graph.operators();
        for (int i = 0; i < operators.size(); i++) {
            Operator op = operators.get(i);
            Tensor output = graph.tensor(op.output());
            Quantization q = output.quantization();
            table.row(
                    i,
                    op.opName(),
                    options(graph, op),
                    activations(graph, op.inputs()),
                    "t" + op.output(),
                    output.shape(),
                    type(output),
                    q == null ? "-" : scale(q),
                    q == null ? "-" : q.zeroPoint(),
                    number(costs.get(i).multiplyAccumulates()),
                    costs.get(i).weightBits() == 0 ? "-" : costs.get(i).weightBits(),
                    number(costs.get(i).weightBytes()));
        }
        return table;
    }

    /** Returns one row for each input or output of the model. */
    public static TextTable ends(IntegerGraph graph) {
        TextTable table =
                new TextTable(
                        "model", "<tensor", "<name", "<shape", "<type", "<scale", "zero", "bytes");
        addEnds(table, graph, "input", graph.inputs());
        addEnds(table, graph, "output", graph.outputs());
        return table;
    }

    private static void addEnds(TextTable table, IntegerGraph graph, String what, Ints indices) {
        for (int i = 0; i < indices.size(); i++) {
            Tensor tensor = graph.tensor(indices.get(i));
            Quantization q = tensor.quantization();
            table.row(
                    what + " " + i,
                    "t" + indices.get(i),
                    printable(tensor.name()),
                    tensor.shape(),
                    type(tensor),
                    q == null ? "-" : scale(q),
                    q == null ? "-" : q.zeroPoint(),
                    number(tensor.byteSize()));
        }
    }

    /** Returns a name without control characters, and not longer than a column can bear. */
    private static String printable(String name) {
        String clean = name.replaceAll("\\p{C}", "?");
        return clean.length() <= 40 ? clean : clean.substring(0, 37) + "...";
    }

    private static String type(Tensor tensor) {
        return tensor.type().name().toLowerCase(Locale.ROOT);
    }

    private static String scale(Quantization q) {
        return q.isPerTensor()
                ? String.format(Locale.ROOT, "%.6g", q.scale())
                : q.scales().size() + " on axis " + q.axis();
    }

    private static String activations(IntegerGraph graph, Ints inputs) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            int index = inputs.get(i);
            if (index != Operator.NONE && !graph.tensor(index).isConstant()) {
                names.add("t" + index);
            }
        }
        return String.join(" ", names);
    }

    private static String options(IntegerGraph graph, Operator op) {
        List<Object> parts = new ArrayList<>();
        if (op instanceof Operator.Conv2D c) {
            Tensor filter = graph.tensor(c.filter());
            Shape shape = filter.shape();
            int groups = graph.tensor(c.input()).shape().get(-1) / shape.get(3);
            parts.add(window(shape.get(1), shape.get(2), c.strideH(), c.strideW()));
            parts.add(c.padding());
            parts.add(dilation(c.dilationH(), c.dilationW()));
            parts.add(groups == 1 ? "" : "groups " + groups);
            parts.add(weights(filter));
            parts.add(c.activation());
        } else if (op instanceof Operator.DepthwiseConv2D c) {
            Tensor filter = graph.tensor(c.filter());
            Shape shape = filter.shape();
            parts.add(window(shape.get(1), shape.get(2), c.strideH(), c.strideW()));
            parts.add(c.padding());
            parts.add(dilation(c.dilationH(), c.dilationW()));
            parts.add(c.depthMultiplier() == 1 ? "" : "multiplier " + c.depthMultiplier());
            parts.add(weights(filter));
            parts.add(c.activation());
        } else if (op instanceof Operator.FullyConnected f) {
            parts.add(weights(graph.tensor(f.filter())));
            parts.add(f.activation());
        } else if (op instanceof Operator.Pool2D p) {
            parts.add(window(p.filterH(), p.filterW(), p.strideH(), p.strideW()));
            parts.add(p.padding());
            parts.add(p.activation());
        } else if (op instanceof Operator.LceBconv2d b) {
            Shape shape = graph.tensor(b.filter()).shape();
            int groups = graph.tensor(b.input()).shape().get(-1) / shape.get(3);
            parts.add(window(shape.get(1), shape.get(2), b.strideH(), b.strideW()));
            parts.add(b.padding());
            parts.add(b.onePadding() ? "one-padding" : "");
            parts.add(dilation(b.dilationH(), b.dilationW()));
            parts.add(groups == 1 ? "" : "groups " + groups);
            parts.add(b.activation());
        } else if (op instanceof Operator.LceBMaxPool2d p) {
            parts.add(window(p.filterH(), p.filterW(), p.strideH(), p.strideW()));
            parts.add(p.padding());
        } else if (op instanceof Operator.DjlqatBatchNorm n) {
            parts.add("shift " + n.shift());
            parts.add(n.activation());
        } else if (op instanceof Operator.Add a) {
            parts.add(a.activation());
        } else if (op instanceof Operator.Sub s) {
            parts.add(s.activation());
        } else if (op instanceof Operator.Mul m) {
            parts.add(m.activation());
        } else if (op instanceof Operator.Concatenation c) {
            parts.add("axis " + c.axis());
            parts.add(c.activation());
        } else if (op instanceof Operator.LeakyRelu r) {
            parts.add("alpha " + Float.intBitsToFloat(r.alphaBits()));
        } else if (op instanceof Operator.Softmax s) {
            parts.add("beta " + Float.intBitsToFloat(s.betaBits()));
        }
        return parts.stream()
                .map(Objects::toString)
                .map(s -> s.toLowerCase(Locale.ROOT))
                .filter(s -> !s.isEmpty() && !s.equals("none"))
                .collect(Collectors.joining(" "));
    }

    private static String window(int h, int w, int strideH, int strideW) {
        String stride = strideH == strideW ? "" + strideH : strideH + "x" + strideW;
        return h + "x" + w + (stride.equals("1") ? "" : "/" + stride);
    }

    private static String dilation(int h, int w) {
        return h == 1 && w == 1 ? "" : "dilation " + h + "x" + w;
    }

    private static String weights(Tensor filter) {
        Quantization q = filter.quantization();
        String scales = q != null && !q.isPerTensor() ? "per-channel" : "per-tensor";
        Coding coding = filter.coding();
        if (coding == null) {
            return scales;
        }
        boolean int4 = coding.equals(Coding.INT4);
        return scales + (int4 ? " int4" : coding.isBinary() ? " binary" : " codebook");
    }

    /** Returns a whole number with its thousands marked. */
    public static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
