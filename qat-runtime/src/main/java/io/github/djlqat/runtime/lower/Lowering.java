package io.github.djlqat.runtime.lower;

import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.boundary.FloatKernel;
import io.github.djlqat.runtime.graph.ElementType;
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
import java.util.function.IntFunction;

/** Turns the operators of a checked graph into kernels. */
public final class Lowering {

    private final IntegerGraph graph;
    private final IntFunction<Operand> places;
    private final WindowLowering windows;
    private final ElementwiseLowering elementwise;
    private final BinaryLowering binary;
    private final KernelProvider kernels;

    /**
     * A lowering of one graph.
     *
     * @param graph checked by {@link io.github.djlqat.runtime.graph.GraphValidator}
     * @param rounding the convention every requantization follows
     * @param kernels prepares the kernels
     * @param places where the tensors are
     */
    public Lowering(
            IntegerGraph graph,
            RoundingMode rounding,
            KernelProvider kernels,
            IntFunction<Operand> places) {
        this.graph = graph;
        this.places = places;
        windows = new WindowLowering(graph, rounding, kernels, places);
        elementwise = new ElementwiseLowering(graph, rounding, kernels, places);
        binary = new BinaryLowering(graph, rounding, kernels, places);
        this.kernels = kernels;
    }

    /**
     * Returns the kernel of an operator.
     *
     * @param index which operator
     * @param input the tensor that a convolution reads: its own, or that before a padding it takes
     *     over; else ignored
     * @param padTop rows of such a padding above
     * @param padLeft columns of such a padding to the left
     * @throws MalformedModelException if scales are so far apart that TFLite has no multiplier
     */
    public Kernel lower(int index, int input, int padTop, int padLeft)
            throws MalformedModelException {
        Operator op = graph.operators().get(index);
        try {
            if (op instanceof Operator.Conv2D o) {
                return windows.conv2d(o, input, padTop, padLeft);
            } else if (op instanceof Operator.DepthwiseConv2D o) {
                return windows.depthwiseConv2d(o, input, padTop, padLeft);
            }
            return lower(op);
        } catch (ArithmeticException e) {
            throw new MalformedModelException(
                    "operators[" + index + "] " + op.opName(), String.valueOf(e.getMessage()));
        }
    }

    private Kernel lower(Operator op) {
        if (op instanceof Operator.FullyConnected o) {
            return windows.fullyConnected(o);
        } else if (op instanceof Operator.Pool2D o) {
            return windows.pool(o);
        } else if (op instanceof Operator.Add o) {
            return elementwise.add(o);
        } else if (op instanceof Operator.Sub o) {
            return elementwise.sub(o);
        } else if (op instanceof Operator.Mul o) {
            return elementwise.mul(o);
        } else if (op instanceof Operator.Mean o) {
            return elementwise.mean(o);
        } else if (op instanceof Operator.Softmax o) {
            return elementwise.softmax(o);
        } else if (op instanceof Operator.Unary o) {
            return unary(o);
        } else if (op instanceof Operator.LeakyRelu o) {
            return elementwise.leakyRelu(o);
        }
        Kernel kernel = binary.lower(op);
        return kernel != null ? kernel : lowerMovement(op);
    }

    private Kernel unary(Operator.Unary o) {
        if (o.function() == Operator.Function.QUANTIZE) {
            return quantize(o);
        }
        return o.function() == Operator.Function.DEQUANTIZE ? dequantize(o) : elementwise.unary(o);
    }

    private Kernel quantize(Operator.Unary o) {
        Tensor input = graph.tensor(o.input());
        if (input.type() != ElementType.FLOAT32) {
            return elementwise.quantize(o);
        }
        Tensor output = graph.tensor(o.output());
        return new FloatKernel(
                true,
                places.apply(o.input()),
                places.apply(o.output()),
                output.shape().elements(),
                output.requireQuantization().scale(),
                Codes.zeroPoint(output));
    }

    private Kernel dequantize(Operator.Unary o) {
        Tensor input = graph.tensor(o.input());
        return new FloatKernel(
                false,
                places.apply(o.input()),
                places.apply(o.output()),
                input.shape().elements(),
                input.requireQuantization().scale(),
                Codes.zeroPoint(input));
    }

    private Kernel lowerMovement(Operator op) {
        if (op instanceof Operator.Concatenation o) {
            return concatenation(o);
        } else if (op instanceof Operator.Pad o) {
            return pad(o);
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
            inputs.add(places.apply(input));
            runs[i] = graph.tensor(input).shape().elements() / blocks;
        }
        return kernels.concatenation(
                new ConcatenationSpec(inputs, places.apply(o.output()), blocks, Ints.of(runs)));
    }

    private Kernel pad(Operator.Pad o) {
        Shape shape = graph.tensor(o.input()).shape();
        Tensor output = graph.tensor(o.output());
        byte value =
                o.value() == Operator.NONE
                        ? (byte) Codes.zeroPoint(output)
                        : Codes.constant(graph.tensor(o.value()))[0];
        int[] pads = Codes.integers(graph.tensor(o.paddings()));
        int[] before = new int[shape.rank()];
        for (int d = 0; d < before.length; d++) {
            before[d] = pads[2 * d];
        }
        return kernels.pad(
                new PadSpec(
                        places.apply(o.input()),
                        places.apply(o.output()),
                        shape.dimensions(),
                        output.shape().dimensions(),
                        Ints.of(before),
                        value));
    }

    private Kernel transpose(Operator.Transpose o) {
        Shape input = graph.tensor(o.input()).shape();
        int[] permutation = Codes.integers(graph.tensor(o.permutation()));
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
        int[] begin = Codes.integers(graph.tensor(o.begin()));
        int[] end = Codes.integers(graph.tensor(o.end()));
        int[] given = Codes.integers(graph.tensor(o.strides()));
        int[] strides = Dimensions.strides(input);
        int[] shape = new int[input.rank()];
        int[] steps = new int[input.rank()];
        int base = 0;
        for (int d = 0; d < shape.length; d++) {
            SliceGeometry slice = SliceGeometry.of(o, d, begin[d], end[d], given[d], input.get(d));
            base += slice.start * strides[d];
            shape[d] = slice.size;
            // A single element needs no step; a step as given could leave 32 bits.
            steps[d] = slice.size == 1 ? 0 : slice.stride * strides[d];
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
                        places.apply(op.inputs().get(0)),
                        places.apply(op.output()),
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
                        places.apply(o.input()),
                        places.apply(o.output()),
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
