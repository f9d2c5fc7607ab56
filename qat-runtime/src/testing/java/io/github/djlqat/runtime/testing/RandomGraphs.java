package io.github.djlqat.runtime.testing;

import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Padding;
import io.github.djlqat.runtime.graph.Shape;
import io.github.djlqat.runtime.graph.Tensor;
import java.util.Arrays;
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
        RESIZE,
        CODED_CONV,
        INT4_CONV,
        PADDED_CODED_CONV,
        BINARY_WEIGHT_CONV,
        CODED_DEPTHWISE,
        CODED_FULLY_CONNECTED,
        BATCH_NORM,
        LCE_QUANTIZE,
        BINARIZE,
        BINARY_CONV,
        BINARY_CONV_TO_BITS,
        BINARY_DENSE,
        BINARY_POOL;

        /** Returns whether it is signed whatever is asked for: TFLite has no unsigned form. */
        public boolean isCustom() {
            return ordinal() >= CODED_CONV.ordinal();
        }
    }

    private final RandomDraw draw;
    private final RandomWindows windows;
    private final RandomMovement movement;
    private final RandomCustom custom;

    private RandomGraphs(long seed, ElementType type) {
        draw = new RandomDraw(seed, type);
        windows = new RandomWindows(draw);
        movement = new RandomMovement(draw, windows);
        custom = new RandomCustom(draw, windows);
    }

    /**
     * Returns a graph of one operator (a padding and a convolution for {@link Kind#PADDED_CONV};
     * for the kinds on bits, what makes bits before it and codes behind it).
     */
    public static IntegerGraph single(Kind kind, long seed, ElementType type) {
        RandomGraphs graphs = new RandomGraphs(seed, kind.isCustom() ? ElementType.INT8 : type);
        int input = graphs.input(kind.isCustom() ? graphs.custom.image() : graphs.draw.image());
        return graphs.draw.graph.build(graphs.append(kind, input));
    }

    /** Returns a graph of signed codes with binary, coded and plain layers in a row. */
    public static IntegerGraph customChain(long seed) {
        RandomGraphs graphs = new RandomGraphs(seed, ElementType.INT8);
        int at = graphs.input(graphs.custom.image());
        Kind[] kinds = Kind.values();
        for (int i = 0; i < 5; i++) {
            int first = Kind.CODED_CONV.ordinal();
            Kind kind = kinds[graphs.draw.between(first, kinds.length - 1)];
            at = graphs.append(kind == Kind.CODED_FULLY_CONNECTED ? Kind.CONV : kind, at);
        }
        return graphs.draw.graph.build(graphs.append(Kind.CODED_FULLY_CONNECTED, at));
    }

    private int input(Shape shape) {
        return draw.graph.input(draw.type, shape, draw.scale(), draw.zeroPoint());
    }

    /** Returns a graph of some operators in a row, with a shortcut around two of them. */
    public static IntegerGraph chain(long seed, ElementType type) {
        RandomGraphs graphs = new RandomGraphs(seed, type);
        RandomDraw draw = graphs.draw;
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
        int at = graphs.input(draw.image());
        int length = 3 + draw.random.nextInt(5);
        for (int i = 0; i < length; i++) {
            at = graphs.append(middle[draw.random.nextInt(middle.length)], at);
        }
        at = graphs.append(Kind.MEAN, at);
        at = graphs.append(Kind.FULLY_CONNECTED, at);
        return draw.graph.build(graphs.append(Kind.SOFTMAX, at));
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

    private int append(Kind kind, int in) {
        Shape shape = draw.shapeOf(in);
        switch (kind) {
            case CONV:
                return windows.convolution(
                        in, draw.between(1, 5), draw.between(1, 5), 1, draw.padding());
            case POINTWISE_CONV:
                return windows.convolution(in, 1, 1, 1, Padding.VALID);
            case GROUPED_CONV:
                return windows.convolution(
                        in, draw.between(1, 3), draw.between(1, 3), shape.get(3), draw.padding());
            case PADDED_CONV:
                return windows.paddedConvolution(in);
            case DEPTHWISE:
                return windows.depthwise(in);
            case FULLY_CONNECTED:
                return windows.fullyConnected(in);
            case ADD:
            case SUB:
            case MUL:
                return movement.binary(kind, in, movement.operand(shape));
            case ADD_BROADCAST:
                return movement.binary(Kind.ADD, in, movement.operand(movement.broadcast(shape)));
            case CONCATENATION:
                return movement.concatenation(in);
            case AVERAGE_POOL:
            case MAX_POOL:
                return windows.pool(kind, in);
            case MEAN:
                return movement.mean(in);
            case PAD:
            case PADV2:
                return movement.pad(kind, in);
            case RESHAPE:
                return draw.graph.add(
                        new Operator.Reshape(
                                in,
                                draw.graph.ints(shape.get(0), -1),
                                draw.like(
                                        in,
                                        Shape.of(shape.get(0), shape.elements() / shape.get(0)))));
            case SOFTMAX:
                float beta = draw.random.nextBoolean() ? 1f : 0.3f;
                return draw.graph.add(
                        new Operator.Softmax(
                                in,
                                draw.graph.codes(draw.type, shape, 1f / 256, draw.type.minimum()),
                                Float.floatToIntBits(beta)));
            case LOGISTIC:
                return draw.graph.add(
                        new Operator.Unary(
                                Operator.Function.LOGISTIC,
                                in,
                                draw.graph.codes(draw.type, shape, 1f / 256, draw.type.minimum())));
            case TANH:
                int middle = (draw.type.minimum() + draw.type.maximum() + 1) / 2;
                return draw.graph.add(
                        new Operator.Unary(
                                Operator.Function.TANH,
                                in,
                                draw.graph.codes(draw.type, shape, 1f / 128, middle)));
            case RELU:
                return draw.graph.add(
                        new Operator.Unary(
                                Operator.Function.RELU,
                                in,
                                draw.output(shape, draw.nearby(draw.scaleOf(in)))));
            case RELU6:
                return draw.graph.add(
                        new Operator.Unary(Operator.Function.RELU6, in, draw.like(in, shape)));
            case LEAKY_RELU:
                float alpha = draw.random.nextFloat() * (draw.random.nextInt(4) == 0 ? -1f : 1f);
                return draw.graph.add(
                        new Operator.LeakyRelu(
                                in,
                                draw.output(shape, draw.nearby(draw.scaleOf(in))),
                                Float.floatToIntBits(alpha)));
            case HARD_SWISH:
                return draw.graph.add(
                        new Operator.Unary(
                                Operator.Function.HARD_SWISH,
                                in,
                                draw.output(shape, draw.nearby(draw.scaleOf(in)))));
            case QUANTIZE:
                return draw.graph.add(
                        new Operator.Unary(
                                Operator.Function.QUANTIZE,
                                in,
                                draw.output(shape, draw.nearby(draw.scaleOf(in)))));
            case TRANSPOSE:
                return movement.transpose(in);
            case STRIDED_SLICE:
                return movement.stridedSlice(in);
            case RESIZE:
                return movement.resize(in);
            default:
                return custom.append(kind, in);
        }
    }
}
