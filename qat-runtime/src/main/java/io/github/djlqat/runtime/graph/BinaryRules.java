package io.github.djlqat.runtime.graph;

import io.github.djlqat.runtime.MalformedModelException;

/** What the operators on bits, and batch norm, ask of their tensors and options. */
final class BinaryRules {

    /** The largest dot product of bits: leaves room for a bias and the fixed point. */
    private static final int MAXIMUM_DOT = 1 << 28;

    private static final long MAXIMUM_OFFSET = 1L << 62;
    private static final int MAXIMUM_SHIFT = 62;

    private BinaryRules() {}

    /** Checks an operator of this room; returns whether it is one. */
    static boolean check(OperatorCheck c, Operator op) throws MalformedModelException {
        if (op instanceof Operator.LceQuantize o) {
            toBits(c, c.codes("input", o.input(), ElementType.INT8), o.output());
        } else if (op instanceof Operator.LceDequantize o) {
            dequantize(c, o);
        } else if (op instanceof Operator.LceBconv2d o) {
            convolution(c, o);
        } else if (op instanceof Operator.LceBMaxPool2d o) {
            pool(c, o);
        } else if (op instanceof Operator.DjlqatBinarize o) {
            Tensor input = c.codes("input", o.input(), ElementType.INT8);
            toBits(c, input, o.output());
            c.constant("intervals", o.intervals(), ElementType.INT8, 2, input.shape().get(-1));
        } else if (op instanceof Operator.DjlqatBatchNorm o) {
            batchNorm(c, o);
        } else {
            return false;
        }
        return true;
    }

    /** Returns how many words hold so many bits. */
    private static int words(int channels) {
        return (int) ((channels + 31L) / 32);
    }

    /** Requires that one tensor's channels are the other's words. */
    private static void toBits(OperatorCheck c, Tensor codes, int output)
            throws MalformedModelException {
        Tensor bits = c.tensor(output);
        c.type("output", bits, ElementType.INT32);
        packed(c, codes, "output", bits);
    }

    private static void packed(OperatorCheck c, Tensor codes, String field, Tensor bits)
            throws MalformedModelException {
        c.require(codes.shape().rank() >= 1, "input.shape", "at least 1 dimension", codes.shape());
        int[] expected = codes.shape().dimensions().toArray();
        expected[expected.length - 1] = words(codes.shape().get(-1));
        c.shape(field, bits, expected);
    }

    private static void dequantize(OperatorCheck c, Operator.LceDequantize o)
            throws MalformedModelException {
        int channels = c.bits("input", o.input());
        Tensor output = c.codes("output", o.output(), ElementType.INT8);
        packed(c, output, "input", c.tensor(o.input()));
        c.require(
                output.shape().get(-1) == channels,
                "output.shape",
                "last dimension " + channels,
                output.shape());
    }

    private static void pool(OperatorCheck c, Operator.LceBMaxPool2d o)
            throws MalformedModelException {
        c.bits("input", o.input());
        Tensor input = c.tensor(o.input());
        c.rank("input", input, 4);
        Tensor output = c.tensor(o.output());
        c.type("output", output, ElementType.INT32);
        WindowRules.window(
                c,
                input,
                output,
                o.padding(),
                new int[] {o.filterH(), o.strideH(), 1},
                new int[] {o.filterW(), o.strideW(), 1},
                input.shape().get(3));
    }

    private static void convolution(OperatorCheck c, Operator.LceBconv2d o)
            throws MalformedModelException {
        int channels = c.bits("input", o.input());
        Tensor input = c.tensor(o.input());
        c.rank("input", input, 4);
        c.require(o.channelsIn() == channels, "channelsIn", channels, o.channelsIn());
        Tensor filter = c.tensor(o.filter());
        Bytes weights = c.constant("filter", filter);
        c.type("filter", filter, ElementType.INT32);
        c.rank("filter", filter, 4);
        int depth = depth(c, filter.shape(), channels);
        int outputs = filter.shape().get(0);
        clear(c, weights, filter.shape().get(3), depth);
        long dot = (long) filter.shape().get(1) * filter.shape().get(2) * depth;
        c.require(
                dot <= MAXIMUM_DOT,
                "filter.shape",
                "sums of at most " + MAXIMUM_DOT + " products",
                dot);
        Tensor output = c.tensor(o.output());
        boolean toBits = output.type() == ElementType.INT32;
        if (toBits) {
            c.constant("threshold", o.threshold(), ElementType.INT32, outputs);
        } else {
            if (output.type() == ElementType.FLOAT32) {
                throw c.unsupported(
                        "output.type", "INT8 or INT32", "FLOAT32", "quantize the whole model");
            }
            c.codes("output", o.output(), ElementType.INT8);
            finite(c, "multiplier", o.multiplier(), outputs, true);
            finite(c, "bias", o.bias(), outputs, false);
        }
        WindowRules.window(
                c,
                input,
                output,
                o.padding(),
                new int[] {filter.shape().get(1), o.strideH(), o.dilationH()},
                new int[] {filter.shape().get(2), o.strideW(), o.dilationW()},
                toBits ? words(outputs) : outputs);
    }

    /** Returns the channels of a group. */
    private static int depth(OperatorCheck c, Shape filter, int channels)
            throws MalformedModelException {
        int all = words(channels);
        int own = filter.get(3);
        c.require(
                all % own == 0,
                "filter.shape[3]",
                "a divisor of the input's " + all + " words",
                own);
        int groups = all / own;
        c.require(
                groups == 1 || channels == 32L * all,
                "filter.shape[3]",
                all + " words: groups ask for channels in whole words, not " + channels,
                own);
        c.require(
                filter.get(0) % groups == 0,
                "filter.shape[0]",
                "a multiple of " + groups + " groups",
                filter.get(0));
        return channels / groups;
    }

    /** Requires that bits past the last channel are clear. */
    private static void clear(OperatorCheck c, Bytes filter, int words, int depth)
            throws MalformedModelException {
        int used = depth - 32 * (words - 1);
        for (int at = words - 1; used < 32 && at < filter.size() / 4; at += words) {
            int word = filter.asBuffer().getInt(4 * at);
            c.require(
                    word >>> used == 0,
                    "filter[" + at + "]",
                    "the bits past channel " + depth + " clear",
                    Integer.toHexString(word));
        }
    }

    private static void finite(
            OperatorCheck c, String field, int tensor, int channels, boolean nonzero)
            throws MalformedModelException {
        Bytes data = c.constant(field, tensor, ElementType.FLOAT32, channels);
        for (int i = 0; i < channels; i++) {
            float value = data.asBuffer().getFloat(4 * i);
            c.require(
                    Float.isFinite(value) && !(nonzero && value == 0),
                    field + "[" + i + "]",
                    nonzero ? "finite and not 0" : "finite",
                    value);
        }
    }

    private static void batchNorm(OperatorCheck c, Operator.DjlqatBatchNorm o)
            throws MalformedModelException {
        Tensor output = OperatorRules.sameShape(c, o.input(), o.output());
        c.type("output", output, ElementType.INT8);
        c.require(output.shape().rank() >= 1, "input.shape", "a dimension", output.shape());
        int channels = output.shape().get(-1);
        c.constant("multiplier", o.multiplier(), ElementType.INT32, channels);
        c.require(
                o.shift() >= 0 && o.shift() <= MAXIMUM_SHIFT,
                "shift",
                "0 to " + MAXIMUM_SHIFT,
                o.shift());
        boolean wide = c.tensor(o.offset()).type() == ElementType.INT64;
        ElementType type = wide ? ElementType.INT64 : ElementType.INT32;
        Bytes offsets = c.constant("offset", o.offset(), type, channels);
        for (int i = 0; wide && i < channels; i++) {
            long offset = offsets.asBuffer().getLong(8 * i);
            c.require(
                    offset >= -MAXIMUM_OFFSET && offset <= MAXIMUM_OFFSET,
                    "offset[" + i + "]",
                    "at most 2^62 in magnitude",
                    offset);
        }
    }
}
