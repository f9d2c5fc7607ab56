package io.github.djlqat.network.plan;

import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.quant.ValueScheme;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gives layers the inputs that they want.
 *
 * <p>Where every reader of a value wants the same scheme, the value itself is quantized so: a chain
 * of convolutions has low bits throughout. Where others read it too, an addition or a mean, it
 * keeps the network's own scheme and the layer reads a requantized copy: the residual path of a
 * network keeps its precision.
 */
public final class InputSchemes {

    private final Graph source;
    private final Map<Integer, ValueScheme> wanted;
    private final QuantizationPlan plan;
    private final List<Node> nodes = new ArrayList<>();
    private final int[] target;
    private final Map<Integer, ValueScheme> schemes = new HashMap<>();
    private final Map<Copy, Integer> copies = new HashMap<>();

    private record Copy(int value, ValueScheme scheme) {}

    /**
     * What a rewrite gives.
     *
     * @param graph the new graph
     * @param schemes of values that have one of their own, by node id; every other has the
     *     network's. A value's group has that of any of its members.
     */
    public record Result(Graph graph, Map<Integer, ValueScheme> schemes) {}

    private InputSchemes(Graph source, Map<Integer, ValueScheme> wanted) {
        this.source = source;
        this.wanted = wanted;
        this.plan = new QuantizationPlan(source);
        this.target = new int[source.nodes().size()];
    }

    /**
     * Rewrites a graph.
     *
     * @param graph after {@link Preparation}
     * @param wanted the scheme of a layer's input, by the layer's node id, where it is not the
     *     network's own
     */
    public static Result rewrite(Graph graph, Map<Integer, ValueScheme> wanted) {
        InputSchemes s = new InputSchemes(graph, wanted);
        Map<Integer, ValueScheme> byGroup = s.agreed();
        for (Node node : graph.nodes()) {
            s.target[node.id()] = s.copy(node, byGroup);
            ValueScheme scheme = byGroup.get(s.plan.group(node.id()));
            if (scheme != null) {
                s.schemes.put(s.target[node.id()], scheme);
            }
        }
        List<Integer> outputs = graph.outputs().stream().map(o -> s.target[o]).toList();
        return new Result(new Graph(s.nodes, outputs), s.schemes);
    }

    /** Returns the schemes that all readers of a group agree on. */
    private Map<Integer, ValueScheme> agreed() {
        Map<Integer, Set<Optional<ValueScheme>>> demands = new HashMap<>();
        for (Node node : source.nodes()) {
            for (int input : node.inputs()) {
                int group = plan.group(input);
                if (group != plan.group(node.id())) {
                    demands.computeIfAbsent(group, g -> new HashSet<>())
                            .add(Optional.ofNullable(wanted.get(node.id())));
                }
            }
            if (node.op() instanceof Op.Input || plan.fixed(node.id()).isPresent()) {
                demands.computeIfAbsent(plan.group(node.id()), g -> new HashSet<>())
                        .add(Optional.empty());
            }
        }
        for (int output : source.outputs()) {
            demands.computeIfAbsent(plan.group(output), g -> new HashSet<>()).add(Optional.empty());
        }
        Map<Integer, ValueScheme> agreed = new HashMap<>();
        demands.forEach(
                (group, demand) -> {
                    if (demand.size() == 1) {
                        demand.iterator().next().ifPresent(scheme -> agreed.put(group, scheme));
                    }
                });
        return agreed;
    }

    private int copy(Node node, Map<Integer, ValueScheme> byGroup) {
        ValueScheme scheme = wanted.get(node.id());
        List<Integer> inputs = new ArrayList<>();
        for (int input : node.inputs()) {
            boolean as = scheme == null || scheme.equals(byGroup.get(plan.group(input)));
            inputs.add(as ? target[input] : requantized(input, scheme));
        }
        return add(node.name(), node.op(), inputs, node);
    }

    private int requantized(int value, ValueScheme scheme) {
        return copies.computeIfAbsent(
                new Copy(value, scheme),
                copy -> {
                    Node from = source.node(value);
                    long before = copies.keySet().stream().filter(c -> c.value == value).count();
                    String name = from.name() + "/requantized" + (before == 0 ? "" : before);
                    int id = add(name, new Op.Requantize(), List.of(target[value]), from);
                    schemes.put(id, scheme);
                    return id;
                });
    }

    private int add(String name, Op op, List<Integer> inputs, Node like) {
        int id = nodes.size();
        nodes.add(new Node(id, name, op, inputs, like.shape()));
        return id;
    }
}
