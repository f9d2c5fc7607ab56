package io.github.djlqat.onnx;

import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Padding;
import io.github.djlqat.runtime.graph.Quantization;
import io.github.djlqat.runtime.graph.Shape;
import io.github.djlqat.runtime.graph.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the operators on bits, in floats of +1 and -1: ONNX has no bits. Sums of such products are
 * whole numbers, so every comparison is exact; what ends in codes is rounded as elsewhere.
 */
final class SignWriter {

    private static final int WORD = 32;

    /** Signs as a value of the tensor's usual layout. */
    private record Signs(String name, int channels) {}

    private final Context c;
    private final Map<Integer, Signs> written = new HashMap<>();

    SignWriter(Context context) {
        c = context;
    }

    /** Writes an operator that makes, moves or reads bits; returns whether it is one. */
    boolean write(Operator op) {
        if (op instanceof Operator.LceQuantize o) {
            quantize(o);
        } else if (op instanceof Operator.DjlqatBinarize o) {
            binarize(o);
        } else if (op instanceof Operator.LceBconv2d o) {
            convolution(o);
        } else if (op instanceof Operator.LceBMaxPool2d o) {
            pool(o);
        } else if (op instanceof Operator.LceDequantize o) {
            c.values.define(o.output(), signs(o.input()).name());
        } else if (op instanceof Operator.Reshape o && written.containsKey(o.input())) {
            reshape(o);
        } else {
            return false;
        }
        return true;
    }

    private Signs signs(int tensor) {
        Signs signs = written.get(tensor);
        if (signs == null) {
            throw c.unsupported(
                    "expected bits that came straight from where they were made, found some that"
                            + " were transposed or sliced",
                    "export to .tflite, or move codes instead of bits");
        }
        return signs;
    }

    private void define(int tensor, String name, int channels) {
        for (int output : c.graph.outputs().toArray()) {
            if (output == tensor) {
                throw c.unsupported(
                        "expected codes at the model's end, found bits",
                        "export to .tflite, or let the model end in codes");
            }
        }
        written.put(tensor, new Signs(name, channels));
    }

    /** Returns +1 or -1 by a condition. */
    private String choose(int tensor, String condition, float yes, float no) {
        String name = c.values.name(tensor);
        String one = c.out.floats(name + "_yes", new float[] {yes});
        String other = c.out.floats(name + "_no", new float[] {no});
        return c.out.node("Where", name + "_signs", List.of(condition, one, other));
    }

    private void quantize(Operator.LceQuantize o) {
        String name = c.values.name(o.output());
        String zero = c.out.floats(name + "_zero", new float[] {0});
        String below = c.out.node("Less", name + "_below", List.of(c.values.real(o.input()), zero));
        define(o.output(), choose(o.output(), below, -1, 1), c.shape(o.input()).get(-1));
    }

    /** Bounds lie half a step outside the codes of the interval. */
    private void binarize(Operator.DjlqatBinarize o) {
        Quantization q = c.tensor(o.input()).requireQuantization();
        Bytes intervals = c.tensor(o.intervals()).requireData();
        int channels = c.shape(o.input()).get(-1);
        float[] low = new float[channels];
        float[] high = new float[channels];
        for (int i = 0; i < channels; i++) {
            low[i] = q.scale() * (intervals.get(i) - q.zeroPoint() - 0.5f);
            high[i] = q.scale() * (intervals.get(channels + i) - q.zeroPoint() + 0.5f);
        }
        String name = c.values.name(o.output());
        long[] shape = perChannel(c.shape(o.input()), channels);
        String real = c.values.real(o.input());
        String lower = c.out.floats(name + "_low", low, shape);
        String upper = c.out.floats(name + "_high", high, shape);
        String above = c.out.node("Greater", name + "_above", List.of(real, lower));
        String below = c.out.node("Less", name + "_below", List.of(real, upper));
        String inside = c.out.node("And", name + "_inside", List.of(above, below));
        define(o.output(), choose(o.output(), inside, 1, -1), channels);
    }

    private static long[] perChannel(Shape shape, int channels) {
        return shape.rank() == 4 ? new long[] {channels, 1, 1} : new long[] {channels};
    }

    private void convolution(Operator.LceBconv2d o) {
        Shape filter = c.shape(o.filter());
        int channels = filter.get(0);
        int groups = c.shape(o.input()).get(3) / filter.get(3);
        int depth = o.channelsIn() / groups;
        int[] vertical = {filter.get(1), o.strideH(), o.dilationH()};
        int[] horizontal = {filter.get(2), o.strideW(), o.dilationW()};
        int[] pads = Pads.of(c, o.padding(), o.input(), o.output(), vertical, horizontal);
        String name = c.values.name(o.output());
        String signs = signs(o.input()).name();
        if (o.onePadding() && o.padding() == Padding.SAME) {
            String list =
                    c.out.longs(name + "_pads", 0, 0, pads[0], pads[1], 0, 0, pads[2], pads[3]);
            String one = c.out.floats(name + "_one", new float[] {1});
            signs = c.out.node("Pad", name + "_padded", List.of(signs, list, one));
            pads = new int[4];
        }
        String weights =
                c.out.floats(
                        c.values.name(o.filter()),
                        weights(c.tensor(o.filter()), depth),
                        channels,
                        depth,
                        vertical[0],
                        horizontal[0]);
        String dot =
                c.out.node(
                        "Conv",
                        name + "_dot",
                        List.of(signs, weights),
                        Attributes.integers("kernel_shape", vertical[0], horizontal[0]),
                        Attributes.integers("strides", vertical[1], horizontal[1]),
                        Attributes.integers("dilations", vertical[2], horizontal[2]),
                        Attributes.integers("pads", pads),
                        Attributes.integer("group", groups));
        if (c.tensor(o.output()).type() == ElementType.INT32) {
            toBits(o, dot, vertical[0] * horizontal[0] * depth, channels);
        } else {
            toCodes(o, dot, channels);
        }
    }

    /** Returns the filter's signs, [OC,depth,KH,KW], from words [OC,KH,KW,words]. */
    private static float[] weights(Tensor filter, int depth) {
        int[] words = filter.requireData().toInts();
        Shape shape = filter.shape();
        int taps = shape.get(1) * shape.get(2);
        int run = shape.get(3);
        float[] signs = new float[shape.get(0) * depth * taps];
        for (int i = 0; i < signs.length; i++) {
            int tap = i % taps;
            int channel = i / taps % depth;
            int word = words[(i / taps / depth * taps + tap) * run + channel / WORD];
            signs[i] = (word >>> channel % WORD & 1) == 1 ? -1 : 1;
        }
        return signs;
    }

    /** A bit is set, which is -1, where {@code K - dot > 2 * threshold}. */
    private void toBits(Operator.LceBconv2d o, String dot, int largest, int channels) {
        int[] thresholds = c.tensor(o.threshold()).requireData().toInts();
        float[] limits = new float[channels];
        for (int i = 0; i < channels; i++) {
            long limit = largest - 2L * thresholds[i];
            limits[i] = Math.max(-largest, Math.min(largest + 1L, limit));
        }
        String name = c.values.name(o.output());
        String limit = c.out.floats(name + "_limit", limits, channels, 1, 1);
        String below = c.out.node("Less", name + "_below", List.of(dot, limit));
        define(o.output(), choose(o.output(), below, -1, 1), channels);
    }

    /** The activation is the dot product's own; a factor and a summand for each channel follow. */
    private void toCodes(Operator.LceBconv2d o, String dot, int channels) {
        String name = c.values.name(o.output());
        String clipped = dot;
        if (o.activation() == Activation.RELU) {
            clipped = c.out.node("Relu", name + "_clipped", List.of(dot));
        } else if (o.activation() == Activation.RELU6) {
            clipped = c.values.clip(dot, name + "_clipped", 0, 6);
        } else if (o.activation() == Activation.RELU_N1_TO_1) {
            clipped = c.values.clip(dot, name + "_clipped", -1, 1);
        }
        String factor = constant(name + "_factor", o.multiplier(), channels);
        String summand = constant(name + "_summand", o.bias(), channels);
        String product = c.out.node("Mul", name + "_product", List.of(clipped, factor));
        String sum = c.out.node("Add", name + "_sum", List.of(product, summand));
        c.values.define(o.output(), sum);
    }

    private String constant(String name, int tensor, int channels) {
        float[] values = new float[channels];
        c.tensor(tensor).requireData().asBuffer().asFloatBuffer().get(values);
        return c.out.floats(name, values, channels, 1, 1);
    }

    private void pool(Operator.LceBMaxPool2d o) {
        int[] vertical = {o.filterH(), o.strideH(), 1};
        int[] horizontal = {o.filterW(), o.strideW(), 1};
        Signs in = signs(o.input());
        String pooled =
                c.out.node(
                        "MaxPool",
                        c.values.name(o.output()) + "_signs",
                        List.of(in.name()),
                        Attributes.integers("kernel_shape", o.filterH(), o.filterW()),
                        Attributes.integers("strides", o.strideH(), o.strideW()),
                        Attributes.integers(
                                "pads",
                                Pads.of(
                                        c,
                                        o.padding(),
                                        o.input(),
                                        o.output(),
                                        vertical,
                                        horizontal)));
        define(o.output(), pooled, in.channels());
    }

    /**
     * Words that move are 32 channels each, the unused ones +1, unless the last dimension stays.
     */
    private void reshape(Operator.Reshape o) {
        Shape from = c.shape(o.input());
        Shape to = c.shape(o.output());
        Signs in = signs(o.input());
        boolean kept = from.get(-1) == to.get(-1);
        int channels = kept ? in.channels() : WORD * to.get(-1);
        String name = c.values.name(o.output());
        String signs = in.name();
        if (!kept && in.channels() % WORD != 0) {
            long[] pads = new long[2 * from.rank()];
            int axis = Layout.natural(from.rank()).position(from.rank() - 1);
            pads[from.rank() + axis] = WORD * from.get(-1) - in.channels();
            String one = c.out.floats(name + "_one", new float[] {1});
            String list = c.out.longs(name + "_pads", pads);
            signs = c.out.node("Pad", name + "_padded", List.of(signs, list, one));
        }
        if (from.rank() == 4) {
            signs = transpose(signs, name + "_last", Layout.CHANNELS_FIRST);
        }
        int[] shape = to.dimensions().toArray();
        shape[shape.length - 1] = channels;
        String list = c.out.longs(name + "_shape", Longs.of(shape));
        signs = c.out.node("Reshape", name + "_reshaped", List.of(signs, list));
        if (to.rank() == 4) {
            signs = transpose(signs, name + "_first", Layout.NATIVE);
        }
        define(o.output(), signs, channels);
    }

    private String transpose(String signs, String name, Layout from) {
        return c.out.node(
                "Transpose", name, List.of(signs), Attributes.integers("perm", from.toOther()));
    }
}
