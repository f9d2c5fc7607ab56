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
import io.github.djlqat.quant.ValueScheme;
import io.github.djlqat.quant.discrete.Sign;
import io.github.djlqat.runtime.graph.Activation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts a {@link Op.Binarize} before each layer that reads signs, and leaves out or adds around it
 * what {@link Sign} says.
 */
public final class BinaryInputs {

    /** As DJL's BatchNorm block has them. */
    private static final float EPSILON = 1e-5f;

    private static final float MOMENTUM = 0.9f;

    private final BinaryLayers layers;
    private final Graph source;
    private final NDManager manager;
    private final int[] target;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Parameter> parameters = new ArrayList<>();
    private final Map<Copy, Integer> copies = new HashMap<>();
    private int norms;

    private record Copy(int value, Sign scheme) {}

    /**
     * What a rewrite gives.
     *
     * @param graph the new graph
     * @param wanted the scheme of a layer's input, by the layer's new node id
     * @param parameters of batch norms that were added
     */
    public record Result(
            Graph graph, Map<Integer, ValueScheme> wanted, List<Parameter> parameters) {}

    private BinaryInputs(BinaryLayers layers, Graph source, NDManager manager) {
        this.layers = layers;
        this.source = source;
        this.manager = manager;
        this.target = new int[source.nodes().size()];
        Arrays.fill(target, -1);
    }

    /**
     * Rewrites a graph.
     *
     * @param graph after {@link Preparation}
     * @param wanted the scheme of a layer's input, by the layer's node id, where it is not the
     *     network's own
     * @param manager owns the parameters that are made
     * @throws IllegalArgumentException if a layer cannot read signs; the message names it
     */
    public static Result rewrite(Graph graph, Map<Integer, ValueScheme> wanted, NDManager manager) {
        BinaryLayers layers = new BinaryLayers(graph, wanted);
        if (layers.isEmpty()) {
            return new Result(graph, wanted, List.of());
        }
        BinaryInputs b = new BinaryInputs(layers, graph, manager);
        graph.nodes().forEach(node -> b.emit(node.id()));
        List<Integer> outputs = graph.outputs().stream().map(o -> b.target[o]).toList();
        Map<Integer, ValueScheme> schemes = new HashMap<>();
        Graph result = new Graph(b.nodes, outputs);
        Map<String, Integer> byName = new HashMap<>();
        result.nodes().forEach(node -> byName.put(node.name(), node.id()));
        wanted.forEach((id, scheme) -> schemes.put(byName.get(graph.node(id).name()), scheme));
        requireSigned(result, schemes);
        return new Result(result, schemes, List.copyOf(b.parameters));
    }

    /** A sign of what is never below 0 says nothing. */
    private static void requireSigned(Graph graph, Map<Integer, ValueScheme> wanted) {
        QuantizationPlan plan = new QuantizationPlan(graph);
        wanted.forEach(
                (id, scheme) -> {
                    Node sign = graph.node(graph.node(id).input());
                    if (scheme instanceof Sign
                            && ((Op.Binarize) sign.op()).batchNorm() == null
                            && plan.isNonNegative(sign.input())) {
                        throw new IllegalArgumentException(
                                graph.node(id).name()
                                        + ": a binary layer fed by an unsigned range: expected"
                                        + " values of either sign, found "
                                        + graph.node(sign.input()).name()
                                        + ", which is never below 0; normalize it"
                                        + " (Sign.withNormalized), or feed the layer from a batch"
                                        + " norm without ReLU");
                    }
                });
    }

    /** Adds a node of the source, what it reads first; returns where its value is. */
    private int emit(int id) {
        if (target[id] >= 0) {
            return target[id];
        }
        Node node = source.node(id);
        Sign sign = layers.sign(id);
        List<Integer> inputs = new ArrayList<>();
        for (int input : node.inputs()) {
            inputs.add(sign == null ? emit(layers.operand(id, input)) : binarized(input, sign));
        }
        boolean dropped = layers.isDropped(id);
        if (dropped && node.op() instanceof Op.Clamp) {
            target[id] = inputs.get(0);
            return target[id];
        }
        Op op = dropped ? BinaryLayers.withoutActivation(node.op()) : node.op();
        int value =
                sign != null && sign.scalingMap()
                        ? scaled(node, (Op.Convolution) op, inputs.get(0))
                        : add(node.name(), op, node.shape(), inputs);
        int shortcut = layers.shortcut(id);
        if (shortcut >= 0) {
            Op sum = new Op.Add(Activation.NONE);
            List<Integer> both = List.of(value, emit(shortcut));
            value = add(node.name() + "/shortcut", sum, node.shape(), both);
        }
        target[id] = value;
        return value;
    }

    private int binarized(int value, Sign scheme) {
        Copy copy = new Copy(value, scheme);
        Integer known = copies.get(copy);
        if (known != null) {
            return known;
        }
        int from = emit(value);
        Node node = source.node(value);
        long before = copies.keySet().stream().filter(c -> c.value == value).count();
        String name = node.name() + "/binarized" + (before == 0 ? "" : before);
        Op.BatchNorm norm = null;
        if (scheme.normalized() && !layers.isCentred(value)) {
            norm = batchNorm(name, node.shape().get(1));
            if (scheme.scalingMap()) {
                // K is of what the batch norm gives, which is therefore a value of its own
                from = depthwise(name + "/norm", norm, Activation.NONE, node.shape(), from);
                norm = null;
            }
        }
        int id = add(name, new Op.Binarize(norm), node.shape(), List.of(from));
        copies.put(copy, id);
        return id;
    }

    /** Adds a convolution whose result is multiplied by K before its batch norm. */
    private int scaled(Node node, Op.Convolution op, int sign) {
        Shape shape = node.shape();
        Shape filter = op.weight().parameter().getShape();
        int signed = nodes.get(sign).input();
        Op.Convolution bare = op.withBatchNorm(null).withActivation(Activation.NONE);
        int sums = add(node.name(), bare, shape, List.of(sign));
        Op.Size kernel = new Op.Size((int) filter.get(2), (int) filter.get(3));
        Op map = new Op.ScalingMap(kernel, op.stride(), op.padding());
        Shape pixels = new Shape(shape.get(0), 1, shape.get(2), shape.get(3));
        int k = add(node.name() + "/map", map, pixels, List.of(signed));
        boolean last = op.batchNorm() == null;
        Op product = new Op.Multiply(last ? op.activation() : Activation.NONE);
        int scaled = add(node.name() + "/scaled", product, shape, List.of(sums, k));
        return last
                ? scaled
                : depthwise(node.name() + "/norm", op.batchNorm(), op.activation(), shape, scaled);
    }

    /** Adds a batch norm that stands alone, see {@link Preparation}. */
    private int depthwise(
            String name, Op.BatchNorm norm, Activation activation, Shape shape, int x) {
        int channels = Math.toIntExact(shape.get(1));
        Parameter ones = Preparation.ones("signOnes" + parameters.size(), channels, manager);
        parameters.add(ones);
        Op op =
                Preparation.depthwise(new Weight(name + LoneNorm.ONES, ones), norm)
                        .withActivation(activation);
        return add(name, op, shape, List.of(x));
    }

    private Op.BatchNorm batchNorm(String name, long channels) {
        Op.BatchNorm norm =
                new Op.BatchNorm(
                        weight(name, Parameter.Type.GAMMA, "gamma", channels),
                        weight(name, Parameter.Type.BETA, "beta", channels),
                        weight(name, Parameter.Type.RUNNING_MEAN, "running_mean", channels),
                        weight(name, Parameter.Type.RUNNING_VAR, "running_var", channels),
                        EPSILON,
                        MOMENTUM);
        norms++;
        return norm;
    }

    private Weight weight(String node, Parameter.Type type, String name, long channels) {
        boolean ones = type == Parameter.Type.GAMMA || type == Parameter.Type.RUNNING_VAR;
        boolean learned = type == Parameter.Type.GAMMA || type == Parameter.Type.BETA;
        Parameter parameter =
                Parameter.builder()
                        .setName("sign" + norms + "_" + name)
                        .setType(type)
                        .optShape(new Shape(channels))
                        .optInitializer(ones ? Initializer.ONES : Initializer.ZEROS)
                        .optRequiresGrad(learned)
                        .build();
        parameter.initialize(manager, DataType.FLOAT32);
        parameters.add(parameter);
        return new Weight(node + "/" + name, parameter);
    }

    private int add(String name, Op op, Shape shape, List<Integer> inputs) {
        int id = nodes.size();
        nodes.add(new Node(id, name, op, inputs, shape));
        return id;
    }
}
