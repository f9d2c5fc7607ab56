package io.github.djlqat.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.graph.Weight;
import io.github.djlqat.runtime.UnsupportedOperatorException;
import io.github.djlqat.runtime.graph.Activation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The nodes of one run of the block, in the order in which they were computed. */
final class Recorder {

    private final BlockTree tree;
    private final BlockLocator locator;
    private final List<Node> nodes = new ArrayList<>();
    private final Names names = new Names();
    private final Map<NDArray, Parameter> arrays = new IdentityHashMap<>();
    private final Map<Parameter, Weight> weights = new IdentityHashMap<>();

    Recorder(BlockTree tree) {
        this.tree = tree;
        locator = new BlockLocator(tree);
        tree.places().keySet().forEach(p -> arrays.put(p.getArray(), p));
    }

    List<Node> nodes() {
        return nodes;
    }

    Node node(int id) {
        return nodes.get(id);
    }

    /** Records an array that the caller passes in. */
    TracedArray input(int index, NDArray array) {
        int id = append("input" + index, new Op.Input(index), List.of(), array.getShape());
        return new TracedArray(this, array, new Traced.Value(id));
    }

    /** Returns a parameter as the block may see it. */
    NDArray parameter(Parameter parameter) {
        return new TracedArray(
                        this, parameter.getArray(), new Traced.Parameter(weight(parameter), false))
                .proxy();
    }

    private Weight weight(Parameter parameter) {
        return weights.computeIfAbsent(
                parameter,
                p -> {
                    BlockTree.Place place = tree.places().get(p);
                    return new Weight(place == null ? p.getName() : place.path(), p);
                });
    }

    /** Records an operation whose block is the one that is running. */
    int emit(String operation, Op op, List<Integer> inputs, Shape shape) {
        return append(name(locator.locate(), operation), op, inputs, shape);
    }

    /** Records an operation of the block that owns {@code weight}. */
    int emit(Weight weight, String operation, Op op, List<Integer> inputs, Shape shape) {
        BlockTree.Place place = tree.places().get(weight.parameter());
        if (place == null) {
            return emit(operation, op, inputs, shape);
        }
        locator.moveTo(place.entry());
        return append(name(place.entry(), operation), op, inputs, shape);
    }

    private String name(int entry, String operation) {
        String path = tree.entries().get(entry).path();
        return path.isEmpty() ? operation : path + ":" + operation;
    }

    private int append(String name, Op op, List<Integer> inputs, Shape shape) {
        int id = nodes.size();
        nodes.add(new Node(id, names.unique(name), op, inputs, shape));
        return id;
    }

    /** Returns an array that holds the value of a node. */
    TracedArray value(int node, NDArray array) {
        return new TracedArray(this, array, new Traced.Value(node));
    }

    /** Returns the node that computes what a traced array holds. */
    int nodeOf(TracedArray array, String operation) {
        if (array.traced() instanceof Traced.Value v) {
            return v.node();
        }
        if (array.traced() instanceof Traced.Clamped c) {
            throw refuse(
                    "clip(" + c.low() + ", " + c.high() + ")",
                    "expected the bounds of an activation, [0, inf), [0, 6] or [-1, 1]",
                    "use one of these, or Activation.relu6");
        }
        if (array.traced() instanceof Traced.Stacked s) {
            return unstack(s);
        }
        Weight weight = ((Traced.Parameter) array.traced()).weight();
        throw refuse(
                operation,
                "expected a value that depends on the input, found parameter " + weight,
                "compute with parameters when the block is built, or use Linear, Conv2d or"
                        + " BatchNorm");
    }

    private int unstack(Traced.Stacked stack) {
        if (stack.axis() == 0) {
            throw refuse(
                    "stack",
                    "expected dimension 0 to stay the batch, found stacking along it",
                    "stack along another axis");
        }
        Shape one = Shapes.insert(stack.part(), stack.axis(), 1);
        List<Integer> parts = new ArrayList<>();
        for (int node : stack.nodes()) {
            parts.add(emit("expandDims", new Op.Reshape(), List.of(node), one));
        }
        Shape all = Shapes.insert(stack.part(), stack.axis(), parts.size());
        return emit("stack", new Op.Concat(stack.axis()), parts, all);
    }

    /**
     * Returns the parameter behind an argument, or null where it is none.
     *
     * @param argument a proxy, or the parameter's own array, which a block may use directly
     */
    Traced.Parameter parameterOf(Object argument) {
        TracedArray traced = TracedArray.of(argument);
        if (traced != null) {
            return traced.traced() instanceof Traced.Parameter p ? p : null;
        }
        Parameter parameter = arrays.get(argument);
        return parameter == null ? null : new Traced.Parameter(weight(parameter), false);
    }

    /** Returns the traced array behind an argument that must depend on the input. */
    TracedArray valueOf(Object argument, String operation) {
        TracedArray traced = TracedArray.of(argument);
        if (traced == null) {
            throw refuse(
                    operation,
                    "expected an array that depends on the input, found a constant "
                            + (argument instanceof NDArray a ? a.getShape() : argument),
                    "make the constant a Parameter of the block");
        }
        return traced;
    }

    /** Records the limits {@code max(x, low)} and {@code min(x, high)} of a value. */
    TracedArray clamp(TracedArray x, float low, float high, String operation, NDArray result) {
        int base;
        float oldLow = Float.NEGATIVE_INFINITY;
        float oldHigh = Float.POSITIVE_INFINITY;
        if (x.traced() instanceof Traced.Clamped c) {
            base = c.node();
            oldLow = c.low();
            oldHigh = c.high();
        } else {
            base = nodeOf(x, operation);
            if (node(base).op() instanceof Op.Clamp c) {
                oldLow = Clamps.low(c.activation());
                oldHigh = Clamps.high(c.activation());
                base = node(base).input();
            }
        }
        float newLow = Math.max(oldLow, low);
        float newHigh = Math.min(oldHigh, high);
        if (newLow == oldLow && newHigh == oldHigh) {
            return new TracedArray(this, result, x.traced());
        }
        if (!(newLow < newHigh)) {
            throw refuse(
                    operation,
                    "expected a range, found [" + newLow + ", " + newHigh + "]",
                    "limit to a range that is not empty");
        }
        Activation activation = Clamps.of(newLow, newHigh);
        if (activation == null) {
            return new TracedArray(this, result, new Traced.Clamped(base, newLow, newHigh));
        }
        String name = activation.name().toLowerCase(Locale.ROOT);
        return value(
                emit(name, new Op.Clamp(activation), List.of(base), result.getShape()), result);
    }

    /** Returns the error for an operation that the graph does not know; the caller throws it. */
    UnsupportedOperatorException refuse(String operation, String problem, String remedy) {
        String place = tree.describe(locator.locate());
        return new UnsupportedOperatorException(place, operation, problem, remedy);
    }

    /** Returns the error for an operation that has no counterpart at all. */
    UnsupportedOperatorException unknown(String operation, Object[] arguments) {
        return refuse(
                operation + Calls.describe(arguments),
                "the graph has no such operation",
                "write the block with operations that have an integer form ("
                        + String.join(", ", KNOWN)
                        + "), or leave it outside of the block");
    }

    private static final List<String> KNOWN =
            Arrays.asList(
                    "convolution",
                    "linear",
                    "batchNorm",
                    "pooling",
                    "add",
                    "sub",
                    "mul",
                    "concat",
                    "relu",
                    "relu6",
                    "leakyRelu",
                    "sigmoid",
                    "tanh",
                    "swish",
                    "softmax",
                    "mean",
                    "pad",
                    "reshape",
                    "transpose",
                    "slices");
}
