package io.github.djlqat.network.plan;

import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.network.operation.Activations;
import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.Quantization;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which values of a graph share one quantization.
 *
 * <p>The integer specification demands equal quantization of input and output where an operation
 * only moves codes or averages them (pooling, reshape, transpose, pad, slice, resize, concat), so
 * those values form one group with one quantizer; through a concat a group spans all its inputs,
 * and through nested concats a whole inception module. Convolution, linear, add, subtract,
 * multiply, mean and the activations that stand alone requantize, so each of their results has its
 * own. Softmax, sigmoid and tanh have a quantization that the specification fixes; where one of
 * them feeds a concat, its codes are requantized on the way in. A sum of signs that only another
 * sign reads is a whole number.
 */
public final class QuantizationPlan {

    private static final Quantization PROBABILITY = Quantization.perTensor(1f / 256, -128);
    private static final Quantization WHOLE_NUMBERS = Quantization.perTensor(1f, 0);
    private static final Quantization SYMMETRIC_UNIT = Quantization.perTensor(1f / 128, 0);

    private final Graph graph;
    private final int[] parent;
    private final Map<Integer, Quantization> fixed = new HashMap<>();
    private final Set<Integer> adaptable = new LinkedHashSet<>();
    private final Set<Integer> sums = new HashSet<>();
    private final Map<Integer, Bounds> bounds = new HashMap<>();

    /**
     * Plans a graph.
     *
     * @param graph after {@link Preparation}
     */
    public QuantizationPlan(Graph graph) {
        this.graph = graph;
        parent = new int[graph.nodes().size()];
        for (int i = 0; i < parent.length; i++) {
            parent[i] = i;
        }
        for (Node node : graph.nodes()) {
            if (copies(node.op()) && !(node.op() instanceof Op.Concat)) {
                union(node.input(), node.id());
            }
        }
        findSums();
        for (Node node : graph.nodes()) {
            fixedBy(node.op()).ifPresent(q -> fixed.put(group(node.id()), q));
        }
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Op.Concat) {
                for (int input : node.inputs()) {
                    if (!fixed.containsKey(group(input))) {
                        union(input, node.id());
                    }
                }
            }
        }
        for (Node node : graph.nodes()) {
            int group = group(node.id());
            if (!fixed.containsKey(group)) {
                adaptable.add(group);
            }
            boolean anew = !(node.op() instanceof Op.Requantize);
            if (anew && (!copies(node.op()) || widens(node))) {
                bounds.merge(group, Bounds.of(node.op()), Bounds::union);
            }
        }
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Op.Requantize) {
                bounds.merge(group(node.id()), boundsOf(node.input()), Bounds::union);
            }
        }
    }

    /** Finds the layers on signs whose result has no other use than a sign of its own. */
    private void findSums() {
        int[] readers = new int[parent.length];
        graph.nodes().forEach(n -> n.inputs().forEach(i -> readers[i]++));
        graph.outputs().forEach(o -> readers[o]++);
        for (Node node : graph.nodes()) {
            int x = node.op() instanceof Op.Binarize ? node.input() : node.id();
            boolean only = x != node.id() && readers[x] == 1 && readsSigns(x);
            if (only && Activations.of(graph.node(x).op()) == Activation.NONE) {
                sums.add(x);
                fixed.put(group(x), WHOLE_NUMBERS);
            }
        }
    }

    /** Returns whether a node is a convolution or linear layer that reads signs. */
    public boolean readsSigns(int id) {
        Node node = graph.node(id);
        return (node.op() instanceof Op.Convolution || node.op() instanceof Op.Linear)
                && graph.node(node.input()).op() instanceof Op.Binarize;
    }

    /**
     * Returns whether a node's result is a sum of signs that only another sign reads: it never
     * becomes a code of int8.
     */
    public boolean isSum(int id) {
        return sums.contains(id);
    }

    /** Returns whether the operation's result shares its input's quantization. */
    private static boolean copies(Op op) {
        return op instanceof Op.MaxPool
                || op instanceof Op.AveragePool
                || op instanceof Op.Reshape
                || op instanceof Op.Transpose
                || op instanceof Op.Pad
                || op instanceof Op.Slice
                || op instanceof Op.ResizeNearest
                || op instanceof Op.Dropout
                || op instanceof Op.Concat;
    }

    private static Optional<Quantization> fixedBy(Op op) {
        if (op instanceof Op.Softmax || op instanceof Op.Sigmoid) {
            return Optional.of(PROBABILITY);
        }
        return op instanceof Op.Tanh ? Optional.of(SYMMETRIC_UNIT) : Optional.empty();
    }

    private Bounds boundsOf(int id) {
        return bounds.getOrDefault(group(id), Bounds.of(new Op.Input(0)));
    }

    /** Returns whether a node adds values to its group that no other member has. */
    private boolean widens(Node node) {
        return node.op() instanceof Op.Pad && ((Op.Pad) node.op()).value() != 0
                || node.inputs().stream().anyMatch(i -> group(i) != group(node.id()));
    }

    private int find(int id) {
        int root = id;
        while (parent[root] != root) {
            root = parent[root];
        }
        return root;
    }

    private void union(int a, int b) {
        int x = find(a);
        int y = find(b);
        parent[Math.max(x, y)] = Math.min(x, y);
    }

    /** Returns the planned graph. */
    public Graph graph() {
        return graph;
    }

    /** Returns the group of a value: the id of the first value in it. */
    public int group(int id) {
        return find(id);
    }

    /** Returns the groups whose quantization is observed or learned, in order. */
    public List<Integer> adaptableGroups() {
        return List.copyOf(adaptable);
    }

    /** Returns the quantization that the specification prescribes for a value's group. */
    public Optional<Quantization> fixed(int id) {
        return Optional.ofNullable(fixed.get(group(id)));
    }

    /** Returns whether a node's operator brings its result onto a grid by rescaling it. */
    public boolean rescales(int id) {
        Op op = graph.node(id).op();
        return !copies(op) && !(op instanceof Op.Input) && !(op instanceof Op.Binarize);
    }

    /** How a node's result gets onto its group's grid. */
    public enum Placement {
        /** A new value: it is observed and quantized. */
        NEW,
        /** Within the group's range, but between its grid's points: it is only rounded. */
        ROUNDED,
        /** It is on the grid already. */
        KEPT
    }

    /** Returns how a node's result gets onto its group's grid. */
    public Placement placement(int id) {
        Node node = graph.node(id);
        if (isSum(id)) {
            return Placement.KEPT;
        }
        if (!copies(node.op()) || widens(node)) {
            return Placement.NEW;
        }
        return node.op() instanceof Op.AveragePool ? Placement.ROUNDED : Placement.KEPT;
    }

    /** Returns whether a node must requantize its input {@code index} before it may use it. */
    public boolean requantizes(int id, int index) {
        Node node = graph.node(id);
        return node.op() instanceof Op.Concat && group(node.inputs().get(index)) != group(id);
    }

    /**
     * Returns whether the group's values lie above 0, whatever the weights and the input: its zero
     * point can then be the lowest code.
     */
    public boolean isNonNegative(int id) {
        Bounds b = bounds.get(group(id));
        return b != null && b.low >= 0;
    }

    /**
     * Returns whether quantizing a node's result does what its activation does, because the group's
     * lowest code stands for 0: ReLU is then one pass over memory too many.
     */
    public boolean subsumes(int id, Activation activation) {
        return activation == Activation.RELU && isNonNegative(id);
    }

    private record Bounds(float low, float high) {

        static Bounds of(Op op) {
            if (op instanceof Op.Softmax || op instanceof Op.Sigmoid) {
                return new Bounds(0, 1);
            }
            if (op instanceof Op.ScalingMap) {
                return new Bounds(0, Float.POSITIVE_INFINITY);
            }
            if (op instanceof Op.Tanh || op instanceof Op.Binarize) {
                return new Bounds(-1, 1);
            }
            if (op instanceof Op.Pad) {
                float value = ((Op.Pad) op).value();
                return new Bounds(value, value);
            }
            if (op instanceof Op.Concat) {
                return new Bounds(-1, 1);
            }
            switch (Activations.of(op)) {
                case RELU:
                    return new Bounds(0, Float.POSITIVE_INFINITY);
                case RELU6:
                    return new Bounds(0, 6);
                case RELU_N1_TO_1:
                    return new Bounds(-1, 1);
                default:
                    return new Bounds(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
            }
        }

        Bounds union(Bounds o) {
            return new Bounds(Math.min(low, o.low), Math.max(high, o.high));
        }
    }
}
