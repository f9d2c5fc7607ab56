package io.github.djlqat.convert;

import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.network.plan.FrozenNetwork;
import io.github.djlqat.runtime.UnsupportedOperatorException;
import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Quantization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes a frozen network as an integer graph: NCHW becomes NHWC, each node becomes one operator,
 * or a padding and one.
 *
 * <p>The mean over height and width becomes MEAN, not AVERAGE_POOL_2D: the latter must keep its
 * input's quantization, while the mean's own, finer one costs nothing.
 */
public final class Converter {

    private final FrozenNetwork network;
    private final Graph graph;
    private final Assembly assembly = new Assembly();
    private final SpatialConverter spatial;
    private final ShapeConverter shapes;
    private final SignConverter signs;
    private final Place[] places;

    private Converter(FrozenNetwork network) {
        this.network = network;
        this.graph = network.graph();
        this.places = new Place[graph.nodes().size()];
        this.spatial = new SpatialConverter(network, assembly);
        this.signs = new SignConverter(network, assembly);
        this.shapes = new ShapeConverter(graph, assembly);
    }

    /**
     * Converts a network.
     *
     * @param network what to convert
     * @param options how the graph meets its caller
     * @return the graph, batch 1, and where each value went
     * @throws UnsupportedOperatorException if a node has no integer counterpart
     */
    public static Conversion convert(FrozenNetwork network, ConversionOptions options) {
        Converter c = new Converter(network);
        List<Integer> inputs = new ArrayList<>();
        for (Node node : c.graph.nodes()) {
            if (node.op() instanceof Op.Input) {
                inputs.add(c.input(node, options.floatInput()));
            } else {
                c.places[node.id()] = c.clamped(node, c.convert(node));
            }
        }
        List<Integer> outputs = new ArrayList<>();
        for (int output : c.graph.outputs()) {
            outputs.add(c.output(output, options.floatOutput()));
        }
        IntegerGraph integers =
                c.assembly.graph(options.description(), toArray(inputs), toArray(outputs));
        return new Conversion(network, integers, Arrays.asList(c.places));
    }

    private static int[] toArray(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }

    private int input(Node node, boolean asFloats) {
        int[] dimensions = Shapes.ofBatchOne(node);
        int[] stored = Place.natural(0, dimensions).stored();
        int codes = assembly.codes(node.name(), stored, quantization(node));
        places[node.id()] = Place.natural(codes, dimensions);
        if (!asFloats) {
            return codes;
        }
        int floats = assembly.floats(node.name() + "/float", stored);
        assembly.add(new Operator.Unary(Operator.Function.QUANTIZE, floats, codes));
        return floats;
    }

    private int output(int id, boolean asFloats) {
        Place place = places[id];
        if (!asFloats) {
            return place.tensor();
        }
        int floats = assembly.floats(graph.node(id).name() + "/float", place.stored());
        assembly.add(new Operator.Unary(Operator.Function.DEQUANTIZE, place.tensor(), floats));
        return floats;
    }

    private Quantization quantization(Node node) {
        return NarrowCodes.written(network, node);
    }

    /** Moves codes of a narrow signed range to where int8's saturation clamps them. */
    private Place clamped(Node node, Place place) {
        if (network.clampedAt(node.id()).isEmpty()) {
            return place;
        }
        int y =
                assembly.codes(
                        node.name() + "/clamped", place.stored(), network.quantization(node.id()));
        assembly.add(new Operator.Unary(Operator.Function.QUANTIZE, place.tensor(), y));
        return new Place(y, place.dimensions(), place.order());
    }

    private Place convert(Node node) {
        Op op = node.op();
        if (network.plan().isSum(node.id())) {
            return Place.nowhere(Shapes.ofBatchOne(node));
        }
        if (network.plan().readsSigns(node.id())) {
            return signs.layer(node, places[node.input()]);
        }
        if (op instanceof Op.Binarize) {
            return binarize(node);
        }
        if (op instanceof Op.ScalingMap) {
            throw new UnsupportedOperatorException(
                    node.name(),
                    "ScalingMap",
                    "expected a layer whose sums of signs have one factor for each channel, found"
                            + " one for each pixel, a real number that differs by image",
                    "train without it: Sign.withScalingMap(false)");
        }
        if (network.norms().containsKey(node.id())) {
            return NormConverter.convert(network, assembly, node, image(node));
        }
        if (op instanceof Op.Convolution) {
            return spatial.convolution(node, (Op.Convolution) op, image(node));
        }
        if (op instanceof Op.MaxPool) {
            return spatial.maxPool(node, (Op.MaxPool) op, image(node));
        }
        if (op instanceof Op.AveragePool) {
            return spatial.averagePool(node, (Op.AveragePool) op, image(node));
        }
        if (op instanceof Op.Pad) {
            return spatial.pad(node, (Op.Pad) op, image(node));
        }
        if (op instanceof Op.ResizeNearest) {
            return spatial.resize(node, image(node));
        }
        if (op instanceof Op.Linear) {
            return linear(node, (Op.Linear) op);
        }
        if (op instanceof Op.Add) {
            return binary(node, (a, b, y) -> new Operator.Add(a, b, y, ((Op.Add) op).activation()));
        }
        if (op instanceof Op.Subtract) {
            Activation activation = ((Op.Subtract) op).activation();
            return binary(node, (a, b, y) -> new Operator.Sub(a, b, y, activation));
        }
        if (op instanceof Op.Multiply) {
            Activation activation = ((Op.Multiply) op).activation();
            return binary(node, (a, b, y) -> new Operator.Mul(a, b, y, activation));
        }
        if (op instanceof Op.Affine) {
            return affine(node, (Op.Affine) op);
        }
        if (op instanceof Op.Concat) {
            return concat(node, (Op.Concat) op);
        }
        if (op instanceof Op.Dropout) {
            return places[node.input()];
        }
        if (op instanceof Op.Reshape) {
            return shapes.reshape(node, places[node.input()]);
        }
        if (op instanceof Op.Transpose) {
            return shapes.transpose(node, (Op.Transpose) op, places[node.input()]);
        }
        if (op instanceof Op.Slice) {
            return shapes.slice(node, (Op.Slice) op, places[node.input()]);
        }
        if (op instanceof Op.Mean) {
            return shapes.mean(node, (Op.Mean) op, places[node.input()], quantization(node));
        }
        return unary(node, op);
    }

    private Place binarize(Node node) {
        Node before = graph.node(node.input());
        return network.plan().isSum(before.id())
                ? signs.layerAndSign(before, places[before.input()], node)
                : signs.binarize(node, places[before.id()]);
    }

    private Place image(Node node) {
        Place place = places[node.input()];
        if (place.dimensions().length != 4) {
            throw new UnsupportedOperatorException(
                    node.name(),
                    node.op().getClass().getSimpleName(),
                    "expected 4 dimensions, found shape " + graph.node(node.input()).shape(),
                    "give it an image [N, C, H, W]");
        }
        return place;
    }

    private Place unary(Node node, Op op) {
        Place x = places[node.input()];
        int from = x.tensor();
        int y = assembly.codes(node.name(), x.stored(), quantization(node));
        if (op instanceof Op.Requantize) {
            assembly.add(new Operator.Unary(Operator.Function.QUANTIZE, from, y));
        } else if (op instanceof Op.Clamp && ((Op.Clamp) op).activation() == Activation.RELU) {
            assembly.add(new Operator.Unary(Operator.Function.RELU, from, y));
        } else if (op instanceof Op.Clamp && ((Op.Clamp) op).activation() == Activation.RELU6) {
            assembly.add(new Operator.Unary(Operator.Function.RELU6, from, y));
        } else if (op instanceof Op.LeakyRelu) {
            int alpha = Float.floatToIntBits(((Op.LeakyRelu) op).alpha());
            assembly.add(new Operator.LeakyRelu(from, y, alpha));
        } else if (op instanceof Op.Sigmoid) {
            assembly.add(new Operator.Unary(Operator.Function.LOGISTIC, from, y));
        } else if (op instanceof Op.Tanh) {
            assembly.add(new Operator.Unary(Operator.Function.TANH, from, y));
        } else if (op instanceof Op.HardSwish) {
            assembly.add(new Operator.Unary(Operator.Function.HARD_SWISH, from, y));
        } else if (op instanceof Op.Softmax) {
            int last = x.order()[x.order().length - 1];
            if (((Op.Softmax) op).axis() != last) {
                throw new UnsupportedOperatorException(
                        node.name(),
                        "Softmax",
                        "expected axis " + last + ", which is stored last, found " + op,
                        "transpose before");
            }
            assembly.add(new Operator.Softmax(from, y, Float.floatToIntBits(1f)));
        } else {
            throw new UnsupportedOperatorException(
                    node.name(),
                    op.getClass().getSimpleName(),
                    "expected an operation with an integer form, found " + op,
                    "use relu, relu6, or fuse it into the"
                            + " convolution, linear, add or multiply before it");
        }
        return new Place(y, x.dimensions(), x.order());
    }

    private Place linear(Node node, Op.Linear op) {
        Place x = places[node.input()];
        int rank = node.shape().dimension();
        if (rank != 2 && (rank == 4 || !x.isRowMajor())) {
            throw new UnsupportedOperatorException(
                    node.name(),
                    "Linear",
                    "expected 2 dimensions, found shape " + graph.node(node.input()).shape(),
                    "flatten it to [N, C] before, or use a 1x1 convolution");
        }
        var weights = network.weights(node);
        var d = weights.dimensions();
        int filter =
                assembly.filter(
                        op.weight().path(),
                        new int[] {d.get(0), d.get(1)},
                        WeightLayouts.quantization(weights, 0),
                        WeightLayouts.linear(weights, x),
                        WeightLayouts.coding(weights));
        int bias =
                assembly.bias(
                        node.name() + "/bias",
                        WeightLayouts.biasQuantization(
                                weights, network.quantization(node.input()).scale()),
                        weights.bias());
        int[] dimensions = Shapes.ofBatchOne(node);
        int y = assembly.codes(node.name(), dimensions, quantization(node));
        assembly.add(
                new Operator.FullyConnected(
                        x.tensor(), filter, bias, y, rank > 2, op.activation()));
        return Place.natural(y, dimensions);
    }

    private interface Binary {
        Operator of(int left, int right, int output);
    }

    private Place binary(Node node, Binary operator) {
        Place a = places[node.inputs().get(0)];
        Place b = places[node.inputs().get(1)];
        if (a.order().length != b.order().length) {
            throw new UnsupportedOperatorException(
                    node.name(),
                    node.op().getClass().getSimpleName(),
                    "expected two values of equally many dimensions, found "
                            + graph.node(node.inputs().get(0)).shape()
                            + " and "
                            + graph.node(node.inputs().get(1)).shape(),
                    "reshape both to the same number of dimensions before");
        }
        int[] dimensions = Shapes.ofBatchOne(node);
        Place y = Place.natural(0, dimensions);
        int output = assembly.codes(node.name(), y.stored(), quantization(node));
        assembly.add(operator.of(a.tensor(), b.tensor(), output));
        return new Place(output, dimensions, y.order());
    }

    /** A multiplication or an addition by one constant; preparation left one of the two. */
    private Place affine(Node node, Op.Affine op) {
        Place x = places[node.input()];
        Quantization q = quantization(node);
        int y = assembly.codes(node.name(), x.stored(), q);
        float value = op.offset() == 0 ? op.scale() : op.offset();
        int constant =
                assembly.constant(
                        node.name() + "/constant",
                        new int[] {1},
                        network.constantQuantization(value),
                        network.constantCode(value));
        if (op.offset() == 0) {
            assembly.add(new Operator.Mul(x.tensor(), constant, y, Activation.NONE));
        } else {
            assembly.add(new Operator.Add(x.tensor(), constant, y, Activation.NONE));
        }
        return new Place(y, x.dimensions(), x.order());
    }

    private Place concat(Node node, Op.Concat op) {
        int[] dimensions = Shapes.ofBatchOne(node);
        Place y = Place.natural(0, dimensions);
        int[] inputs = new int[node.inputs().size()];
        for (int i = 0; i < inputs.length; i++) {
            Place x = places[node.inputs().get(i)];
            inputs[i] = x.tensor();
            if (network.plan().requantizes(node.id(), i)) {
                String name = node.name() + "/requantize" + i;
                inputs[i] = assembly.codes(name, x.stored(), quantization(node));
                assembly.add(new Operator.Unary(Operator.Function.QUANTIZE, x.tensor(), inputs[i]));
            }
        }
        int output = assembly.codes(node.name(), y.stored(), quantization(node));
        int axis = y.storedAxis(op.axis());
        assembly.add(new Operator.Concatenation(Ints.of(inputs), output, axis, Activation.NONE));
        return new Place(output, dimensions, y.order());
    }
}
