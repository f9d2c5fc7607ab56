package io.github.djlqat.network.operation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Runs a graph node by node. Whatever a node makes on its way is closed behind it, and its result
 * behind its last reader, unless all values are kept; backward passes hold what they need
 * themselves.
 */
public final class Execution {

    private final Graph graph;
    private final int[] lastReader;

    /**
     * Prepares to run a graph.
     *
     * @param graph what to run
     */
    public Execution(Graph graph) {
        this.graph = graph;
        lastReader = new int[graph.nodes().size()];
        for (Node node : graph.nodes()) {
            lastReader[node.id()] = node.id();
            node.inputs().forEach(i -> lastReader[i] = node.id());
        }
        graph.outputs().forEach(o -> lastReader[o] = Integer.MAX_VALUE);
    }

    /**
     * Runs the graph and returns its outputs.
     *
     * @param inputs the caller's arrays
     * @param compute a node's result from its inputs (an Input node's: the caller's array); a new
     *     array, or its input's view
     * @return the outputs, owned by the inputs' manager
     */
    public NDList run(NDList inputs, BiFunction<Node, List<NDArray>, NDArray> compute) {
        NDArray[] values = values(inputs, compute, false);
        NDList outputs = new NDList();
        graph.outputs().forEach(o -> outputs.add(values[o]));
        return outputs;
    }

    /**
     * Runs the graph and returns every value, by node id, owned by the inputs' manager.
     *
     * @param inputs as for {@link #run}
     * @param compute as for {@link #run}
     */
    public List<NDArray> runAll(NDList inputs, BiFunction<Node, List<NDArray>, NDArray> compute) {
        return List.of(values(inputs, compute, true));
    }

    private NDArray[] values(
            NDList inputs, BiFunction<Node, List<NDArray>, NDArray> compute, boolean keep) {
        NDArray[] values = new NDArray[graph.nodes().size()];
        for (Node node : graph.nodes()) {
            List<NDArray> arguments = new ArrayList<>();
            if (node.op() instanceof Op.Input) {
                NDArray given = inputs.get(((Op.Input) node.op()).index());
                arguments.add(given.reshape(given.getShape()));
            } else {
                node.inputs().forEach(i -> arguments.add(values[i]));
            }
            values[node.id()] = compute(node, arguments, compute);
            if (node.op() instanceof Op.Input && values[node.id()] != arguments.get(0)) {
                arguments.get(0).close();
            }
            if (!keep) {
                node.inputs().stream()
                        .distinct()
                        .filter(i -> lastReader[i] == node.id())
                        .forEach(i -> values[i].close());
            }
        }
        return values;
    }

    private static NDArray compute(
            Node node, List<NDArray> arguments, BiFunction<Node, List<NDArray>, NDArray> compute) {
        NDManager manager = arguments.get(0).getManager();
        try (NDManager scope = manager.newSubManager()) {
            Set<NDArray> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
            distinct.addAll(arguments);
            distinct.forEach(scope::tempAttachAll);
            NDArray result = compute.apply(node, arguments);
            result.attach(manager);
            return result;
        }
    }
}
