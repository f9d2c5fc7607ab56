package io.github.djlqat.convert;

import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Coding;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.Floats;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Quantization;
import io.github.djlqat.runtime.graph.Shape;
import io.github.djlqat.runtime.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tensors and operators of an integer graph that is being built. */
final class Assembly {

    private final List<Tensor> tensors = new ArrayList<>();
    private final List<Operator> operators = new ArrayList<>();

    IntegerGraph graph(String description, int[] inputs, int[] outputs) {
        return new IntegerGraph(description, tensors, operators, Ints.of(inputs), Ints.of(outputs));
    }

    Tensor tensor(int index) {
        return tensors.get(index);
    }

    Quantization quantization(int tensor) {
        return tensors.get(tensor).requireQuantization();
    }

    void add(Operator operator) {
        operators.add(operator);
    }

    private int add(Tensor tensor) {
        tensors.add(tensor);
        return tensors.size() - 1;
    }

    /** Adds a tensor of codes that an operator or the caller writes. */
    int codes(String name, int[] dimensions, Quantization quantization) {
        return add(new Tensor(name, ElementType.INT8, Shape.of(dimensions), quantization, null));
    }

    int floats(String name, int[] dimensions) {
        return add(new Tensor(name, ElementType.FLOAT32, Shape.of(dimensions), null, null));
    }

    int constant(String name, int[] dimensions, Quantization quantization, Bytes data) {
        return add(new Tensor(name, ElementType.INT8, Shape.of(dimensions), quantization, data));
    }

    /** Adds a layer's weights, packed as few bits as they have. */
    int filter(
            String name,
            int[] dimensions,
            Quantization quantization,
            Bytes codes,
            Optional<Coding> coding) {
        if (coding.isEmpty()) {
            return constant(name, dimensions, quantization, codes);
        }
        Bytes stream = WeightLayouts.pack(codes, coding.get());
        Shape shape = Shape.of(dimensions);
        return add(new Tensor(name, ElementType.CODED, shape, quantization, stream, coding.get()));
    }

    int constant(String name, int[] dimensions, int... values) {
        return add(
                new Tensor(
                        name, ElementType.INT32, Shape.of(dimensions), null, Bytes.ofInts(values)));
    }

    /** Adds a tensor of bits, one for each channel of the last dimension. */
    int bits(String name, int... dimensions) {
        int[] words = dimensions.clone();
        words[words.length - 1] = SignLayouts.words(words[words.length - 1]);
        return add(new Tensor(name, ElementType.INT32, Shape.of(words), null, null));
    }

    int constant(String name, int[] dimensions, Bytes data) {
        return add(new Tensor(name, ElementType.INT8, Shape.of(dimensions), null, data));
    }

    int constant(String name, Floats values) {
        Shape shape = Shape.of(values.size());
        int[] bits = new int[values.size()];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values.get(i));
        }
        return add(new Tensor(name, ElementType.FLOAT32, shape, null, Bytes.ofInts(bits)));
    }

    int bias(String name, Quantization quantization, Ints codes) {
        return add(
                new Tensor(
                        name,
                        ElementType.INT32,
                        Shape.of(codes.size()),
                        quantization,
                        Bytes.ofInts(codes.toArray())));
    }

    /** Adds a transpose, or a reshape where only dimensions of 1 move. */
    Place transpose(String name, Place from, Place like) {
        int rank = from.dimensions().length;
        int[] inverse = from.inverse();
        int[] permutation = new int[rank];
        for (int i = 0; i < rank; i++) {
            permutation[i] = inverse[like.order()[i]];
        }
        int output = codes(name, like.stored(), quantization(from.tensor()));
        if (from.isRowMajor() && like.isRowMajor()) {
            add(new Operator.Reshape(from.tensor(), shape(name, like.stored()), output));
        } else {
            int constant = constant(name + "/permutation", new int[] {rank}, permutation);
            add(new Operator.Transpose(from.tensor(), constant, output));
        }
        return new Place(output, from.dimensions(), like.order());
    }

    /** Adds a reshape of the elements as they are stored. */
    int reshape(String name, int tensor, int... dimensions) {
        int output = codes(name, dimensions, quantization(tensor));
        add(new Operator.Reshape(tensor, shape(name, dimensions), output));
        return output;
    }

    /** Adds a reshape of bits whose last dimension stays. */
    int reshapeBits(String name, int tensor, int... dimensions) {
        int output = bits(name, dimensions);
        int[] words = dimensions.clone();
        words[words.length - 1] = SignLayouts.words(words[words.length - 1]);
        add(new Operator.Reshape(tensor, shape(name, words), output));
        return output;
    }

    /** Adds a slice from the start of every dimension. */
    void slice(String name, int input, int output, int[] end, int[] strides) {
        int[] rank = {end.length};
        int begin = constant(name + "/begin", rank, new int[end.length]);
        int ends = constant(name + "/end", rank, end);
        int steps = constant(name + "/strides", rank, strides);
        add(new Operator.StridedSlice(input, begin, ends, steps, output, 0, 0, 0));
    }

    /** Adds a slice that mirrors an image [N,H,W,C] or its words. */
    void mirror(String name, int input, int output, boolean vertical, boolean horizontal) {
        int[] rank = {4};
        int[] steps = {1, vertical ? -1 : 1, horizontal ? -1 : 1, 1};
        int begin = constant(name + "/begin", rank, new int[4]);
        int end = constant(name + "/end", rank, new int[4]);
        int strides = constant(name + "/strides", rank, steps);
        add(new Operator.StridedSlice(input, begin, end, strides, output, 0b1111, 0b1111, 0));
    }

    private int shape(String name, int... dimensions) {
        return constant(name + "/shape", new int[] {dimensions.length}, dimensions);
    }

    /**
     * Adds a padding of height and width of an image [N,H,W,C] by one code.
     *
     * @param code what to pad with; the zero point stands for 0
     */
    int pad(Node node, int tensor, Op.Pads pads, int code) {
        String name = node.name() + "/pad";
        Tensor from = tensors.get(tensor);
        Quantization quantization = from.requireQuantization();
        Shape s = from.shape();
        int[] padded = {
            s.get(0),
            s.get(1) + pads.top() + pads.bottom(),
            s.get(2) + pads.left() + pads.right(),
            s.get(3)
        };
        int[] counts = {0, 0, pads.top(), pads.bottom(), pads.left(), pads.right(), 0, 0};
        int paddings = constant(name + "/paddings", new int[] {4, 2}, counts);
        if (code == quantization.zeroPoint()) {
            int output = codes(name, padded, quantization);
            add(new Operator.Pad(tensor, paddings, Operator.NONE, output));
            return output;
        }
        int value = constant(name + "/value", new int[] {1}, quantization, Bytes.of((byte) code));
        int output = codes(name, padded, quantization);
        add(new Operator.Pad(tensor, paddings, value, output));
        return output;
    }
}
