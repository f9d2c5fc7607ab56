package io.github.djlqat.network.gradient;

import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.Node;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The values at which the graph has to be cut besides the layers: those that the backward passes of
 * several pieces would reach. Their gradients are summed there, in floating point, and what is
 * behind them is passed once.
 */
public final class Joints {

    /** The piece that ends in the loss. */
    private static final int LOSS = -1;

    private Joints() {}

    /**
     * Finds the values.
     *
     * @param graph the graph
     * @param cut the nodes that are cut already, between their inputs and their value
     * @return the ids
     */
    public static BitSet of(Graph graph, Predicate<Node> cut) {
        List<Set<Integer>> pieces = new ArrayList<>();
        graph.nodes().forEach(n -> pieces.add(new HashSet<>()));
        graph.outputs().forEach(o -> pieces.get(o).add(LOSS));
        BitSet joints = new BitSet();
        for (int id = graph.nodes().size() - 1; id >= 0; id--) {
            Node node = graph.node(id);
            Set<Integer> own = pieces.get(id);
            if (own.size() > 1) {
                joints.set(id);
            }
            Set<Integer> above = cut.test(node) || joints.get(id) ? Set.of(id) : own;
            node.inputs().forEach(input -> pieces.get(input).addAll(above));
        }
        return joints;
    }
}
