package io.github.djlqat.graph.pass;

import ai.djl.ndarray.types.Shape;
import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The common part of the passes: each node is kept, replaced by another operation, or dropped in
 * favour of a value it reads; then what nothing reads goes.
 */
final class Rewrite {

    /** Decides on one node of the old graph; ids are the old graph's. */
    @FunctionalInterface
    interface Rule {
        /** Returns what to do with {@code node}, or null to keep it. */
        Change apply(Node node, Uses uses);
    }

    /** What becomes of a node. */
    sealed interface Change {

        /** Readers of the node read {@code value} instead. */
        record Alias(int value) implements Change {}

        /** Another operation computes the node's value. */
        record Replace(String name, Op op, List<Integer> inputs, Shape shape) implements Change {}
    }

    private Rewrite() {}

    /** Applies a rule to every node, once. */
    static Graph apply(Graph graph, Rule rule) {
        Uses uses = new Uses(graph);
        int[] ids = new int[graph.nodes().size()];
        List<Node> nodes = new ArrayList<>();
        boolean changed = false;
        for (Node node : graph.nodes()) {
            Change change = rule.apply(node, uses);
            if (change instanceof Change.Alias alias) {
                ids[node.id()] = ids[alias.value()];
                changed = true;
                continue;
            }
            Change.Replace r =
                    change instanceof Change.Replace replace
                            ? replace
                            : new Change.Replace(
                                    node.name(), node.op(), node.inputs(), node.shape());
            changed |= change != null;
            ids[node.id()] = nodes.size();
            List<Integer> inputs = r.inputs().stream().map(i -> ids[i]).toList();
            nodes.add(new Node(nodes.size(), r.name(), r.op(), inputs, r.shape()));
        }
        if (!changed) {
            return graph;
        }
        List<Integer> outputs = graph.outputs().stream().map(i -> ids[i]).toList();
        return removeDead(new Graph(nodes, outputs));
    }

    /** Removes the nodes that no output depends on; inputs stay. */
    static Graph removeDead(Graph graph) {
        boolean[] alive = new boolean[graph.nodes().size()];
        graph.outputs().forEach(o -> alive[o] = true);
        for (int i = alive.length - 1; i >= 0; i--) {
            alive[i] |= graph.node(i).op() instanceof Op.Input;
            if (alive[i]) {
                graph.node(i).inputs().forEach(input -> alive[input] = true);
            }
        }
        int[] ids = new int[alive.length];
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (alive[node.id()]) {
                ids[node.id()] = nodes.size();
                List<Integer> inputs = node.inputs().stream().map(i -> ids[i]).toList();
                nodes.add(new Node(nodes.size(), node.name(), node.op(), inputs, node.shape()));
            }
        }
        if (nodes.size() == graph.nodes().size()) {
            return graph;
        }
        return new Graph(nodes, graph.outputs().stream().map(i -> ids[i]).toList());
    }

    /** Who reads what. */
    static final class Uses {

        private final Graph graph;
        private final int[] counts;

        Uses(Graph graph) {
            this.graph = graph;
            counts = new int[graph.nodes().size()];
            graph.nodes().forEach(n -> n.inputs().forEach(i -> counts[i]++));
            graph.outputs().forEach(o -> counts[o]++);
        }

        /** Returns the node that computes value {@code id}. */
        Node node(int id) {
            return graph.node(id);
        }

        /** Returns whether exactly one operation or output reads the value. */
        boolean isReadOnce(int id) {
            return counts[id] == 1;
        }

        /** Returns the operation of value {@code id} if it is of a type, else null. */
        <T extends Op> T op(int id, Class<T> type) {
            Op op = graph.node(Objects.checkIndex(id, counts.length)).op();
            return type.isInstance(op) ? type.cast(op) : null;
        }
    }
}
