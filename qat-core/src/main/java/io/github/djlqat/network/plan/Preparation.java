package io.github.djlqat.network.plan;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;
import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.graph.Weight;
import io.github.djlqat.runtime.UnsupportedOperatorException;
import io.github.djlqat.runtime.graph.Activation;
import java.util.ArrayList;
import java.util.List;

/**
 * Rewrites operations without an integer counterpart into ones that have one.
 *
 * <ul>
 *   <li>a batch norm without a convolution before it becomes a depthwise 1x1 convolution by ones
 *       with that batch norm, which folds and quantizes like any other; a clamp that alone reads it
 *       joins it
 *   <li>{@code swish} becomes {@code x * sigmoid(beta * x)}
 *   <li>{@code x * scale + offset} becomes a multiplication and an addition, each by one constant
 * </ul>
 */
public final class Preparation {

    private final NDManager manager;
    private final Graph source;
    private final int[] readers;
    private final int[] target;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Parameter> parameters = new ArrayList<>();

    private Preparation(Graph source, NDManager manager) {
        this.source = source;
        this.manager = manager;
        this.target = new int[source.nodes().size()];
        this.readers = readers(source);
    }

    /**
     * What a rewrite gives.
     *
     * @param graph the new graph
     * @param parameters constants that the new operations read; none is trained
     */
    public record Result(Graph graph, List<Parameter> parameters) {}

    /**
     * Rewrites a graph.
     *
     * @param graph fused for training
     * @param manager owns the constants that are made
     * @return the new graph and its constants
     */
    public static Result rewrite(Graph graph, NDManager manager) {
        Preparation p = new Preparation(graph, manager);
        for (Node node : graph.nodes()) {
            p.target[node.id()] = p.rewrite(node);
        }
        List<Integer> outputs = graph.outputs().stream().map(o -> p.target[o]).toList();
        return new Result(new Graph(p.nodes, outputs), List.copyOf(p.parameters));
    }

    private static int[] readers(Graph graph) {
        int[] readers = new int[graph.nodes().size()];
        graph.nodes().forEach(n -> n.inputs().forEach(i -> readers[i]++));
        graph.outputs().forEach(o -> readers[o]++);
        return readers;
    }

    private int rewrite(Node node) {
        Op op = node.op();
        if (op instanceof Op.BatchNorm) {
            return depthwise(node, (Op.BatchNorm) op);
        }
        if (op instanceof Op.Clamp) {
            return clamp(node, (Op.Clamp) op);
        }
        if (op instanceof Op.Swish) {
            int x = target[node.input()];
            float beta = ((Op.Swish) op).beta();
            int scaled = affine(node.name() + "/beta", x, beta, 0, node.shape());
            int gate = add(node.name() + "/sigmoid", new Op.Sigmoid(), node.shape(), scaled);
            return add(node.name(), new Op.Multiply(Activation.NONE), node.shape(), x, gate);
        }
        if (op instanceof Op.Affine) {
            Op.Affine a = (Op.Affine) op;
            return affine(node.name(), target[node.input()], a.scale(), a.offset(), node.shape());
        }
        int[] inputs = node.inputs().stream().mapToInt(i -> target[i]).toArray();
        return add(node.name(), op, node.shape(), inputs);
    }

    private int affine(String name, int x, float scale, float offset, Shape shape) {
        int y = x;
        if (scale != 1) {
            String part = offset == 0 ? name : name + "/scale";
            y = add(part, new Op.Affine(scale, 0), shape, y);
        }
        return offset == 0 ? y : add(name, new Op.Affine(1, offset), shape, y);
    }

    private int depthwise(Node node, Op.BatchNorm batchNorm) {
        Shape shape = node.shape();
        long channels = shape.get(1);
        Shape image = asImage(node);
        int x = target[node.input()];
        if (!image.equals(shape)) {
            x = add(node.name() + "/image", new Op.Reshape(), image, x);
        }
        Parameter ones = ones("ones" + parameters.size(), channels, manager);
        parameters.add(ones);
        Op.Convolution convolution =
                depthwise(new Weight(node.name() + LoneNorm.ONES, ones), batchNorm);
        boolean reshaped = !image.equals(shape);
        int y = add(reshaped ? node.name() + "/depthwise" : node.name(), convolution, image, x);
        return reshaped ? add(node.name(), new Op.Reshape(), shape, y) : y;
    }

    /** Returns a constant of ones, [channels, 1, 1, 1]. */
    static Parameter ones(String name, long channels, NDManager manager) {
        Parameter ones =
                Parameter.builder()
                        .setName(name)
                        .setType(Parameter.Type.OTHER)
                        .optShape(new Shape(channels, 1, 1, 1))
                        .optInitializer(Initializer.ONES)
                        .optRequiresGrad(false)
                        .build();
        ones.initialize(manager, DataType.FLOAT32);
        return ones;
    }

    /** Returns a batch norm as a convolution by ones. */
    static Op.Convolution depthwise(Weight ones, Op.BatchNorm batchNorm) {
        Op.Size one = new Op.Size(1, 1);
        return new Op.Convolution(
                ones,
                null,
                one,
                Op.Pads.NONE,
                one,
                Math.toIntExact(ones.parameter().getShape().get(0)),
                batchNorm,
                Activation.NONE);
    }

    private static Shape asImage(Node node) {
        Shape s = node.shape();
        switch (s.dimension()) {
            case 4:
                return s;
            case 2:
                return new Shape(s.get(0), s.get(1), 1, 1);
            case 3:
                return new Shape(s.get(0), s.get(1), s.get(2), 1);
            default:
                throw new UnsupportedOperatorException(
                        node.name(),
                        "batch norm",
                        "expected 2 to 4 dimensions, found shape " + s,
                        "normalize values of 2 to 4 dimensions");
        }
    }

    /** Joins the clamp to the convolution that was a batch norm, where it alone reads it. */
    private int clamp(Node node, Op.Clamp clamp) {
        int input = node.input();
        int x = target[input];
        Node before = nodes.get(x);
        if (source.node(input).op() instanceof Op.BatchNorm
                && readers[input] == 1
                && before.op() instanceof Op.Convolution) {
            Op.Convolution c = (Op.Convolution) before.op();
            Op.Convolution fused = c.withActivation(clamp.activation());
            nodes.set(x, new Node(x, node.name(), fused, before.inputs(), before.shape()));
            return x;
        }
        return add(node.name(), clamp, node.shape(), x);
    }

    private int add(String name, Op op, Shape shape, int... inputs) {
        int id = nodes.size();
        List<Integer> list = new ArrayList<>();
        for (int i : inputs) {
            list.add(i);
        }
        nodes.add(new Node(id, name, op, list, shape));
        return id;
    }
}
