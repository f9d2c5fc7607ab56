package io.github.djlqat.onnx;

import io.github.djlqat.onnx.proto.ModelProto;
import io.github.djlqat.onnx.proto.OperatorSetIdProto;
import io.github.djlqat.onnx.proto.TensorProto;
import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.UnsupportedOperatorException;
import io.github.djlqat.runtime.graph.GraphValidator;
import io.github.djlqat.runtime.graph.IntegerGraph;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes integer graphs as ONNX models of operator set 13, the first with per-channel scales.
 *
 * <p>Images become [N,C,H,W], filters [out,in,H,W], a matrix behind a flattened image has its
 * columns in that order; the batch stays what it is in the graph. Scales are the graph's own, bit
 * for bit, and so are zero points and codes unless they become unsigned; a bias is int32 with the
 * float32 product of its input's and its filter's scale. Padding is explicit. Weights of few bits
 * become int8 codes of the same values, bits floats of +1 and -1, a batch norm a product and a sum.
 *
 * <p>What runs such a model computes with reals, or with integers and a float factor, and rounds
 * half to even, where the integer runtime rescales in fixed point: given equal inputs, an
 * operator's codes may differ by 1.
 */
public final class OnnxExporter {

    /** The operator set that models ask for. */
    public static final int OPERATOR_SET = 13;

    /** The version of the file format that came with the operator set. */
    private static final int FORMAT_VERSION = 7;

    private final Context c;
    private final OnnxOptions options;

    private OnnxExporter(IntegerGraph graph, OnnxOptions options) {
        GraphWriter out = new GraphWriter();
        c = new Context(graph, out, new Values(graph, out, options));
        this.options = options;
    }

    /**
     * Returns the ONNX model of a graph.
     *
     * @throws MalformedModelException if the graph is not sound
     * @throws UnsupportedOperatorException if it has an operator in a form that ONNX lacks, such as
     *     a slice of bits; the message names its index and what to do
     */
    public static ModelProto export(IntegerGraph graph, OnnxOptions options)
            throws MalformedModelException {
        GraphValidator.validate(graph);
        return new OnnxExporter(graph, options).model();
    }

    private ModelProto model() {
        List<String> inputs = reserve(c.graph.inputs().toArray());
        List<String> outputs = reserve(c.graph.outputs().toArray());
        for (int i = 0; i < inputs.size(); i++) {
            input(c.graph.inputs().get(i), inputs.get(i));
        }
        OperatorWriter operators = new OperatorWriter(c);
        for (int i = 0; i < c.graph.operators().size(); i++) {
            c.begin(i);
            operators.write(c.graph.operators().get(i));
        }
        c.out.setPlace("output");
        for (int i = 0; i < outputs.size(); i++) {
            output(c.graph.outputs().get(i), outputs.get(i));
        }
        String description = c.graph.description();
        return ModelProto.newBuilder()
                .setIrVersion(FORMAT_VERSION)
                .setProducerName("DJL-QAT")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATOR_SET))
                .setGraph(c.out.build(description.isEmpty() ? "network" : description))
                .build();
    }

    /** Keeps the names that callers use for inputs and outputs. */
    private List<String> reserve(int... tensors) {
        List<String> names = new ArrayList<>();
        for (int tensor : tensors) {
            names.add(c.out.fresh(c.values.name(tensor)));
        }
        return names;
    }

    private void input(int index, String name) {
        c.out.setPlace("input");
        Layout layout = c.values.natural(index);
        c.out.input(name, type(index), c.values.dimensions(index, layout));
        if (holdsReals(index)) {
            c.values.define(index, layout, name);
        } else {
            c.values.store(index, layout, name);
        }
    }

    private void output(int index, String name) {
        Layout layout = c.values.natural(index);
        c.out.output(name, type(index), c.values.dimensions(index, layout));
        String stored = c.values.stored(index, layout);
        if (c.values.quantized() && holdsReals(index)) {
            c.values.dequantizeTo(index, stored, name);
        } else {
            c.out.add("Identity", name, List.of(stored));
        }
    }

    /** Returns whether reals cross the border where the graph has codes. */
    private boolean holdsReals(int index) {
        return c.tensor(index).type().isQuantized()
                && options.boundary() == OnnxOptions.Boundary.FLOAT32;
    }

    private TensorProto.DataType type(int index) {
        return holdsReals(index) ? TensorProto.DataType.FLOAT : c.values.activationType(index);
    }
}
