package io.github.djlqat.onnx;

import io.github.djlqat.onnx.proto.TensorProto;
import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Quantization;
import io.github.djlqat.runtime.graph.Shape;
import io.github.djlqat.runtime.graph.Tensor;
import io.github.djlqat.runtime.lower.Codes;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tensors of the integer graph as ONNX values: what is stored (codes, or floats where the model
 * is one of floats) and what operators compute with, which is always reals.
 */
final class Values {

    private record Key(int tensor, Layout layout) {}

    /** From signed codes to unsigned ones of the same meaning. */
    private static final int RAISE = 128;

    private final IntegerGraph graph;
    private final GraphWriter out;
    private final boolean quantized;
    private final boolean unsigned;
    private final Map<Key, String> stored = new HashMap<>();
    private final Map<Integer, List<String>> parameters = new HashMap<>();

    Values(IntegerGraph graph, GraphWriter out, OnnxOptions options) {
        this.graph = graph;
        this.out = out;
        quantized = options.precision() == OnnxOptions.Precision.INT8;
        unsigned = options.activations() == OnnxOptions.Activations.UINT8;
    }

    /** Returns whether values are stored as codes. */
    boolean quantized() {
        return quantized;
    }

    /** Returns a tensor's name, or one made of its index. */
    String name(int tensor) {
        String name = graph.tensor(tensor).name();
        return name.isEmpty() ? "tensor" + tensor : name;
    }

    /** Returns the layout a tensor has unless something asks for another. */
    Layout natural(int tensor) {
        return Layout.natural(graph.tensor(tensor).shape().rank());
    }

    /** Says under which name a tensor is stored. */
    void store(int tensor, Layout layout, String name) {
        stored.put(new Key(tensor, layout), name);
    }

    /** Returns whether a tensor is a constant or was written in a layout. */
    boolean has(int tensor, Layout layout) {
        return graph.tensor(tensor).isConstant() || stored.containsKey(new Key(tensor, layout));
    }

    /** Returns the reals of a tensor in its usual layout. */
    String real(int tensor) {
        return real(tensor, natural(tensor));
    }

    /**
     * Returns the reals of a tensor. Each reader has a DequantizeLinear of its own: runtimes fuse
     * those that one operator reads.
     */
    String real(int tensor, Layout layout) {
        String stored = stored(new Key(tensor, layout));
        return isCoded(tensor) ? dequantize(tensor, stored, name(tensor) + "_dequantized") : stored;
    }

    private boolean isCoded(int tensor) {
        return quantized && graph.tensor(tensor).type().isQuantized();
    }

    /** Returns what a tensor is stored as, in a layout: brought there where it is in another. */
    String stored(int tensor, Layout layout) {
        return stored(new Key(tensor, layout));
    }

    private String stored(Key key) {
        String known = stored.get(key);
        if (known != null) {
            return known;
        }
        if (graph.tensor(key.tensor()).isConstant()) {
            Arrangement order = Arrangement.of(graph.tensor(key.tensor()).shape(), key.layout());
            store(key.tensor(), key.layout(), constant(key.tensor(), order));
        } else {
            Layout other = key.layout() == Layout.NATIVE ? Layout.CHANNELS_FIRST : Layout.NATIVE;
            if (!stored.containsKey(new Key(key.tensor(), other))) {
                throw new IllegalStateException(
                        "tensor " + key.tensor() + ": expected one that was written, found none");
            }
            define(key.tensor(), key.layout(), moved(key.tensor(), other));
        }
        return stored.get(key);
    }

    /** Transposes, or only reshapes where no element changes its place. */
    private String moved(int tensor, Layout from) {
        String real = real(tensor, from);
        Tensor of = graph.tensor(tensor);
        Layout to = from == Layout.NATIVE ? Layout.CHANNELS_FIRST : Layout.NATIVE;
        if (Layout.sameOrder(of.shape())) {
            String shape = out.longs(name(tensor) + "_shape", to.dimensions(of.shape()));
            return out.node("Reshape", name(tensor) + "_reshaped", List.of(real, shape));
        }
        return out.node(
                "Transpose",
                name(tensor) + "_transposed",
                List.of(real),
                Attributes.integers("perm", from.toOther()));
    }

    /** Returns the reals of a constant of fewer dimensions, as an image of a given shape. */
    String constant(int tensor, Shape image) {
        String codes = constant(tensor, Arrangement.of(image, Layout.CHANNELS_FIRST));
        return quantized ? dequantize(tensor, codes, name(tensor) + "_image") : codes;
    }

    private String constant(int index, Arrangement order) {
        Tensor tensor = graph.tensor(index);
        byte[] codes = order.apply(WeightCodes.of(tensor));
        if (!quantized) {
            float[] floats = WeightCodes.reals(tensor, codes);
            return out.floats(name(index), floats, order.dimensions());
        }
        for (int i = 0; i < codes.length && raised(tensor); i++) {
            codes[i] ^= (byte) RAISE;
        }
        return out.constant(
                name(index) + "_quantized",
                activationType(index),
                ByteBuffer.wrap(codes),
                order.dimensions());
    }

    /** Writes a tensor from its reals: quantizes them where codes are stored. */
    void define(int tensor, Layout layout, String real) {
        store(tensor, layout, isCoded(tensor) ? quantize(tensor, real) : real);
    }

    /** Writes a tensor from its reals in its usual layout. */
    void define(int tensor, String real) {
        define(tensor, natural(tensor), real);
    }

    /**
     * Writes a tensor from its reals behind an activation. Where codes are stored the sum is
     * quantized before it is clipped, to the codes' own bounds, unless the end of the codes clips
     * as well: so the sum stays next to its quantization, where runtimes fuse the two, and the
     * bounds are exact.
     */
    void define(int tensor, Layout layout, String real, Activation activation) {
        if (activation == Activation.NONE) {
            define(tensor, layout, real);
        } else if (!quantized) {
            store(tensor, layout, activate(tensor, real, activation));
        } else {
            store(tensor, layout, clipped(tensor, real, activation));
        }
    }

    private String activate(int tensor, String real, Activation activation) {
        String name = name(tensor) + "_activated";
        if (activation == Activation.RELU) {
            return out.node("Relu", name, List.of(real));
        }
        boolean six = activation == Activation.RELU6;
        return clip(real, name, six ? 0 : -1, six ? 6 : 1);
    }

    /** Adds a clipping of reals. */
    String clip(String real, String name, float low, float high) {
        String lower = out.floats(name + "_min", new float[] {low});
        String upper = out.floats(name + "_max", new float[] {high});
        return out.node("Clip", name, List.of(real, lower, upper));
    }

    /** Returns what a tensor's reals are once they are stored: rounded where codes are stored. */
    String requantized(int tensor, String real) {
        return isCoded(tensor)
                ? dequantize(tensor, quantize(tensor, real), name(tensor) + "_rounded")
                : real;
    }

    /** As {@link #requantized}, behind an activation. */
    String activated(int tensor, String real, Activation activation) {
        if (activation == Activation.NONE) {
            return requantized(tensor, real);
        }
        return quantized
                ? dequantize(tensor, clipped(tensor, real, activation), name(tensor) + "_rounded")
                : activate(tensor, real, activation);
    }

    /** Quantizes and clips; returns the codes. */
    private String clipped(int index, String real, Activation activation) {
        Tensor tensor = graph.tensor(index);
        int low = lowest(tensor, activation);
        int high = highest(tensor, activation);
        String codes = quantize(index, real);
        if (low == tensor.type().minimum() && high == tensor.type().maximum()) {
            return codes;
        }
        String again = dequantize(index, codes, name(index) + "_sum");
        String name = name(index) + "_activated";
        boolean relu =
                low == tensor.requireQuantization().zeroPoint() && high == tensor.type().maximum();
        String clipped =
                relu
                        ? out.node("Relu", name, List.of(again))
                        : clip(again, name, real(tensor, low), real(tensor, high));
        return quantize(index, clipped);
    }

    /**
     * Writes a tensor from reals that codes of another quantization stand for, behind an
     * activation. The end of the codes is said as well, by an operator that runtimes do not take
     * out: two quantizations in a row would be merged into another one by ONNX Runtime 1.23.
     */
    void rescale(int index, Layout layout, String real, Activation activation) {
        if (!quantized) {
            define(index, layout, real, activation);
            return;
        }
        Tensor tensor = graph.tensor(index);
        int low = lowest(tensor, activation);
        String name = name(index);
        String highest = real(index, name + "_highest", highest(tensor, activation));
        String result = out.node("Min", name + "_saturated", List.of(real, highest));
        if (low > tensor.type().minimum()) {
            String lowest = real(index, name + "_lowest", low);
            result = out.node("Max", name + "_activated", List.of(result, lowest));
        }
        define(index, layout, result);
    }

    private String real(int index, String name, int code) {
        return out.floats(name, new float[] {real(graph.tensor(index), code)});
    }

    private static float real(Tensor tensor, int code) {
        Quantization q = tensor.requireQuantization();
        return q.scale() * (code - q.zeroPoint());
    }

    /** Returns the lowest code that an activation leaves. */
    private static int lowest(Tensor tensor, Activation activation) {
        if (activation == Activation.NONE) {
            return tensor.type().minimum();
        }
        return bound(tensor, activation == Activation.RELU_N1_TO_1 ? -1 : 0);
    }

    /** Returns the highest code that an activation leaves. */
    private static int highest(Tensor tensor, Activation activation) {
        if (activation == Activation.NONE || activation == Activation.RELU) {
            return tensor.type().maximum();
        }
        return bound(tensor, activation == Activation.RELU6 ? 6 : 1);
    }

    /** Returns the code that stands for a real, as the integer runtime finds it. */
    private static int bound(Tensor tensor, float real) {
        Quantization q = tensor.requireQuantization();
        long code = q.zeroPoint() + (long) Codes.roundHalfAway(real / q.scale());
        return (int) Math.max(tensor.type().minimum(), Math.min(tensor.type().maximum(), code));
    }

    private String quantize(int tensor, String real) {
        return out.node(
                "QuantizeLinear",
                name(tensor) + "_quantized",
                List.of(real, parameters(tensor).get(0), parameters(tensor).get(1)));
    }

    /** Adds the way from a tensor's codes to reals. */
    String dequantize(int tensor, String codes, String name) {
        String result = out.fresh(name);
        dequantizeTo(tensor, codes, result);
        return result;
    }

    /** As {@link #dequantize}, to a name that is reserved. */
    void dequantizeTo(int tensor, String codes, String name) {
        List<String> of = parameters(tensor);
        out.add("DequantizeLinear", name, List.of(codes, of.get(0), of.get(1)));
    }

    /** Returns the names of a tensor's scale and zero point. */
    private List<String> parameters(int index) {
        return parameters.computeIfAbsent(
                index,
                i -> {
                    Tensor tensor = graph.tensor(i);
                    Quantization q = tensor.requireQuantization();
                    int raise = raised(tensor) ? RAISE : 0;
                    byte[] zeroPoint = {(byte) (q.zeroPoint() + raise)};
                    return List.of(
                            out.floats(name(i) + "_scale", new float[] {q.scale()}),
                            out.constant(
                                    name(i) + "_zero_point",
                                    activationType(i),
                                    ByteBuffer.wrap(zeroPoint)));
                });
    }

    /** Returns the type of a tensor's codes, or of its numbers. */
    TensorProto.DataType activationType(int tensor) {
        Tensor of = graph.tensor(tensor);
        return raised(of) ? TensorProto.DataType.UINT8 : type(of.type());
    }

    private boolean raised(Tensor tensor) {
        return unsigned && tensor.type() == ElementType.INT8;
    }

    /** Returns ONNX's name of a type; weights of few bits become int8. */
    static TensorProto.DataType type(ElementType type) {
        switch (type) {
            case UINT8:
                return TensorProto.DataType.UINT8;
            case INT32:
                return TensorProto.DataType.INT32;
            case INT64:
                return TensorProto.DataType.INT64;
            case FLOAT32:
                return TensorProto.DataType.FLOAT;
            default:
                return TensorProto.DataType.INT8;
        }
    }

    /** Returns whether all of a tensor's elements lie in the same order in both layouts. */
    boolean sameOrder(int tensor) {
        return Layout.sameOrder(graph.tensor(tensor).shape());
    }

    /** Returns a tensor's dimensions in a layout. */
    long[] dimensions(int tensor, Layout layout) {
        return layout.dimensions(graph.tensor(tensor).shape());
    }
}
