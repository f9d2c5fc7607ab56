package io.github.djlqat.network.plan;

import ai.djl.ndarray.types.Shape;
import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.network.operation.Activations;
import io.github.djlqat.quant.ValueScheme;
import io.github.djlqat.quant.discrete.Sign;
import io.github.djlqat.runtime.graph.Activation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which layers of a graph read signs, and what that means for the operations before them. */
final class BinaryLayers {

    private final Graph graph;
    private final Map<Integer, Sign> signs = new HashMap<>();
    private final List<List<Integer>> readers = new ArrayList<>();
    private final Set<Integer> dropped = new HashSet<>();

    /** What is added to a convolution's result, by the convolution. */
    private final Map<Integer, Integer> shortcuts = new HashMap<>();

    /** What an addition at the end of a block reads in place of the block's shortcut. */
    private final Map<Integer, Integer> last = new HashMap<>();

    BinaryLayers(Graph graph, Map<Integer, ValueScheme> wanted) {
        this.graph = graph;
        wanted.forEach(
                (id, scheme) -> {
                    if (scheme instanceof Sign) {
                        signs.put(id, (Sign) scheme);
                        requireSupported(graph.node(id), ((Sign) scheme).scalingMap());
                    }
                });
        graph.nodes().forEach(node -> readers.add(new ArrayList<>()));
        graph.nodes().forEach(n -> n.inputs().forEach(i -> readers.get(i).add(n.id())));
        graph.nodes().forEach(this::carryShortcut);
        signs.forEach((id, sign) -> drop(root(graph.node(id).input()), sign));
    }

    private void requireSupported(Node layer, boolean scalingMap) {
        int rank = graph.node(layer.input()).shape().dimension();
        boolean convolution = layer.op() instanceof Op.Convolution;
        if (convolution && ((Op.Convolution) layer.op()).groups() > 1) {
            throw new IllegalArgumentException(
                    layer.name()
                            + ": expected one group of channels in a layer that reads signs, found "
                            + ((Op.Convolution) layer.op()).groups()
                            + "; give layers with groups another input scheme");
        }
        Op.Size one = new Op.Size(1, 1);
        if (scalingMap && !(convolution && ((Op.Convolution) layer.op()).dilation().equals(one))) {
            throw new IllegalArgumentException(
                    layer.name()
                            + ": expected a convolution without dilation where a scaling map is"
                            + " wanted, found "
                            + layer.op());
        }
        if (!convolution && rank != 2) {
            throw new IllegalArgumentException(
                    layer.name()
                            + ": expected an input [N, C] of a linear layer that reads signs, found"
                            + " shape "
                            + graph.node(layer.input()).shape());
        }
    }

    boolean isEmpty() {
        return signs.isEmpty();
    }

    /** Returns the scheme of a layer that reads signs, or null. */
    Sign sign(int id) {
        return signs.get(id);
    }

    /** Returns whether a node's activation is left out. */
    boolean isDropped(int id) {
        return dropped.contains(id);
    }

    /** Returns what is added to a node's result, or -1. */
    int shortcut(int id) {
        return shortcuts.getOrDefault(id, -1);
    }

    /** Returns what a node reads where it read {@code input}. */
    int operand(int id, int input) {
        Integer other = last.get(id);
        return other == null || signs.containsKey(input) ? input : other;
    }

    /** Finds chains of binary convolutions whose last result is added to a shortcut. */
    private void carryShortcut(Node sum) {
        if (!(sum.op() instanceof Op.Add) || sum.inputs().get(0).equals(sum.inputs().get(1))) {
            return;
        }
        for (int side = 0; side < 2; side++) {
            int end = sum.inputs().get(side);
            int shortcut = sum.inputs().get(1 - side);
            Sign sign = signs.get(end);
            if (sign == null || !sign.shortcuts() || signs.containsKey(shortcut)) {
                continue;
            }
            Shape shape = graph.node(shortcut).shape();
            List<Integer> chain = new ArrayList<>();
            int at = end;
            while (isReadOnce(at)) {
                int before = graph.node(at).input();
                boolean fits = signs.containsKey(before) && isReadOnce(before);
                if (!fits || !graph.node(before).shape().equals(shape)) {
                    break;
                }
                chain.add(before);
                at = before;
            }
            for (int i = 0; i < chain.size(); i++) {
                boolean first = i == chain.size() - 1;
                shortcuts.put(chain.get(i), first ? shortcut : chain.get(i + 1));
                dropped.add(chain.get(i));
            }
            if (!chain.isEmpty()) {
                last.put(sum.id(), chain.get(0));
            }
        }
    }

    private boolean isReadOnce(int id) {
        return readers.get(id).size() == 1 && !graph.outputs().contains(id);
    }

    /** Returns the node that computes a value that others only move: pool, reshape or drop out. */
    private int root(int id) {
        int at = id;
        while (moves(graph.node(at).op())) {
            at = graph.node(at).input();
        }
        return at;
    }

    private static boolean moves(Op op) {
        return op instanceof Op.MaxPool || op instanceof Op.Reshape || op instanceof Op.Dropout;
    }

    private void drop(int root, Sign sign) {
        Op op = graph.node(root).op();
        Activation activation = Activations.of(op);
        if (activation != Activation.RELU && activation != Activation.RELU6) {
            return;
        }
        boolean residual = op instanceof Op.Add && sign.dropsResidualRelu();
        if (onlySignsRead(root) || residual && !graph.outputs().contains(root)) {
            dropped.add(root);
        }
    }

    private boolean onlySignsRead(int id) {
        List<Integer> all = readers.get(id);
        return !graph.outputs().contains(id)
                && !all.isEmpty()
                && all.stream()
                        .allMatch(
                                r ->
                                        signs.containsKey(r)
                                                || moves(graph.node(r).op()) && onlySignsRead(r));
    }

    /** Returns whether a batch norm is the last that changed a value. */
    boolean isCentred(int id) {
        int at = id;
        while (true) {
            Op op = graph.node(at).op();
            boolean leftOut = op instanceof Op.Clamp && dropped.contains(at);
            if (leftOut || op instanceof Op.Reshape || op instanceof Op.Dropout) {
                at = graph.node(at).input();
                continue;
            }
            boolean raw = dropped.contains(at) || Activations.of(op) == Activation.NONE;
            return hasBatchNorm(op) && raw && !shortcuts.containsKey(at);
        }
    }

    private static boolean hasBatchNorm(Op op) {
        if (op instanceof Op.Convolution) {
            return ((Op.Convolution) op).batchNorm() != null;
        }
        return op instanceof Op.Linear && ((Op.Linear) op).batchNorm() != null;
    }

    /** Returns an operation without its fused activation. */
    static Op withoutActivation(Op op) {
        if (op instanceof Op.Convolution) {
            return ((Op.Convolution) op).withActivation(Activation.NONE);
        }
        if (op instanceof Op.Linear) {
            Op.Linear l = (Op.Linear) op;
            return new Op.Linear(l.weight(), l.bias(), l.batchNorm(), Activation.NONE);
        }
        if (op instanceof Op.Subtract) {
            return new Op.Subtract(Activation.NONE);
        }
        return op instanceof Op.Multiply
                ? new Op.Multiply(Activation.NONE)
                : new Op.Add(Activation.NONE);
    }
}
