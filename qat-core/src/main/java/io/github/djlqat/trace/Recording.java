package io.github.djlqat.trace;

import ai.djl.ndarray.types.Shape;
import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.pass.RemoveDeadNodes;
import io.github.djlqat.graph.pass.RemoveDropout;
import io.github.djlqat.runtime.UnsupportedOperatorException;
import java.util.ArrayList;
import java.util.List;

/**
 * The nodes of one run, with the sizes of its batch.
 *
 * @param nodes as they ran, also those that nothing reads
 * @param outputs ids of the results
 */
record Recording(List<Node> nodes, List<Integer> outputs) {

    private static final String REMEDY =
            "compute with the batch in dimension 0 only, and take its size from the input";

    /** Returns the graph of this run: what the outputs depend on, with the size of this batch. */
    Graph graph() {
        return new RemoveDeadNodes().apply(new Graph(nodes, outputs));
    }

    /** Returns the graph of this run with -1 for the batch, which must be in dimension 0. */
    Graph withUnknownBatch() {
        Graph graph = graph();
        return new Graph(
                graph.nodes().stream()
                        .map(
                                n ->
                                        new Node(
                                                n.id(),
                                                n.name(),
                                                n.op(),
                                                n.inputs(),
                                                Shapes.with(n.shape(), 0, -1)))
                        .toList(),
                graph.outputs());
    }

    /** Returns the graph that holds for both runs, with -1 for the batch. */
    Graph merge(Recording other, int batch, int otherBatch) {
        Graph one = graph();
        return new Recording(one.nodes(), one.outputs())
                .mergeAlive(other.graph(), batch, otherBatch);
    }

    private Graph mergeAlive(Graph other, int batch, int otherBatch) {
        if (nodes.size() != other.nodes().size() || !outputs.equals(other.outputs())) {
            int last = Math.min(nodes.size(), other.nodes().size()) - 1;
            throw depends(nodes.get(last), nodes.size() + " operations", other.nodes().size() + "");
        }
        List<Node> merged = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            Node a = nodes.get(i);
            Node b = other.node(i);
            if (!a.op().equals(b.op()) || !a.inputs().equals(b.inputs())) {
                throw depends(a, a.op() + " of " + a.inputs(), b.op() + " of " + b.inputs());
            }
            Shape shape = merge(a, b, batch, otherBatch);
            merged.add(new Node(a.id(), a.name(), a.op(), a.inputs(), shape));
        }
        return new Graph(merged, outputs);
    }

    private static Shape merge(Node a, Node b, int batch, int otherBatch) {
        long[] x = a.shape().getShape();
        long[] y = b.shape().getShape();
        boolean good = x.length == y.length && x.length > 0;
        for (int i = 0; good && i < x.length; i++) {
            good = i == 0 ? x[i] == batch && y[i] == otherBatch : x[i] == y[i];
        }
        if (!good) {
            throw depends(a, "shape " + a.shape(), b.shape().toString());
        }
        return Shapes.with(a.shape(), 0, -1);
    }

    private static UnsupportedOperatorException depends(Node node, String one, String other) {
        int colon = node.name().indexOf(':');
        return new UnsupportedOperatorException(
                colon < 0 ? "block" : node.name().substring(0, colon),
                node.name().substring(colon + 1),
                "expected the same for every batch but for dimension 0, found "
                        + one
                        + " and "
                        + other
                        + " for two batch sizes",
                REMEDY);
    }

    /** Returns the first difference of two graphs other than dropout, or null. */
    static String difference(Graph inference, Graph training) {
        Graph a = new RemoveDropout().apply(inference);
        Graph b = new RemoveDropout().apply(training);
        int common = Math.min(a.nodes().size(), b.nodes().size());
        for (int i = 0; i < common; i++) {
            Node x = a.node(i);
            Node y = b.node(i);
            if (!x.op().equals(y.op())
                    || !x.inputs().equals(y.inputs())
                    || !x.shape().equals(y.shape())) {
                return "inference " + x.name() + ", training " + y.name();
            }
        }
        if (a.nodes().size() != b.nodes().size() || !a.outputs().equals(b.outputs())) {
            return a.nodes().size()
                    + " operations in inference, "
                    + b.nodes().size()
                    + " in training";
        }
        return null;
    }
}
