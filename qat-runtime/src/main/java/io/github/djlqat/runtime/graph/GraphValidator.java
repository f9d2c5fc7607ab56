package io.github.djlqat.runtime.graph;

import io.github.djlqat.runtime.MalformedModelException;

/**
 * The rules an integer graph must obey before anything is computed with it: indices in range, each
 * tensor written once and before it is read, zero points inside their type, and for each operator
 * shapes, types, options and quantizations that fit each other and sums that fit 32 bits.
 */
public final class GraphValidator {

    /** More dimensions than this no tensor may have. */
    public static final int MAXIMUM_RANK = 8;

    private final IntegerGraph graph;

    private GraphValidator(IntegerGraph graph) {
        this.graph = graph;
    }

    /**
     * Checks a graph.
     *
     * @throws MalformedModelException if a part does not fit; the message names operator, field,
     *     what was expected and what was found
     * @throws io.github.djlqat.runtime.UnsupportedOperatorException if an operator has a form that
     *     the runtime does not have, such as weights computed at run time
     */
    public static void validate(IntegerGraph graph) throws MalformedModelException {
        GraphValidator validator = new GraphValidator(graph);
        validator.tensors();
        validator.order();
        int[] bits = BitChannels.of(graph);
        for (int i = 0; i < graph.operators().size(); i++) {
            OperatorRules.check(new OperatorCheck(graph, i, bits), graph.operators().get(i));
        }
    }

    private void tensors() throws MalformedModelException {
        for (int i = 0; i < graph.tensors().size(); i++) {
            Tensor tensor = graph.tensor(i);
            int rank = tensor.shape().rank();
            if (rank > MAXIMUM_RANK) {
                throw new MalformedModelException(
                        "tensors[" + i + "].shape",
                        "expected at most " + MAXIMUM_RANK + " dimensions, found " + rank);
            }
            Quantization quantization = tensor.quantization();
            if (quantization != null) {
                quantization(i, tensor, quantization);
            }
        }
    }

    private static void quantization(int index, Tensor tensor, Quantization quantization)
            throws MalformedModelException {
        String field = "tensors[" + index + "].quantization";
        if (!quantization.isPerTensor()) {
            int axis = quantization.axis();
            int rank = tensor.shape().rank();
            if (axis >= rank) {
                throw new MalformedModelException(
                        field + ".axis", "expected below " + rank + ", found " + axis);
            }
            int channels = tensor.shape().get(axis);
            if (quantization.scales().size() != channels) {
                throw new MalformedModelException(
                        field + ".scales",
                        "expected 1 or " + channels + ", found " + quantization.scales().size());
            }
        }
        if (tensor.type().isQuantized()) {
            int lowest = tensor.type().minimum();
            int highest = tensor.type().maximum();
            for (int i = 0; i < quantization.zeroPoints().size(); i++) {
                int zeroPoint = quantization.zeroPoints().get(i);
                if (zeroPoint < lowest || zeroPoint > highest) {
                    throw new MalformedModelException(
                            field + ".zeroPoints[" + i + "]",
                            "expected " + lowest + " to " + highest + ", found " + zeroPoint);
                }
            }
        }
    }

    /** Checks indices, and that every tensor is written once, before it is read. */
    private void order() throws MalformedModelException {
        boolean[] written = new boolean[graph.tensors().size()];
        for (int i = 0; i < graph.inputs().size(); i++) {
            write(written, graph.inputs().get(i), "inputs[" + i + "]");
        }
        for (int i = 0; i < graph.operators().size(); i++) {
            Operator operator = graph.operators().get(i);
            String name = "operators[" + i + "] " + operator.opName();
            Ints inputs = operator.inputs();
            for (int k = 0; k < inputs.size(); k++) {
                if (inputs.get(k) != Operator.NONE || !mayBeAbsent(operator, k)) {
                    read(written, inputs.get(k), name + ".inputs[" + k + "]");
                }
            }
            write(written, operator.output(), name + ".output");
        }
        for (int i = 0; i < graph.outputs().size(); i++) {
            String field = "outputs[" + i + "]";
            read(written, graph.outputs().get(i), field);
            if (graph.tensor(graph.outputs().get(i)).coding() != null) {
                throw new MalformedModelException(field, "expected codes or numbers, found CODED");
            }
        }
    }

    private static boolean mayBeAbsent(Operator operator, int input) {
        return input >= 2 && operator instanceof Operator.LceBconv2d
                || input == 2
                        && (operator instanceof Operator.Conv2D
                                || operator instanceof Operator.DepthwiseConv2D
                                || operator instanceof Operator.FullyConnected)
                || input == 1 && operator instanceof Operator.Reshape;
    }

    private void index(int tensor, String field) throws MalformedModelException {
        if (tensor < 0 || tensor >= graph.tensors().size()) {
            throw new MalformedModelException(
                    field, "expected 0 to " + (graph.tensors().size() - 1) + ", found " + tensor);
        }
    }

    private void read(boolean[] written, int tensor, String field) throws MalformedModelException {
        index(tensor, field);
        if (!written[tensor] && !graph.tensor(tensor).isConstant()) {
            throw new MalformedModelException(
                    field,
                    "expected a constant, an input or what an earlier operator wrote, found tensor "
                            + tensor
                            + ", which nothing wrote yet");
        }
    }

    private void write(boolean[] written, int tensor, String field) throws MalformedModelException {
        index(tensor, field);
        if (graph.tensor(tensor).isConstant()) {
            throw new MalformedModelException(
                    field, "expected no constant, found tensor " + tensor + ", which is one");
        }
        if (written[tensor]) {
            throw new MalformedModelException(
                    field,
                    "expected a tensor written once, found tensor "
                            + tensor
                            + ", which was written before");
        }
        written[tensor] = true;
    }
}
