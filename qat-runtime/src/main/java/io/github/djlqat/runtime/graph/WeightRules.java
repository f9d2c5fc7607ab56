package io.github.djlqat.runtime.graph;

import io.github.djlqat.runtime.MalformedModelException;

/** What filters and biases must be, and that their sums fit 32 bits. */
final class WeightRules {

    private WeightRules() {}

    /**
     * Returns a filter: a constant of the input's type, quantized per tensor or along {@code axis}.
     */
    static Tensor filter(OperatorCheck c, int tensor, ElementType type, int axis)
            throws MalformedModelException {
        Tensor filter = c.tensor(tensor);
        if (!filter.isConstant()) {
            throw c.unsupported(
                    "filter",
                    "a constant",
                    "a tensor computed at run time",
                    "export the model with constant weights");
        }
        if (!filter.type().isQuantized()) {
            throw c.unsupported(
                    "filter.type", type, filter.type(), "quantize the whole model to 8 bits");
        }
        c.type("filter", filter, type);
        Quantization quantization = filter.quantization();
        if (quantization == null) {
            throw c.fault("filter.quantization", "scales and zero points", "none");
        }
        if (!quantization.isPerTensor()) {
            c.type("filter", filter, ElementType.INT8);
            c.require(
                    quantization.axis() == axis,
                    "filter.quantization.axis",
                    axis,
                    quantization.axis());
        }
        if (type == ElementType.INT8) {
            for (int i = 0; i < quantization.zeroPoints().size(); i++) {
                int zeroPoint = quantization.zeroPoints().get(i);
                c.require(zeroPoint == 0, "filter.zeroPoints[" + i + "]", 0, zeroPoint);
            }
        }
        return filter;
    }

    /** Returns the bias, all 0 where it is absent. */
    static int[] bias(OperatorCheck c, int tensor, int channels) throws MalformedModelException {
        if (tensor == Operator.NONE) {
            return new int[channels];
        }
        Tensor bias = c.tensor(tensor);
        Bytes data = bias.data();
        if (data == null) {
            throw c.unsupported(
                    "bias",
                    "a constant",
                    "a tensor computed at run time",
                    "export the model with constant weights");
        }
        c.type("bias", bias, ElementType.INT32);
        c.require(
                bias.shape().elements() == channels,
                "bias.shape",
                "[" + channels + "]",
                bias.shape());
        return data.toInts();
    }

    /**
     * Requires that no accumulator can leave 32 bits, whatever the input's codes are.
     *
     * @param input the input
     * @param filter its weights, channel c's being {@code depth} of them
     * @param bias one for each channel
     * @param depth terms of a sum
     * @param channelStep 1 where a channel's weights follow each other; else the number of
     *     channels, which then alternate
     */
    static void accumulator(
            OperatorCheck c, Tensor input, Tensor filter, int[] bias, int depth, int channelStep)
            throws MalformedModelException {
        int inputZero = input.requireQuantization().zeroPoint();
        ElementType type = input.type();
        long widest = Math.max(type.maximum() - inputZero, inputZero - type.minimum());
        int filterZero = filter.requireQuantization().zeroPoint();
        Bytes weights = filter.requireData();
        for (int channel = 0; channel < bias.length; channel++) {
            long sum = 0;
            int at = channelStep == 1 ? channel * depth : channel;
            for (int i = 0; i < depth; i++, at += channelStep) {
                int weight = weights.get(at);
                int code = type == ElementType.UINT8 ? weight & 0xff : weight;
                sum += Math.abs(code - filterZero);
            }
            long worst = sum * widest + Math.abs((long) bias[channel]);
            c.require(
                    worst <= Integer.MAX_VALUE,
                    "filter",
                    "sums of at most " + Integer.MAX_VALUE,
                    "up to " + worst + " in channel " + channel + " over a depth of " + depth);
        }
    }
}
