package io.github.djlqat.runtime.testing;

import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Coding;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.Floats;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Padding;
import io.github.djlqat.runtime.graph.Quantization;
import io.github.djlqat.runtime.graph.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Draws convolutions, fully connected layers and poolings. */
final class RandomWindows {

    private final RandomDraw draw;

    /** How the next filters are coded; null for plain ones. */
    @Nullable Coding coding;

    RandomWindows(RandomDraw draw) {
        this.draw = draw;
    }

    /** Adds a filter; its scales lie along {@code axis}, or there is but one. */
    int filter(Shape shape, int axis) {
        byte[] codes = new byte[shape.elements()];
        draw.random.nextBytes(codes);
        boolean unsigned = draw.type == ElementType.UINT8;
        for (int i = 0; i < codes.length; i++) {
            codes[i] = !unsigned && codes[i] == -128 ? 0 : codes[i];
        }
        boolean perTensor = unsigned || draw.random.nextInt(4) == 0;
        float[] scales = new float[perTensor ? 1 : shape.get(axis)];
        for (int i = 0; i < scales.length; i++) {
            scales[i] = (float) Math.exp(-6 + 2 * draw.random.nextDouble());
        }
        int[] zeroPoints = new int[scales.length];
        zeroPoints[0] = unsigned ? draw.between(100, 156) : 0;
        Quantization quantization =
                new Quantization(Floats.of(scales), Ints.of(zeroPoints), perTensor ? 0 : axis);
        if (coding != null) {
            int[] indices = new int[codes.length];
            Arrays.setAll(indices, i -> codes[i] & (1 << coding.bits()) - 1);
            return draw.graph.add(coding, shape, quantization, coding.pack(indices));
        }
        return draw.graph.add(draw.type, shape, quantization, Bytes.of(codes));
    }

    /**
     * Adds a bias of the scales of input times filter, or none. An output scale may not be so small
     * that TFLite would find the bias scale's rounding in float wanting.
     */
    int bias(int in, int filter, int channels) {
        if (draw.random.nextInt(5) == 0) {
            return Operator.NONE;
        }
        int[] values = new int[channels];
        for (int i = 0; i < channels; i++) {
            values[i] = draw.between(-20000, 20000);
        }
        Quantization weights = draw.graph.tensor(filter).requireQuantization();
        float[] scales = new float[weights.scales().size()];
        for (int i = 0; i < scales.length; i++) {
            scales[i] = draw.scaleOf(in) * weights.scales().get(i);
        }
        return draw.graph.add(
                ElementType.INT32,
                Shape.of(channels),
                new Quantization(Floats.of(scales), Ints.of(new int[scales.length]), 0),
                Bytes.ofInts(values));
    }

    float sumScale(int in, int filter, int depth) {
        float weight = draw.graph.tensor(filter).requireQuantization().scale();
        return draw.scaleOf(in)
                * weight
                * (float) Math.sqrt(depth)
                * (20 + 100 * draw.random.nextFloat());
    }

    int convolution(int in, int height, int width, int groups, Padding padding) {
        Shape shape = draw.shapeOf(in);
        boolean valid = padding == Padding.VALID;
        int kh = valid ? Math.min(height, shape.get(1)) : height;
        int kw = valid ? Math.min(width, shape.get(2)) : width;
        boolean plain = kh == 1 && kw == 1;
        int dh = valid || plain ? 1 : draw.between(1, 3);
        int dw = valid || plain ? 1 : draw.between(1, 3);
        int sh = draw.between(1, 3);
        int sw = draw.between(1, 3);
        int channels = groups * draw.between(1, groups > 1 ? 3 : 21);
        int depth = shape.get(3) / groups;
        int filter = filter(Shape.of(channels, kh, kw, depth), 0);
        int bias = bias(in, filter, channels);
        int oh = draw.size(padding, shape.get(1), kh, dh, sh);
        int ow = draw.size(padding, shape.get(2), kw, dw, sw);
        int out =
                draw.output(
                        Shape.of(shape.get(0), oh, ow, channels),
                        sumScale(in, filter, kh * kw * depth));
        return draw.graph.add(
                new Operator.Conv2D(
                        in, filter, bias, out, padding, sh, sw, dh, dw, draw.activation()));
    }

    int paddedConvolution(int in) {
        int[] pads = {
            0,
            0,
            draw.between(0, 2),
            draw.between(0, 3),
            draw.between(0, 2),
            draw.between(0, 3),
            0,
            0
        };
        int padded = padBy(in, pads);
        int out =
                draw.graph.add(new Operator.Pad(in, draw.graph.ints(pads), Operator.NONE, padded));
        return draw.random.nextBoolean()
                ? convolution(out, draw.between(1, 3), draw.between(1, 3), 1, draw.padding())
                : depthwise(out);
    }

    int padBy(int in, int[] pads) {
        int[] dimensions = draw.shapeOf(in).dimensions().toArray();
        for (int d = 0; d < dimensions.length; d++) {
            dimensions[d] += pads[2 * d] + pads[2 * d + 1];
        }
        return draw.like(in, Shape.of(dimensions));
    }

    int depthwise(int in) {
        Shape shape = draw.shapeOf(in);
        Padding padding = draw.padding();
        boolean valid = padding == Padding.VALID;
        int kh = valid ? Math.min(draw.between(1, 5), shape.get(1)) : draw.between(1, 5);
        int kw = valid ? Math.min(draw.between(1, 5), shape.get(2)) : draw.between(1, 5);
        int dh = valid ? 1 : draw.between(1, 3);
        int dw = valid ? 1 : draw.between(1, 3);
        int sh = draw.between(1, 3);
        int sw = draw.between(1, 3);
        int multiplier = draw.random.nextInt(3) == 0 ? draw.between(2, 3) : 1;
        int channels = shape.get(3) * multiplier;
        int filter = filter(Shape.of(1, kh, kw, channels), 3);
        int bias = bias(in, filter, channels);
        int oh = draw.size(padding, shape.get(1), kh, dh, sh);
        int ow = draw.size(padding, shape.get(2), kw, dw, sw);
        int out =
                draw.output(
                        Shape.of(shape.get(0), oh, ow, channels), sumScale(in, filter, kh * kw));
        return draw.graph.add(
                new Operator.DepthwiseConv2D(
                        in,
                        filter,
                        bias,
                        out,
                        padding,
                        sh,
                        sw,
                        dh,
                        dw,
                        multiplier,
                        draw.activation()));
    }

    int fullyConnected(int in) {
        Shape shape = draw.shapeOf(in);
        boolean keep = shape.rank() > 1 && draw.random.nextInt(3) == 0;
        int rows = keep ? shape.elements() / shape.get(-1) : shape.get(0);
        int depth = shape.elements() / rows;
        int channels = draw.between(1, 37);
        int filter = filter(Shape.of(channels, depth), 0);
        int bias = bias(in, filter, channels);
        int[] dimensions = keep ? shape.dimensions().toArray() : new int[] {rows, channels};
        dimensions[dimensions.length - 1] = channels;
        int out = draw.output(Shape.of(dimensions), sumScale(in, filter, depth));
        return draw.graph.add(
                new Operator.FullyConnected(in, filter, bias, out, keep, draw.activation()));
    }

    int pool(RandomGraphs.Kind kind, int in) {
        Shape shape = draw.shapeOf(in);
        Padding padding = draw.padding();
        boolean valid = padding == Padding.VALID;
        int kh = valid ? Math.min(draw.between(1, 5), shape.get(1)) : draw.between(1, 5);
        int kw = valid ? Math.min(draw.between(1, 5), shape.get(2)) : draw.between(1, 5);
        int sh = draw.between(1, 3);
        int sw = draw.between(1, 3);
        int oh = draw.size(padding, shape.get(1), kh, 1, sh);
        int ow = draw.size(padding, shape.get(2), kw, 1, sw);
        int out = draw.like(in, Shape.of(shape.get(0), oh, ow, shape.get(3)));
        Activation activation = draw.activation();
        return draw.graph.add(
                kind == RandomGraphs.Kind.AVERAGE_POOL
                        ? new Operator.Pool2D(false, in, out, padding, sh, sw, kh, kw, activation)
                        : new Operator.Pool2D(true, in, out, padding, sh, sw, kh, kw, activation));
    }
}
