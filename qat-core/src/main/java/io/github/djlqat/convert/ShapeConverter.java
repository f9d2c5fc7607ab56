package io.github.djlqat.convert;

import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Quantization;
import java.util.Arrays;

/** Operations that only move codes, and the mean. */
final class ShapeConverter {

    private final Graph graph;
    private final Assembly assembly;

    ShapeConverter(Graph graph, Assembly assembly) {
        this.graph = graph;
        this.assembly = assembly;
    }

    /**
     * Reshapes. A flattened image that only linear layers read stays in the order in which it is
     * stored; any other image is transposed to NCHW first, and one that results is transposed to
     * NHWC.
     */
    Place reshape(Node node, Place x) {
        int[] dimensions = Shapes.ofBatchOne(node);
        if (!x.isRowMajor() && dimensions.length == 2 && onlyLinearReads(node.id())) {
            int y = assembly.reshape(node.name(), x.tensor(), dimensions);
            return new Place(y, x.dimensions(), x.order());
        }
        Place from = x;
        if (!x.isRowMajor()) {
            int[] identity = Place.identity(x.order().length);
            from =
                    assembly.transpose(
                            node.name() + "/rows", x, new Place(0, x.dimensions(), identity));
        }
        Place y = Place.natural(0, dimensions);
        if (y.isRowMajor()) {
            int reshaped = assembly.reshape(node.name(), from.tensor(), y.stored());
            return new Place(reshaped, dimensions, y.order());
        }
        int reshaped = assembly.reshape(node.name() + "/reshape", from.tensor(), dimensions);
        Place rows = new Place(reshaped, dimensions, Place.identity(dimensions.length));
        return assembly.transpose(node.name(), rows, y);
    }

    private boolean onlyLinearReads(int id) {
        if (graph.outputs().contains(id)) {
            return false;
        }
        for (Node reader : graph.nodes()) {
            if (reader.inputs().contains(id)) {
                boolean passes = reader.op() instanceof Op.Dropout && onlyLinearReads(reader.id());
                if (!(reader.op() instanceof Op.Linear) && !passes) {
                    return false;
                }
            }
        }
        return true;
    }

    Place transpose(Node node, Op.Transpose op, Place x) {
        int rank = x.order().length;
        int[] dimensions = Shapes.ofBatchOne(node);
        int[] order = new int[rank];
        for (int i = 0; i < rank; i++) {
            order[i] = op.permutation().indexOf(x.order()[i]);
        }
        return assembly.transpose(
                node.name(),
                new Place(x.tensor(), dimensions, order),
                Place.natural(0, dimensions));
    }

    Place slice(Node node, Op.Slice op, Place x) {
        int rank = x.order().length;
        int[] begin = new int[rank];
        int[] end = x.stored();
        int[] strides = new int[rank];
        Arrays.fill(strides, 1);
        int axis = x.storedAxis(op.axis());
        begin[axis] = Math.toIntExact(op.begin());
        end[axis] = Math.toIntExact(op.end());
        int[] dimensions = Shapes.ofBatchOne(node);
        Place y = new Place(0, dimensions, x.order());
        String name = node.name();
        int[] vector = {rank};
        int b = assembly.constant(name + "/begin", vector, begin);
        int e = assembly.constant(name + "/end", vector, end);
        int s = assembly.constant(name + "/strides", vector, strides);
        int output = assembly.codes(name, y.stored(), assembly.quantization(x.tensor()));
        assembly.add(new Operator.StridedSlice(x.tensor(), b, e, s, output, 0, 0, 0));
        return new Place(output, dimensions, x.order());
    }

    Place mean(Node node, Op.Mean op, Place x, Quantization quantization) {
        int[] axes = op.axes().stream().mapToInt(x::storedAxis).sorted().toArray();
        int[] dimensions = Shapes.ofBatchOne(node);
        int[] order =
                op.keepDimensions()
                        ? x.order()
                        : remaining(x.order(), op.axes().stream().mapToInt(a -> a).toArray());
        Place y = new Place(0, dimensions, order);
        int constant = assembly.constant(node.name() + "/axes", new int[] {axes.length}, axes);
        int output = assembly.codes(node.name(), y.stored(), quantization);
        assembly.add(new Operator.Mean(x.tensor(), constant, output, op.keepDimensions()));
        Place result = new Place(output, dimensions, order);
        Place natural = Place.natural(0, dimensions);
        return Arrays.equals(order, natural.order())
                ? result
                : assembly.transpose(node.name() + "/order", result, natural);
    }

    /** Returns the order without the given axes, renumbered. */
    private static int[] remaining(int[] order, int[] axes) {
        return Arrays.stream(order)
                .filter(o -> Arrays.stream(axes).noneMatch(a -> a == o))
                .map(o -> o - (int) Arrays.stream(axes).filter(a -> a < o).count())
                .toArray();
    }
}
