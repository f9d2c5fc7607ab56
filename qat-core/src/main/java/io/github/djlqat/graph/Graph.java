package io.github.djlqat.graph;

import java.util.List;

/**
 * A float graph: nodes in an order in which they can run; a node's id is its index.
 *
 * @param nodes each reads only earlier ones
 * @param outputs ids of the values the block returns
 */
public record Graph(List<Node> nodes, List<Integer> outputs) {

    /** Copies the lists and checks that ids are indices. */
    public Graph {
        nodes = List.copyOf(nodes);
        outputs = List.copyOf(outputs);
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).id() != i) {
                throw new IllegalArgumentException(
                        nodes.get(i).name()
                                + ": expected id "
                                + i
                                + ", found "
                                + nodes.get(i).id());
            }
        }
        for (int output : outputs) {
            if (output < 0 || output >= nodes.size()) {
                throw new IllegalArgumentException(
                        "output: expected an id in [0, " + nodes.size() + "), found " + output);
            }
        }
    }

    /** Returns the node that computes value {@code id}. */
    public Node node(int id) {
        return nodes.get(id);
    }

    /** Returns the graph as a table, see {@link GraphTable}. */
    @Override
    public String toString() {
        return GraphTable.format(this);
    }
}
