package io.github.djlqat.runtime.testing;

import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.Floats;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Padding;
import io.github.djlqat.runtime.graph.Quantization;
import io.github.djlqat.runtime.graph.Shape;
import io.github.djlqat.runtime.graph.Tensor;
import io.github.djlqat.runtime.graph.WindowGeometry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Sound graphs of every operator, drawn from a seed: odd sizes, all paddings, strides, dilations,
 * activations, zero points. One seed always gives the same graph; outputs of TFLite-Micro on some
 * of them are kept as resources, so a change here asks for new ones.
 */
public final class RandomGraphs {

    /** What to draw. */
    public enum Kind {
        CONV,
        POINTWISE_CONV,
        GROUPED_CONV,
        PADDED_CONV,
        DEPTHWISE,
        FULLY_CONNECTED,
        ADD,
        ADD_BROADCAST,
        SUB,
        MUL,
        CONCATENATION,
        AVERAGE_POOL,
        MAX_POOL,
        MEAN,
        PAD,
        PADV2,
        RESHAPE,
        SOFTMAX,
        LOGISTIC,
        TANH,
        RELU,
        RELU6,
        LEAKY_RELU,
        HARD_SWISH,
        QUANTIZE,
        TRANSPOSE,
        STRIDED_SLICE,
        RESIZE
    }

    private final GraphBuilder graph = new GraphBuilder();
    private final Random random;
    private final ElementType type;

    private RandomGraphs(long seed, ElementType type) {
        random = new Random(seed);
        this.type = type;
    }

    /**
     * Returns a graph of one operator (a padding and a convolution for {@link Kind#PADDED_CONV}).
     */
    public static IntegerGraph single(Kind kind, long seed, ElementType type) {
        RandomGraphs draw = new RandomGraphs(seed, type);
        int input = draw.graph.input(type, draw.image(), draw.scale(), draw.zeroPoint());
        return draw.graph.build(draw.append(kind, input));
    }

    /** Returns a graph of some operators in a row, with a shortcut around two of them. */
    public static IntegerGraph chain(long seed, ElementType type) {
        RandomGraphs draw = new RandomGraphs(seed, type);
        Kind[] middle = {
            Kind.CONV,
            Kind.POINTWISE_CONV,
            Kind.DEPTHWISE,
            Kind.PADDED_CONV,
            Kind.ADD,
            Kind.MUL,
            Kind.AVERAGE_POOL,
            Kind.MAX_POOL,
            Kind.RELU,
            Kind.LEAKY_RELU,
            Kind.CONCATENATION
        };
        int at = draw.graph.input(type, draw.image(), draw.scale(), draw.zeroPoint());
        int length = 3 + draw.random.nextInt(5);
        for (int i = 0; i < length; i++) {
            at = draw.append(middle[draw.random.nextInt(middle.length)], at);
        }
        at = draw.append(Kind.MEAN, at);
        at = draw.append(Kind.FULLY_CONNECTED, at);
        return draw.graph.build(draw.append(Kind.SOFTMAX, at));
    }

    /** Returns codes for a graph's input: random, or all the lowest or highest. */
    public static byte[] codes(Tensor tensor, long seed, int examples) {
        byte[] codes = new byte[(int) tensor.byteSize() * examples];
        new Random(seed ^ 0x5eed).nextBytes(codes);
        int one = codes.length / examples;
        if (examples >= 3) {
            byte lowest = (byte) tensor.type().minimum();
            byte highest = (byte) tensor.type().maximum();
            Arrays.fill(codes, 0, one, lowest);
            Arrays.fill(codes, one, 2 * one, highest);
        }
        return codes;
    }

    private int between(int low, int high) {
        return low + random.nextInt(high - low + 1);
    }

    private Shape image() {
        return Shape.of(between(1, 2), between(1, 13), between(1, 13), between(1, 19));
    }

    private float scale() {
        return (float) Math.exp(-5 + 4 * random.nextDouble());
    }

    private int zeroPoint() {
        int[] extremes = {
            type.minimum(), type.maximum(), (type.minimum() + type.maximum() + 1) / 2
        };
        return random.nextInt(3) == 0
                ? extremes[random.nextInt(3)]
                : between(type.minimum(), type.maximum());
    }

    private Activation activation() {
        return Activation.values()[random.nextInt(4)];
    }

    private Padding padding() {
        return random.nextBoolean() ? Padding.SAME : Padding.VALID;
    }

    private int output(Shape shape, float scale) {
        return graph.codes(type, shape, scale, zeroPoint());
    }

    private float scaleOf(int tensor) {
        return graph.tensor(tensor).requireQuantization().scale();
    }

    private int zeroPointOf(int tensor) {
        return graph.tensor(tensor).requireQuantization().zeroPoint();
    }

    private int like(int tensor, Shape shape) {
        return graph.codes(type, shape, scaleOf(tensor), zeroPointOf(tensor));
    }

    private Shape shapeOf(int tensor) {
        return graph.tensor(tensor).shape();
    }

    private int append(Kind kind, int in) {
        Shape shape = shapeOf(in);
        switch (kind) {
            case CONV:
                return convolution(in, between(1, 5), between(1, 5), 1, padding());
            case POINTWISE_CONV:
                return convolution(in, 1, 1, 1, Padding.VALID);
            case GROUPED_CONV:
                return convolution(in, between(1, 3), between(1, 3), shape.get(3), padding());
            case PADDED_CONV:
                return paddedConvolution(in);
            case DEPTHWISE:
                return depthwise(in);
            case FULLY_CONNECTED:
                return fullyConnected(in);
            case ADD:
            case SUB:
            case MUL:
                return binary(kind, in, operand(shape));
            case ADD_BROADCAST:
                return binary(Kind.ADD, in, operand(broadcast(shape)));
            case CONCATENATION:
                return concatenation(in);
            case AVERAGE_POOL:
            case MAX_POOL:
                return pool(kind, in);
            case MEAN:
                return mean(in);
            case PAD:
            case PADV2:
                return pad(kind, in);
            case RESHAPE:
                return graph.add(
                        new Operator.Reshape(
                                in,
                                graph.ints(shape.get(0), -1),
                                like(in, Shape.of(shape.get(0), shape.elements() / shape.get(0)))));
            case SOFTMAX:
                float beta = random.nextBoolean() ? 1f : 0.3f;
                return graph.add(
                        new Operator.Softmax(
                                in,
                                graph.codes(type, shape, 1f / 256, type.minimum()),
                                Float.floatToIntBits(beta)));
            case LOGISTIC:
                return graph.add(
                        new Operator.Unary(
                                Operator.Function.LOGISTIC,
                                in,
                                graph.codes(type, shape, 1f / 256, type.minimum())));
            case TANH:
                int middle = (type.minimum() + type.maximum() + 1) / 2;
                return graph.add(
                        new Operator.Unary(
                                Operator.Function.TANH,
                                in,
                                graph.codes(type, shape, 1f / 128, middle)));
            case RELU:
                return graph.add(
                        new Operator.Unary(
                                Operator.Function.RELU, in, output(shape, nearby(scaleOf(in)))));
            case RELU6:
                return graph.add(new Operator.Unary(Operator.Function.RELU6, in, like(in, shape)));
            case LEAKY_RELU:
                float alpha = random.nextFloat() * (random.nextInt(4) == 0 ? -1f : 1f);
                return graph.add(
                        new Operator.LeakyRelu(
                                in,
                                output(shape, nearby(scaleOf(in))),
                                Float.floatToIntBits(alpha)));
            case HARD_SWISH:
                return graph.add(
                        new Operator.Unary(
                                Operator.Function.HARD_SWISH,
                                in,
                                output(shape, nearby(scaleOf(in)))));
            case QUANTIZE:
                return graph.add(
                        new Operator.Unary(
                                Operator.Function.QUANTIZE,
                                in,
                                output(shape, nearby(scaleOf(in)))));
            case TRANSPOSE:
                return transpose(in);
            case STRIDED_SLICE:
                return stridedSlice(in);
            case RESIZE:
                return resize(in);
        }
        throw new AssertionError(kind);
    }

    private float nearby(float scale) {
        return scale * (0.3f + 1.5f * random.nextFloat());
    }

    /** Adds a filter; its scales lie along {@code axis}, or there is but one. */
    private int filter(Shape shape, int axis) {
        byte[] codes = new byte[shape.elements()];
        random.nextBytes(codes);
        boolean unsigned = type == ElementType.UINT8;
        for (int i = 0; i < codes.length; i++) {
            codes[i] = !unsigned && codes[i] == -128 ? 0 : codes[i];
        }
        boolean perTensor = unsigned || random.nextInt(4) == 0;
        float[] scales = new float[perTensor ? 1 : shape.get(axis)];
        for (int i = 0; i < scales.length; i++) {
            scales[i] = (float) Math.exp(-6 + 2 * random.nextDouble());
        }
        int[] zeroPoints = new int[scales.length];
        zeroPoints[0] = unsigned ? between(100, 156) : 0;
        Quantization quantization =
                new Quantization(Floats.of(scales), Ints.of(zeroPoints), perTensor ? 0 : axis);
        return graph.add(type, shape, quantization, Bytes.of(codes));
    }

    /**
     * Adds a bias of the scales of input times filter, or none. An output scale may not be so small
     * that TFLite would find the bias scale's rounding in float wanting.
     */
    private int bias(int in, int filter, int channels) {
        if (random.nextInt(5) == 0) {
            return Operator.NONE;
        }
        int[] values = new int[channels];
        for (int i = 0; i < channels; i++) {
            values[i] = between(-20000, 20000);
        }
        Quantization weights = graph.tensor(filter).requireQuantization();
        float[] scales = new float[weights.scales().size()];
        for (int i = 0; i < scales.length; i++) {
            scales[i] = scaleOf(in) * weights.scales().get(i);
        }
        return graph.add(
                ElementType.INT32,
                Shape.of(channels),
                new Quantization(Floats.of(scales), Ints.of(new int[scales.length]), 0),
                Bytes.ofInts(values));
    }

    private float sumScale(int in, int filter, int depth) {
        float weight = graph.tensor(filter).requireQuantization().scale();
        return scaleOf(in) * weight * (float) Math.sqrt(depth) * (20 + 100 * random.nextFloat());
    }

    private int convolution(int in, int height, int width, int groups, Padding padding) {
        Shape shape = shapeOf(in);
        boolean valid = padding == Padding.VALID;
        int kh = valid ? Math.min(height, shape.get(1)) : height;
        int kw = valid ? Math.min(width, shape.get(2)) : width;
        boolean plain = kh == 1 && kw == 1;
        int dh = valid || plain ? 1 : between(1, 3);
        int dw = valid || plain ? 1 : between(1, 3);
        int sh = between(1, 3);
        int sw = between(1, 3);
        int channels = groups * between(1, groups > 1 ? 3 : 21);
        int depth = shape.get(3) / groups;
        int filter = filter(Shape.of(channels, kh, kw, depth), 0);
        int bias = bias(in, filter, channels);
        int oh = size(padding, shape.get(1), kh, dh, sh);
        int ow = size(padding, shape.get(2), kw, dw, sw);
        int out =
                output(
                        Shape.of(shape.get(0), oh, ow, channels),
                        sumScale(in, filter, kh * kw * depth));
        return graph.add(
                new Operator.Conv2D(in, filter, bias, out, padding, sh, sw, dh, dw, activation()));
    }

    private static int size(Padding padding, int input, int filter, int dilation, int stride) {
        long extent = WindowGeometry.extent(filter, dilation);
        return (int) WindowGeometry.outputSize(padding, input, extent, stride);
    }

    private int paddedConvolution(int in) {
        int[] pads = {0, 0, between(0, 2), between(0, 3), between(0, 2), between(0, 3), 0, 0};
        int padded = padBy(in, pads);
        int out = graph.add(new Operator.Pad(in, graph.ints(pads), Operator.NONE, padded));
        return random.nextBoolean()
                ? convolution(out, between(1, 3), between(1, 3), 1, padding())
                : depthwise(out);
    }

    private int depthwise(int in) {
        Shape shape = shapeOf(in);
        Padding padding = padding();
        boolean valid = padding == Padding.VALID;
        int kh = valid ? Math.min(between(1, 5), shape.get(1)) : between(1, 5);
        int kw = valid ? Math.min(between(1, 5), shape.get(2)) : between(1, 5);
        int dh = valid ? 1 : between(1, 3);
        int dw = valid ? 1 : between(1, 3);
        int sh = between(1, 3);
        int sw = between(1, 3);
        int multiplier = random.nextInt(3) == 0 ? between(2, 3) : 1;
        int channels = shape.get(3) * multiplier;
        int filter = filter(Shape.of(1, kh, kw, channels), 3);
        int bias = bias(in, filter, channels);
        int oh = size(padding, shape.get(1), kh, dh, sh);
        int ow = size(padding, shape.get(2), kw, dw, sw);
        int out = output(Shape.of(shape.get(0), oh, ow, channels), sumScale(in, filter, kh * kw));
        return graph.add(
                new Operator.DepthwiseConv2D(
                        in, filter, bias, out, padding, sh, sw, dh, dw, multiplier, activation()));
    }

    private int fullyConnected(int in) {
        Shape shape = shapeOf(in);
        boolean keep = shape.rank() > 1 && random.nextInt(3) == 0;
        int rows = keep ? shape.elements() / shape.get(-1) : shape.get(0);
        int depth = shape.elements() / rows;
        int channels = between(1, 37);
        int filter = filter(Shape.of(channels, depth), 0);
        int bias = bias(in, filter, channels);
        int[] dimensions = keep ? shape.dimensions().toArray() : new int[] {rows, channels};
        dimensions[dimensions.length - 1] = channels;
        int out = output(Shape.of(dimensions), sumScale(in, filter, depth));
        return graph.add(new Operator.FullyConnected(in, filter, bias, out, keep, activation()));
    }

    /** Adds a second operand: a constant. */
    private int operand(Shape shape) {
        byte[] codes = new byte[shape.elements()];
        random.nextBytes(codes);
        Quantization quantization = Quantization.perTensor(scale(), zeroPoint());
        return graph.add(type, shape, quantization, Bytes.of(codes));
    }

    private Shape broadcast(Shape shape) {
        int[] dimensions = shape.dimensions().toArray();
        for (int i = 0; i < dimensions.length; i++) {
            dimensions[i] = random.nextBoolean() ? 1 : dimensions[i];
        }
        int drop = between(0, dimensions.length - 1);
        return Shape.of(Arrays.copyOfRange(dimensions, drop, dimensions.length));
    }

    private int binary(Kind kind, int in, int other) {
        Shape shape = shapeOf(in);
        float a = scaleOf(in);
        float b = scaleOf(other);
        boolean swap = random.nextBoolean();
        int left = swap ? other : in;
        int right = swap ? in : other;
        Activation activation = activation();
        if (kind == Kind.MUL) {
            int out = output(shape, a * b * (20 + 100 * random.nextFloat()));
            return graph.add(new Operator.Mul(left, right, out, activation));
        }
        int out = output(shape, Math.max(a, b) * (0.5f + random.nextFloat()));
        return graph.add(
                kind == Kind.ADD
                        ? new Operator.Add(left, right, out, activation)
                        : new Operator.Sub(left, right, out, activation));
    }

    private int concatenation(int in) {
        Shape shape = shapeOf(in);
        int axis = between(0, shape.rank() - 1);
        int[] dimensions = shape.dimensions().toArray();
        dimensions[axis] = between(1, 5);
        Shape other = Shape.of(dimensions);
        byte[] codes = new byte[other.elements()];
        random.nextBytes(codes);
        Quantization quantization = Quantization.perTensor(scaleOf(in), zeroPointOf(in));
        int constant = graph.add(type, other, quantization, Bytes.of(codes));
        dimensions[axis] += shape.get(axis);
        boolean negative = random.nextBoolean();
        return graph.add(
                new Operator.Concatenation(
                        random.nextBoolean() ? Ints.of(in, constant) : Ints.of(constant, in),
                        like(in, Shape.of(dimensions)),
                        negative ? axis - shape.rank() : axis,
                        Activation.NONE));
    }

    private int pool(Kind kind, int in) {
        Shape shape = shapeOf(in);
        Padding padding = padding();
        boolean valid = padding == Padding.VALID;
        int kh = valid ? Math.min(between(1, 5), shape.get(1)) : between(1, 5);
        int kw = valid ? Math.min(between(1, 5), shape.get(2)) : between(1, 5);
        int sh = between(1, 3);
        int sw = between(1, 3);
        int oh = size(padding, shape.get(1), kh, 1, sh);
        int ow = size(padding, shape.get(2), kw, 1, sw);
        int out = like(in, Shape.of(shape.get(0), oh, ow, shape.get(3)));
        Activation activation = activation();
        return graph.add(
                kind == Kind.AVERAGE_POOL
                        ? new Operator.Pool2D(false, in, out, padding, sh, sw, kh, kw, activation)
                        : new Operator.Pool2D(true, in, out, padding, sh, sw, kh, kw, activation));
    }

    private int mean(int in) {
        Shape shape = shapeOf(in);
        int[][] choices = {{1, 2}, {-2, -3}, {3}, {1}, {2, 3}, {1, 2, 3}};
        int[] axes = choices[random.nextInt(choices.length)];
        boolean keep = random.nextBoolean();
        boolean[] reduced = new boolean[4];
        for (int axis : axes) {
            reduced[axis < 0 ? axis + 4 : axis] = true;
        }
        List<Integer> dimensions = new ArrayList<>();
        for (int d = 0; d < 4; d++) {
            if (!reduced[d] || keep) {
                dimensions.add(reduced[d] ? 1 : shape.get(d));
            }
        }
        int[] out = dimensions.stream().mapToInt(Integer::intValue).toArray();
        return graph.add(
                new Operator.Mean(
                        in, graph.ints(axes), output(Shape.of(out), nearby(scaleOf(in))), keep));
    }

    private int padBy(int in, int[] pads) {
        int[] dimensions = shapeOf(in).dimensions().toArray();
        for (int d = 0; d < dimensions.length; d++) {
            dimensions[d] += pads[2 * d] + pads[2 * d + 1];
        }
        return like(in, Shape.of(dimensions));
    }

    private int pad(Kind kind, int in) {
        int[] pads = new int[8];
        for (int i = 0; i < 8; i++) {
            pads[i] = between(0, 2);
        }
        int out = padBy(in, pads);
        if (kind == Kind.PAD) {
            return graph.add(new Operator.Pad(in, graph.ints(pads), Operator.NONE, out));
        }
        Quantization quantization = Quantization.perTensor(scaleOf(in), zeroPointOf(in));
        Bytes value = Bytes.of((byte) between(type.minimum(), type.maximum()));
        int constant = graph.add(type, Shape.of(1), quantization, value);
        return graph.add(new Operator.Pad(in, graph.ints(pads), constant, out));
    }

    private int transpose(int in) {
        int[][] permutations = {
            {0, 3, 1, 2}, {3, 2, 1, 0}, {0, 1, 3, 2}, {2, 0, 1, 3}, {0, 1, 2, 3}
        };
        int[] permutation = permutations[random.nextInt(permutations.length)];
        int[] dimensions = new int[4];
        for (int d = 0; d < 4; d++) {
            dimensions[d] = shapeOf(in).get(permutation[d]);
        }
        return graph.add(
                new Operator.Transpose(
                        in, graph.ints(permutation), like(in, Shape.of(dimensions))));
    }

    private int stridedSlice(int in) {
        Shape shape = shapeOf(in);
        int[] begin = new int[4];
        int[] end = new int[4];
        int[] strides = new int[4];
        int[] dimensions = new int[4];
        for (int d = 0; d < 4; d++) {
            int length = shape.get(d);
            int low = between(0, length - 1);
            int high = between(low, length - 1);
            int step = between(1, 3);
            dimensions[d] = (high - low) / step + 1;
            boolean backwards = random.nextInt(3) == 0;
            begin[d] = backwards ? high : random.nextBoolean() ? low : low - length;
            end[d] = backwards ? low - 1 : high + 1;
            if (backwards && end[d] < 0) {
                end[d] = -length - 1;
            }
            strides[d] = backwards ? -step : step;
        }
        return graph.add(
                new Operator.StridedSlice(
                        in,
                        graph.ints(begin),
                        graph.ints(end),
                        graph.ints(strides),
                        like(in, Shape.of(dimensions)),
                        0,
                        0,
                        0));
    }

    private int resize(int in) {
        Shape shape = shapeOf(in);
        int height = between(1, 20);
        int width = between(1, 20);
        int mode = random.nextInt(3);
        return graph.add(
                new Operator.ResizeNearestNeighbor(
                        in,
                        graph.ints(height, width),
                        like(in, Shape.of(shape.get(0), height, width, shape.get(3))),
                        mode == 1,
                        mode == 2));
    }
}
