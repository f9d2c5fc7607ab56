package io.github.djlqat.onnx;

import io.github.djlqat.onnx.proto.TensorProto;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Quantization;
import io.github.djlqat.runtime.graph.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Writes filters and biases: integers behind DequantizeLinear, or floats. */
final class Weights {

    private final Context c;

    Weights(Context context) {
        c = context;
    }

    /**
     * Adds a filter; returns the name of its reals.
     *
     * @param filter the tensor
     * @param order how its codes are brought into ONNX's order
     * @param shape the shape of the result, output channels first
     */
    String filter(int filter, Arrangement order, long... shape) {
        Tensor tensor = c.tensor(filter);
        String name = c.values.name(filter);
        byte[] codes = order.apply(WeightCodes.of(tensor));
        int channels = (int) shape[0];
        if (!c.values.quantized()) {
            float[] reals = new float[codes.length];
            int each = codes.length / channels;
            for (int i = 0; i < reals.length; i++) {
                reals[i] = WeightCodes.real(tensor, codes[i], i / each);
            }
            return c.out.floats(name, reals, shape);
        }
        TensorProto.DataType type = Values.type(tensor.type());
        Quantization q = tensor.requireQuantization();
        String data = c.out.constant(name + "_quantized", type, ByteBuffer.wrap(codes), shape);
        byte[] zeroPoints = new byte[q.zeroPoints().size()];
        for (int i = 0; i < zeroPoints.length; i++) {
            zeroPoints[i] = (byte) q.zeroPoints().get(i);
        }
        long[] list = q.isPerTensor() ? new long[0] : new long[] {channels};
        String scale = c.out.floats(name + "_scale", q.scales().toArray(), list);
        String zero = c.out.constant(name + "_zero_point", type, ByteBuffer.wrap(zeroPoints), list);
        return dequantize(name, q, List.of(data, scale, zero));
    }

    /**
     * Adds the bias to an operator's inputs, if there is one: 32-bit integers of scale input times
     * filter, the product taken in float.
     */
    List<String> withBias(List<String> inputs, int input, int filter, int bias) {
        List<String> all = new ArrayList<>(inputs);
        if (bias == Operator.NONE) {
            return all;
        }
        Bytes data = c.tensor(bias).requireData();
        int channels = data.size() / 4;
        String name = c.values.name(bias);
        Quantization weights = c.tensor(filter).requireQuantization();
        float inputScale = c.tensor(input).requireQuantization().scale();
        float[] scales = new float[weights.scales().size()];
        for (int i = 0; i < scales.length; i++) {
            scales[i] = inputScale * weights.scales().get(i);
        }
        if (!c.values.quantized()) {
            float[] reals = new float[channels];
            int[] sums = data.toInts();
            for (int i = 0; i < channels; i++) {
                reals[i] = sums[i] * scales[weights.isPerTensor() ? 0 : i];
            }
            all.add(c.out.floats(name, reals, channels));
            return all;
        }
        long[] list = weights.isPerTensor() ? new long[0] : new long[] {channels};
        String integers =
                c.out.constant(
                        name + "_quantized", TensorProto.DataType.INT32, data.asBuffer(), channels);
        String scale = c.out.floats(name + "_scale", scales, list);
        all.add(dequantize(name, weights, List.of(integers, scale)));
        return all;
    }

    private String dequantize(String name, Quantization quantization, List<String> inputs) {
        return quantization.isPerTensor()
                ? c.out.node("DequantizeLinear", name, inputs)
                : c.out.node("DequantizeLinear", name, inputs, Attributes.integer("axis", 0));
    }
}
