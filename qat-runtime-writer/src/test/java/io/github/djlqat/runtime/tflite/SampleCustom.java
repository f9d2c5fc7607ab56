package io.github.djlqat.runtime.tflite;

import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Coding;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Padding;
import io.github.djlqat.runtime.graph.Quantization;
import io.github.djlqat.runtime.graph.Shape;
import io.github.djlqat.runtime.graph.Tensor;

/** The part of {@link SampleGraphs} on bits and on coded weights: [1,6,6,8] to [1,6,6,8]. */
final class SampleCustom {

    private static final Coding TERNARY =
            new Coding(2, Bytes.of((byte) 0, (byte) 9, (byte) -9, (byte) 77));
    private static final Coding BINARY = new Coding(1, Bytes.of((byte) 64, (byte) -64));

    private final SampleGraphs graph;

    SampleCustom(SampleGraphs graph) {
        this.graph = graph;
    }

    int append(int x) {
        return coded(binary(batchNorm(x)));
    }

    private int batchNorm(int x) {
        int normal = graph.like("batch norm", Shape.of(1, 6, 6, 8));
        Bytes offsets = Bytes.ofInts(graph.random.ints(16, -9, 9).toArray());
        graph.operators.add(
                new Operator.DjlqatBatchNorm(
                        x,
                        ints(Shape.of(8), graph.random.ints(8, -4000, 4000).toArray()),
                        constant(ElementType.INT64, Shape.of(8), offsets),
                        normal,
                        11,
                        Activation.RELU6));
        return normal;
    }

    private int binary(int x) {
        int bits = words("bits", Shape.of(1, 6, 6, 1));
        byte[] intervals = new byte[16];
        graph.random.nextBytes(intervals);
        graph.operators.add(
                new Operator.DjlqatBinarize(
                        x, constant(ElementType.INT8, Shape.of(2, 8), Bytes.of(intervals)), bits));
        int wide = words("wide", Shape.of(1, 6, 6, 2));
        graph.operators.add(
                convolution(
                        bits,
                        ints(Shape.of(40, 3, 3, 1), graph.random.ints(360, 0, 256).toArray()),
                        new int[] {
                            Operator.NONE,
                            Operator.NONE,
                            ints(Shape.of(40), graph.random.ints(40, 20, 50).toArray())
                        },
                        wide,
                        8,
                        false));
        int pool = words("pool", Shape.of(1, 6, 6, 2));
        graph.operators.add(new Operator.LceBMaxPool2d(wide, pool, Padding.SAME, 1, 1, 2, 3));
        int codes = graph.like("codes", Shape.of(1, 6, 6, 8));
        int[] words = graph.random.ints(144).toArray();
        for (int i = 1; i < words.length; i += 2) {
            words[i] &= 0xff;
        }
        graph.operators.add(
                convolution(
                        pool,
                        ints(Shape.of(8, 3, 3, 2), words),
                        new int[] {floats(8), floats(8), Operator.NONE},
                        codes,
                        40,
                        true));
        int quantized = words("quantized", Shape.of(1, 6, 6, 1));
        graph.operators.add(new Operator.LceQuantize(codes, quantized));
        int again = graph.like("again", Shape.of(1, 6, 6, 8));
        graph.operators.add(new Operator.LceDequantize(quantized, again));
        return again;
    }

    private static Operator convolution(
            int in, int filter, int[] others, int out, int channels, boolean onePadding) {
        return new Operator.LceBconv2d(
                in,
                filter,
                others[0],
                others[1],
                others[2],
                out,
                channels,
                Padding.SAME,
                onePadding,
                1,
                1,
                1,
                2,
                Activation.NONE);
    }

    private int coded(int x) {
        int ternary = graph.like("ternary", Shape.of(1, 6, 6, 8));
        int filter = weights(TERNARY, Shape.of(8, 3, 3, 4), 0, 8);
        graph.operators.add(conv(x, filter, graph.bias(8), ternary));
        int shared = graph.like("shared", Shape.of(1, 6, 6, 8));
        graph.operators.add(conv(ternary, filter, Operator.NONE, shared));
        int int4 = graph.like("int4", Shape.of(1, 6, 6, 8));
        graph.operators.add(
                conv(
                        shared,
                        weights(Coding.INT4, Shape.of(8, 3, 3, 8), 0, 8),
                        graph.bias(8),
                        int4));
        int depthwise = graph.like("depthwise bits", Shape.of(1, 6, 6, 8));
        graph.operators.add(
                new Operator.DepthwiseConv2D(
                        int4,
                        weights(BINARY, Shape.of(1, 3, 3, 8), 3, 8),
                        graph.bias(8),
                        depthwise,
                        Padding.SAME,
                        1,
                        1,
                        1,
                        1,
                        1,
                        Activation.RELU));
        byte[] table = new byte[8];
        graph.random.nextBytes(table);
        Coding codebook = new Coding(3, Bytes.of(table));
        int dense = graph.like("codebook", Shape.of(1, 6, 6, 8));
        graph.operators.add(
                new Operator.FullyConnected(
                        depthwise,
                        weights(codebook, Shape.of(8, 8), 0, 1),
                        Operator.NONE,
                        dense,
                        true,
                        Activation.NONE));
        return dense;
    }

    private static Operator conv(int in, int filter, int bias, int out) {
        return new Operator.Conv2D(
                in, filter, bias, out, Padding.SAME, 1, 1, 1, 1, Activation.RELU6);
    }

    private int weights(Coding coding, Shape shape, int axis, int scales) {
        int most = 1 << coding.bits();
        return graph.add(
                new Tensor(
                        "coded",
                        ElementType.CODED,
                        shape,
                        scales == 1
                                ? Quantization.perTensor(0.0625f, 0)
                                : Quantization.perChannel(graph.randomScales(scales), axis),
                        coding.pack(graph.random.ints(shape.elements(), 0, most).toArray()),
                        coding));
    }

    private int words(String name, Shape shape) {
        return graph.add(name, ElementType.INT32, shape, null, null);
    }

    private int ints(Shape shape, int... values) {
        return constant(ElementType.INT32, shape, Bytes.ofInts(values));
    }

    private int constant(ElementType type, Shape shape, Bytes data) {
        return graph.add("constant", type, shape, null, data);
    }

    private int floats(int count) {
        int[] bits = new int[count];
        for (int i = 0; i < count; i++) {
            bits[i] = Float.floatToIntBits(graph.random.nextFloat() - 0.5f);
        }
        return constant(ElementType.FLOAT32, Shape.of(count), Bytes.ofInts(bits));
    }
}
