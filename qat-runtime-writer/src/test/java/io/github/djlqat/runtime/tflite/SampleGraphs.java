package io.github.djlqat.runtime.tflite;

import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Padding;
import io.github.djlqat.runtime.graph.Quantization;
import io.github.djlqat.runtime.graph.Shape;
import io.github.djlqat.runtime.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Sound graphs for the tests of reader and writer. */
final class SampleGraphs {

    final Random random;
    private final List<Tensor> tensors = new ArrayList<>();
    final List<Operator> operators = new ArrayList<>();

    private SampleGraphs(long seed) {
        this.random = new Random(seed);
    }

    /** One convolution, one fully connected layer and a softmax: a small but whole model. */
    static IntegerGraph small(long seed) {
        SampleGraphs g = new SampleGraphs(seed);
        int input = g.activation("input", Shape.of(1, 5, 4, 2), 0.5f, -3);
        int conv = g.activation("conv", Shape.of(1, 3, 2, 3), 0.25f, 4);
        g.operators.add(
                new Operator.Conv2D(
                        input,
                        g.weights(Shape.of(3, 3, 3, 2), 0, 3),
                        g.bias(3),
                        conv,
                        Padding.SAME,
                        2,
                        2,
                        1,
                        1,
                        Activation.RELU));
        int dense = g.activation("dense", Shape.of(1, 4), 0.125f, 7);
        g.operators.add(
                new Operator.FullyConnected(
                        conv,
                        g.weights(Shape.of(4, 18), 0, 1),
                        g.bias(4),
                        dense,
                        false,
                        Activation.NONE));
        int softmax = g.activation("softmax", Shape.of(1, 4), 1f / 256, -128);
        g.operators.add(new Operator.Softmax(dense, softmax, Float.floatToIntBits(1f)));
        return g.graph(input, softmax);
    }

    /** The operators on bits and on coded weights, in a chain on one image. */
    static IntegerGraph custom(long seed) {
        SampleGraphs g = new SampleGraphs(seed);
        int in = g.like("input", Shape.of(1, 6, 6, 8));
        return g.graph(in, new SampleCustom(g).append(in));
    }

    /** Every builtin operator of the graph once, in a chain on one image. */
    static IntegerGraph builtin(long seed) {
        return chain(seed, false);
    }

    /** Every operator of the graph at least once, in a chain on one image. */
    static IntegerGraph everyOperator(long seed) {
        return chain(seed, true);
    }

    private static IntegerGraph chain(long seed, boolean custom) {
        SampleGraphs g = new SampleGraphs(seed);
        int in = g.add("input", ElementType.FLOAT32, Shape.of(1, 6, 6, 4), null, null);
        int x = g.like("quantize", Shape.of(1, 6, 6, 4));
        g.operators.add(new Operator.Unary(Operator.Function.QUANTIZE, in, x));
        x = g.convolutions(x);
        x = custom ? new SampleCustom(g).append(x) : x;
        x = g.elementwise(x);
        x = g.pointwise(x);
        x = g.shapes(x);
        int out = g.add("output", ElementType.FLOAT32, g.tensors.get(x).shape(), null, null);
        g.operators.add(new Operator.Unary(Operator.Function.DEQUANTIZE, x, out));
        return g.graph(in, out);
    }

    /** [1,6,6,4] to [1,6,6,8]. */
    private int convolutions(int x) {
        int grouped = like("grouped", Shape.of(1, 6, 6, 8));
        operators.add(
                new Operator.Conv2D(
                        x,
                        weights(Shape.of(8, 3, 3, 2), 0, 8),
                        bias(8),
                        grouped,
                        Padding.SAME,
                        1,
                        1,
                        2,
                        1,
                        Activation.RELU6));
        int pointwise = like("pointwise", Shape.of(1, 6, 6, 4));
        operators.add(
                new Operator.Conv2D(
                        grouped,
                        weights(Shape.of(4, 1, 1, 8), 0, 1),
                        Operator.NONE,
                        pointwise,
                        Padding.VALID,
                        1,
                        1,
                        1,
                        1,
                        Activation.RELU_N1_TO_1));
        int depthwise = like("depthwise", Shape.of(1, 6, 6, 8));
        operators.add(
                new Operator.DepthwiseConv2D(
                        pointwise,
                        weights(Shape.of(1, 3, 3, 8), 3, 8),
                        bias(8),
                        depthwise,
                        Padding.SAME,
                        1,
                        1,
                        1,
                        2,
                        2,
                        Activation.NONE));
        return depthwise;
    }

    private int elementwise(int x) {
        Shape shape = tensors.get(x).shape();
        int add = like("add", shape);
        operators.add(new Operator.Add(x, x, add, Activation.RELU));
        int sub = like("sub", shape);
        operators.add(new Operator.Sub(add, x, sub, Activation.NONE));
        int mul = like("mul", shape);
        operators.add(new Operator.Mul(sub, constant(Shape.of(8)), mul, Activation.RELU6));
        int average = like("average", shape);
        operators.add(
                new Operator.Pool2D(
                        false, mul, average, Padding.SAME, 1, 1, 3, 2, Activation.NONE));
        int maximum = like("maximum", shape);
        operators.add(
                new Operator.Pool2D(
                        true, average, maximum, Padding.SAME, 1, 1, 2, 3, Activation.RELU));
        int concatenation = like("concatenation", Shape.of(1, 6, 6, 24));
        operators.add(
                new Operator.Concatenation(
                        Ints.of(maximum, average, maximum), concatenation, -1, Activation.NONE));
        return concatenation;
    }

    private int pointwise(int x) {
        Shape shape = tensors.get(x).shape();
        int relu = like("relu", shape);
        operators.add(new Operator.Unary(Operator.Function.RELU, x, relu));
        int relu6 = like("relu6", shape);
        operators.add(new Operator.Unary(Operator.Function.RELU6, relu, relu6));
        int leaky = like("leaky", shape);
        operators.add(new Operator.LeakyRelu(relu6, leaky, Float.floatToIntBits(0.125f)));
        int swish = like("swish", shape);
        operators.add(new Operator.Unary(Operator.Function.HARD_SWISH, leaky, swish));
        int logistic = activation("logistic", shape, 1f / 256, -128);
        operators.add(new Operator.Unary(Operator.Function.LOGISTIC, swish, logistic));
        int tanh = activation("tanh", shape, 1f / 128, 0);
        operators.add(new Operator.Unary(Operator.Function.TANH, logistic, tanh));
        int requantize = like("requantize", shape);
        operators.add(new Operator.Unary(Operator.Function.QUANTIZE, tanh, requantize));
        return requantize;
    }

    /** [1,6,6,24] to [1,24]. */
    private int shapes(int x) {
        int pad = like("pad", Shape.of(1, 8, 9, 24));
        operators.add(
                new Operator.Pad(
                        x, ints(Shape.of(4, 2), 0, 0, 1, 1, 2, 1, 0, 0), Operator.NONE, pad));
        int padV2 = like("padv2", Shape.of(1, 9, 9, 24));
        operators.add(
                new Operator.Pad(
                        pad,
                        ints(Shape.of(4, 2), 0, 0, 1, 0, 0, 0, 0, 0),
                        constant(Shape.of()),
                        padV2));
        int transpose = like("transpose", Shape.of(1, 24, 9, 9));
        operators.add(new Operator.Transpose(padV2, ints(Shape.of(4), 0, 3, 1, 2), transpose));
        int slice = like("slice", Shape.of(24, 4, 5));
        operators.add(
                new Operator.StridedSlice(
                        transpose,
                        ints(Shape.of(4), 0, 0, 1, 0),
                        ints(Shape.of(4), 1, 24, 9, 9),
                        ints(Shape.of(4), 1, 1, 2, 2),
                        slice,
                        2,
                        8,
                        1));
        int reshape = like("reshape", Shape.of(1, 5, 4, 24));
        operators.add(new Operator.Reshape(slice, ints(Shape.of(4), 1, 5, 4, 24), reshape));
        int again = like("reshape again", Shape.of(1, 5, 4, 24));
        operators.add(new Operator.Reshape(reshape, Operator.NONE, again));
        int resize = like("resize", Shape.of(1, 7, 8, 24));
        operators.add(
                new Operator.ResizeNearestNeighbor(
                        again, ints(Shape.of(2), 7, 8), resize, false, true));
        int mean = like("mean", Shape.of(1, 1, 1, 24));
        operators.add(new Operator.Mean(resize, ints(Shape.of(2), 1, 2), mean, true));
        int dense = like("dense", Shape.of(1, 1, 1, 24));
        operators.add(
                new Operator.FullyConnected(
                        mean,
                        weights(Shape.of(24, 24), 0, 1),
                        Operator.NONE,
                        dense,
                        true,
                        Activation.NONE));
        int softmax = activation("softmax", Shape.of(1, 1, 1, 24), 1f / 256, -128);
        operators.add(new Operator.Softmax(dense, softmax, Float.floatToIntBits(2f)));
        return softmax;
    }

    int like(String name, Shape shape) {
        return activation(name, shape, 0.25f, 5);
    }

    int activation(String name, Shape shape, float scale, int zeroPoint) {
        return add(name, ElementType.INT8, shape, Quantization.perTensor(scale, zeroPoint), null);
    }

    private int constant(Shape shape) {
        return add(
                "constant",
                ElementType.INT8,
                shape,
                Quantization.perTensor(0.25f, 5),
                randomBytes(shape.elements()));
    }

    private int weights(Shape shape, int axis, int scales) {
        return add(
                "weights",
                ElementType.INT8,
                shape,
                scales == 1
                        ? Quantization.perTensor(0.0625f, 0)
                        : Quantization.perChannel(randomScales(scales), axis),
                randomBytes(shape.elements()));
    }

    int bias(int channels) {
        return add(
                "bias",
                ElementType.INT32,
                Shape.of(channels),
                Quantization.perChannel(randomScales(channels), 0),
                Bytes.ofInts(random.ints(channels, -100, 100).toArray()));
    }

    private int ints(Shape shape, int... values) {
        return add("ints", ElementType.INT32, shape, null, Bytes.ofInts(values));
    }

    float[] randomScales(int count) {
        float[] scales = new float[count];
        for (int i = 0; i < count; i++) {
            scales[i] = random.nextFloat() / 16 + 0.001f;
        }
        return scales;
    }

    Bytes randomBytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (random.nextInt(255) - 127);
        }
        return Bytes.of(bytes);
    }

    int add(String name, ElementType type, Shape shape, Quantization quantization, Bytes data) {
        return add(new Tensor(name, type, shape, quantization, data));
    }

    int add(Tensor tensor) {
        tensors.add(tensor);
        return tensors.size() - 1;
    }

    private IntegerGraph graph(int input, int output) {
        return new IntegerGraph("sample", tensors, operators, Ints.of(input), Ints.of(output));
    }
}
