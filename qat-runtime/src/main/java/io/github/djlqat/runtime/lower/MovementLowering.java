package io.github.djlqat.runtime.lower;

import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Shape;
import io.github.djlqat.runtime.graph.SliceGeometry;
import io.github.djlqat.runtime.graph.Tensor;
import io.github.djlqat.runtime.kernel.ConcatenationSpec;
import io.github.djlqat.runtime.kernel.Image;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.KernelProvider;
import io.github.djlqat.runtime.kernel.Operand;
import io.github.djlqat.runtime.kernel.PadSpec;
import io.github.djlqat.runtime.kernel.ResizeSpec;
import io.github.djlqat.runtime.kernel.StridedCopySpec;
import java.util.ArrayList;
import java.util.List;

/** Lowers the operators that only move codes. */
final class MovementLowering {

    private final IntegerGraph graph;
    private final KernelProvider kernels;
    private final Places places;

    MovementLowering(IntegerGraph graph, KernelProvider kernels, Places places) {
        this.graph = graph;
        this.kernels = kernels;
        this.places = places;
    }

    Kernel lower(Operator op) {
        if (op instanceof Operator.Concatenation o) {
            return concatenation(o);
        } else if (op instanceof Operator.Pad o) {
            Tensor output = graph.tensor(o.output());
            byte zero = (byte) Codes.zeroPoint(output);
            return pad(o.input(), o.paddings(), o.output(), zero);
        } else if (op instanceof Operator.PadV2 o) {
            byte value = Codes.constant(graph.tensor(o.value()))[0];
            return pad(o.input(), o.paddings(), o.output(), value);
        } else if (op instanceof Operator.Reshape o) {
            int[] all = {graph.tensor(o.output()).shape().elements()};
            return copy(o, all, 0, new int[] {1});
        } else if (op instanceof Operator.Transpose o) {
            return transpose(o);
        } else if (op instanceof Operator.StridedSlice o) {
            return stridedSlice(o);
        } else if (op instanceof Operator.ResizeNearestNeighbor o) {
            return resize(o);
        }
        throw new AssertionError("no lowering for " + op.opName());
    }

    private Kernel concatenation(Operator.Concatenation o) {
        Shape output = graph.tensor(o.output()).shape();
        int axis = o.axis() < 0 ? o.axis() + output.rank() : o.axis();
        int blocks = 1;
        for (int d = 0; d < axis; d++) {
            blocks *= output.get(d);
        }
        List<Operand> inputs = new ArrayList<>();
        int[] runs = new int[o.inputs().size()];
        for (int i = 0; i < runs.length; i++) {
            int input = o.inputs().get(i);
            inputs.add(places.of(input));
            runs[i] = graph.tensor(input).shape().elements() / blocks;
        }
        return kernels.concatenation(
                new ConcatenationSpec(inputs, places.of(o.output()), blocks, Ints.of(runs)));
    }

    private Kernel pad(int input, int paddings, int output, byte value) {
        Shape shape = graph.tensor(input).shape();
        int[] pads = Constants.integers(graph.tensor(paddings));
        int[] before = new int[shape.rank()];
        for (int d = 0; d < before.length; d++) {
            before[d] = pads[2 * d];
        }
        return kernels.pad(
                new PadSpec(
                        places.of(input),
                        places.of(output),
                        shape.dimensions(),
                        graph.tensor(output).shape().dimensions(),
                        Ints.of(before),
                        value));
    }

    private Kernel transpose(Operator.Transpose o) {
        Shape input = graph.tensor(o.input()).shape();
        int[] permutation = Constants.integers(graph.tensor(o.permutation()));
        int[] strides = Dimensions.strides(input);
        int rank = input.rank();
        int[] shape = new int[rank];
        int[] steps = new int[rank];
        for (int d = 0; d < rank; d++) {
            int axis = permutation[d] < 0 ? permutation[d] + rank : permutation[d];
            shape[d] = input.get(axis);
            steps[d] = strides[axis];
        }
        return copy(o, shape, 0, steps);
    }

    private Kernel stridedSlice(Operator.StridedSlice o) {
        Shape input = graph.tensor(o.input()).shape();
        int[] begin = Constants.integers(graph.tensor(o.begin()));
        int[] end = Constants.integers(graph.tensor(o.end()));
        int[] given = Constants.integers(graph.tensor(o.strides()));
        int[] strides = Dimensions.strides(input);
        int[] shape = new int[input.rank()];
        int[] steps = new int[input.rank()];
        int base = 0;
        for (int d = 0; d < shape.length; d++) {
            SliceGeometry slice = SliceGeometry.of(o, d, begin[d], end[d], given[d], input.get(d));
            base += slice.start() * strides[d];
            shape[d] = slice.size();
            // A single element needs no step; a step as given could leave 32 bits.
            steps[d] = slice.size() == 1 ? 0 : slice.stride() * strides[d];
        }
        return copy(o, shape, base, steps);
    }

    /** Copies with the dimensions merged that form one run. */
    private Kernel copy(Operator op, int[] shape, int base, int[] steps) {
        Dimensions merged = new Dimensions(shape.length + 1);
        for (int d = 0; d < shape.length; d++) {
            merged.add(shape[d], steps[d]);
        }
        Ints sizes = merged.shape();
        Ints strides = merged.strides();
        return kernels.stridedCopy(
                new StridedCopySpec(
                        places.of(op.inputs().get(0)),
                        places.of(op.output()),
                        graph.tensor(op.output()).type().bytes(),
                        sizes.size() == 0 ? Ints.of(1) : sizes,
                        base,
                        sizes.size() == 0 ? Ints.of(1) : strides));
    }

    private Kernel resize(Operator.ResizeNearestNeighbor o) {
        Shape input = graph.tensor(o.input()).shape();
        Shape output = graph.tensor(o.output()).shape();
        return kernels.resize(
                new ResizeSpec(
                        places.of(o.input()),
                        places.of(o.output()),
                        new Image(input.get(0), input.get(1), input.get(2), input.get(3)),
                        nearest(o, input.get(1), output.get(1)),
                        nearest(o, input.get(2), output.get(2))));
    }

    /** For each output index the input's; in float, as {@code resize_nearest_neighbor.h}. */
    private static Ints nearest(Operator.ResizeNearestNeighbor o, int input, int output) {
        float scale =
                o.alignCorners() && output > 1
                        ? (input - 1) / (float) (output - 1)
                        : input / (float) output;
        float offset = o.halfPixelCenters() ? 0.5f : 0f;
        int[] indices = new int[output];
        for (int i = 0; i < output; i++) {
            float place = (i + offset) * scale;
            int index = o.alignCorners() ? Codes.roundHalfAway(place) : (int) Math.floor(place);
            indices[i] = Math.max(0, Math.min(index, input - 1));
        }
        return Ints.of(indices);
    }
}
