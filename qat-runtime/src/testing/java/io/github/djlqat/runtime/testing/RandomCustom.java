package io.github.djlqat.runtime.testing;

import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Coding;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Padding;
import io.github.djlqat.runtime.graph.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Draws operators on bits, on coded weights, and batch norm. */
final class RandomCustom {

    private static final int[] CHANNELS = {1, 5, 31, 32, 33, 63, 64, 65, 96, 100, 128};

    private final RandomDraw draw;
    private final RandomWindows windows;

    RandomCustom(RandomDraw draw, RandomWindows windows) {
        this.draw = draw;
        this.windows = windows;
    }

    /** Returns the shape of a small image whose channels are about a multiple of 32. */
    Shape image() {
        int channels = CHANNELS[draw.random.nextInt(CHANNELS.length)];
        return Shape.of(draw.between(1, 2), draw.between(1, 6), draw.between(1, 6), channels);
    }

    int append(RandomGraphs.Kind kind, int in) {
        switch (kind) {
            case CODED_CONV:
                return coded(coding(draw.between(1, 8)), kind, in);
            case INT4_CONV:
                return coded(Coding.INT4, RandomGraphs.Kind.CODED_CONV, in);
            case BINARY_WEIGHT_CONV:
                byte k = (byte) draw.between(1, 127);
                Coding binary = new Coding(1, Bytes.of(k, (byte) -k));
                return coded(binary, RandomGraphs.Kind.CODED_CONV, in);
            case PADDED_CODED_CONV:
            case CODED_DEPTHWISE:
            case CODED_FULLY_CONNECTED:
                return coded(coding(draw.between(1, 8)), kind, in);
            case BATCH_NORM:
                return batchNorm(in);
            case LCE_QUANTIZE:
                return codes(quantize(in), channels(in));
            case BINARIZE:
                return codes(binarize(in), channels(in));
            case BINARY_CONV:
                return convolution(bits(in), channels(in), false);
            case BINARY_CONV_TO_BITS:
                int out = convolution(bits(in), channels(in), true);
                Operator.LceBconv2d last = lastConvolution;
                return codes(out, draw.shapeOf(last.filter()).get(0));
            case BINARY_DENSE:
                int bits = bits(in);
                int flat = flatten(bits);
                boolean kept = channels(flat) == channels(bits);
                return convolution(flat, kept ? channels(in) : 32 * channels(flat), false);
            case BINARY_POOL:
                return codes(pool(bits(in)), channels(in));
            default:
                throw new AssertionError(kind);
        }
    }

    private Operator.LceBconv2d lastConvolution;

    private int channels(int tensor) {
        return draw.shapeOf(tensor).get(-1);
    }

    /** Returns a coding of random values; those of 2 bits are ternary. */
    private Coding coding(int bits) {
        byte[] table = new byte[1 << bits];
        draw.random.nextBytes(table);
        if (bits == 2) {
            table[0] = 0;
            table[1] = (byte) draw.between(1, 127);
            table[2] = (byte) -table[1];
        }
        return new Coding(bits, Bytes.of(table));
    }

    private int coded(Coding coding, RandomGraphs.Kind kind, int in) {
        windows.coding = coding;
        try {
            if (kind == RandomGraphs.Kind.CODED_DEPTHWISE) {
                return windows.depthwise(in);
            } else if (kind == RandomGraphs.Kind.CODED_FULLY_CONNECTED) {
                return windows.fullyConnected(in);
            } else if (kind == RandomGraphs.Kind.PADDED_CODED_CONV) {
                return windows.paddedConvolution(in);
            }
            int channels = channels(in);
            int groups = channels % 4 == 0 && draw.random.nextInt(3) == 0 ? 4 : 1;
            return windows.convolution(
                    in, draw.between(1, 4), draw.between(1, 4), groups, draw.padding());
        } finally {
            windows.coding = null;
        }
    }

    private int batchNorm(int in) {
        int channels = channels(in);
        boolean wide = draw.random.nextBoolean();
        int shift = draw.between(0, wide ? 40 : 23);
        int[] multipliers = new int[channels];
        int[] narrow = new int[channels];
        ByteBuffer offsets = ByteBuffer.allocate(8 * channels).order(ByteOrder.LITTLE_ENDIAN);
        for (int c = 0; c < channels; c++) {
            double one = Math.pow(2, Math.min(shift, 30));
            multipliers[c] = (int) (one * draw.random.nextGaussian());
            double offset = Math.pow(2, shift) * draw.between(-100, 100);
            narrow[c] = (int) offset;
            offsets.putLong(8 * c, (long) offset);
        }
        int offset =
                wide
                        ? draw.graph.add(
                                ElementType.INT64,
                                Shape.of(channels),
                                null,
                                Bytes.of(offsets.array()))
                        : draw.graph.ints(narrow);
        Shape shape = draw.shapeOf(in);
        int out = draw.output(shape, draw.nearby(draw.scaleOf(in)));
        int multiplier = draw.graph.ints(multipliers);
        return draw.graph.add(
                new Operator.DjlqatBatchNorm(
                        in, multiplier, offset, out, shift, draw.activation()));
    }

    private int words(Shape shape, int channels) {
        int[] dimensions = shape.dimensions().toArray();
        dimensions[dimensions.length - 1] = (channels + 31) / 32;
        return draw.graph.add(ElementType.INT32, Shape.of(dimensions), null, null);
    }

    private int bits(int in) {
        return draw.random.nextBoolean() ? quantize(in) : binarize(in);
    }

    private int quantize(int in) {
        return draw.graph.add(new Operator.LceQuantize(in, words(draw.shapeOf(in), channels(in))));
    }

    private int binarize(int in) {
        int channels = channels(in);
        byte[] intervals = new byte[2 * channels];
        for (int c = 0; c < channels; c++) {
            int kind = draw.random.nextInt(5);
            boolean open = kind == 0;
            boolean never = kind == 1;
            intervals[c] = (byte) (open ? -128 : never ? 127 : draw.between(-128, 127));
            intervals[channels + c] = (byte) (open ? 127 : never ? -128 : draw.between(-128, 127));
        }
        int constant =
                draw.graph.add(ElementType.INT8, Shape.of(2, channels), null, Bytes.of(intervals));
        int out = words(draw.shapeOf(in), channels);
        return draw.graph.add(new Operator.DjlqatBinarize(in, constant, out));
    }

    /** Adds the way back to codes. */
    private int codes(int bits, int channels) {
        int[] dimensions = draw.shapeOf(bits).dimensions().toArray();
        dimensions[dimensions.length - 1] = channels;
        float scale = (float) Math.exp(-6 + 7 * draw.random.nextDouble());
        int out = draw.output(Shape.of(dimensions), scale);
        return draw.graph.add(new Operator.LceDequantize(bits, out));
    }

    /** Adds a reshape to one pixel, as a fully connected layer of bits wants it. */
    private int flatten(int bits) {
        Shape shape = draw.shapeOf(bits);
        int words = shape.elements() / shape.get(0);
        Shape flat = Shape.of(shape.get(0), 1, 1, words);
        int output = draw.graph.add(ElementType.INT32, flat, null, null);
        return draw.graph.add(new Operator.Reshape(bits, Operator.NONE, output));
    }

    private int pool(int bits) {
        Shape shape = draw.shapeOf(bits);
        Padding padding = draw.padding();
        boolean valid = padding == Padding.VALID;
        int kh = valid ? Math.min(draw.between(1, 4), shape.get(1)) : draw.between(1, 4);
        int kw = valid ? Math.min(draw.between(1, 4), shape.get(2)) : draw.between(1, 4);
        int sh = draw.between(1, 3);
        int sw = draw.between(1, 3);
        int oh = RandomDraw.size(padding, shape.get(1), kh, 1, sh);
        int ow = RandomDraw.size(padding, shape.get(2), kw, 1, sw);
        Shape out = Shape.of(shape.get(0), oh, ow, shape.get(3));
        int output = draw.graph.add(ElementType.INT32, out, null, null);
        return draw.graph.add(new Operator.LceBMaxPool2d(bits, output, padding, sh, sw, kh, kw));
    }

    private int convolution(int in, int channels, boolean toBits) {
        Shape shape = draw.shapeOf(in);
        int words = shape.get(3);
        boolean whole = channels == 32 * words && words > 1;
        int groups = whole && draw.random.nextBoolean() ? divisor(words) : 1;
        int depth = channels / groups;
        int outputs = groups * draw.between(1, 40 / groups);
        Padding padding = draw.padding();
        boolean valid = padding == Padding.VALID;
        int kh = valid ? Math.min(draw.between(1, 4), shape.get(1)) : draw.between(1, 4);
        int kw = valid ? Math.min(draw.between(1, 4), shape.get(2)) : draw.between(1, 4);
        int dh = valid ? 1 : draw.between(1, 3);
        int dw = valid ? 1 : draw.between(1, 3);
        int sh = draw.between(1, 3);
        int sw = draw.between(1, 3);
        int oh = RandomDraw.size(padding, shape.get(1), kh, dh, sh);
        int ow = RandomDraw.size(padding, shape.get(2), kw, dw, sw);
        Shape out = Shape.of(shape.get(0), oh, ow, outputs);
        int filter = filter(Shape.of(outputs, kh, kw, words / groups), depth);
        int products = kh * kw * depth;
        float one = (float) Math.exp(-7 + 6 * draw.random.nextDouble());
        Activation activation = draw.activation();
        boolean onePadding = draw.random.nextBoolean();
        Operator.LceBconv2d operator =
                new Operator.LceBconv2d(
                        in,
                        filter,
                        toBits ? Operator.NONE : multipliers(outputs, one),
                        toBits ? Operator.NONE : biases(outputs, one * products),
                        toBits ? thresholds(outputs, products) : Operator.NONE,
                        toBits
                                ? words(out, outputs)
                                : draw.output(out, one * (float) Math.sqrt(products) / 30),
                        channels,
                        padding,
                        onePadding,
                        sh,
                        sw,
                        dh,
                        dw,
                        activation);
        lastConvolution = operator;
        return draw.graph.add(operator);
    }

    private static int divisor(int words) {
        return words % 2 == 0 ? 2 : words % 3 == 0 ? 3 : 1;
    }

    private int filter(Shape shape, int depth) {
        int[] words = new int[shape.elements()];
        for (int i = 0; i < words.length; i++) {
            int used = Math.min(32, depth - i % shape.get(3) * 32);
            words[i] = draw.random.nextInt() & -1 >>> 32 - used;
        }
        return draw.graph.add(ElementType.INT32, shape, null, Bytes.ofInts(words));
    }

    private int thresholds(int channels, int products) {
        int[] values = new int[channels];
        for (int c = 0; c < channels; c++) {
            int[] extremes = {-1, products, products - 1, Integer.MIN_VALUE, Integer.MAX_VALUE};
            values[c] =
                    draw.random.nextInt(5) == 0
                            ? extremes[draw.random.nextInt(extremes.length)]
                            : products / 2 + draw.between(-6, 6);
        }
        return draw.graph.ints(values);
    }

    private int multipliers(int channels, float one) {
        float[] values = new float[channels];
        for (int c = 0; c < channels; c++) {
            values[c] =
                    one * (0.2f + draw.random.nextFloat()) * (draw.random.nextBoolean() ? 1 : -1);
        }
        return floats(values);
    }

    private int biases(int channels, float largest) {
        float[] values = new float[channels];
        for (int c = 0; c < channels; c++) {
            values[c] = largest * (float) draw.random.nextGaussian() / 3;
        }
        return floats(values);
    }

    private int floats(float... values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        Shape shape = Shape.of(values.length);
        return draw.graph.add(ElementType.FLOAT32, shape, null, Bytes.ofInts(bits));
    }
}
