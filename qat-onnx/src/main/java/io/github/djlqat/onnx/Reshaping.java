package io.github.djlqat.onnx;

import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.Operator;
import java.util.List;

/** Gives values another shape; where codes are stored the result is stored as codes too. */
final class Reshaping {

    private final Context c;

    Reshaping(Context context) {
        c = context;
    }

    /** Returns the reals of a tensor in another shape, with the tensor's own quantization. */
    String reshaped(int tensor, Layout layout, String name, long... shape) {
        String real = c.values.real(tensor, layout);
        return c.values.requantized(tensor, reshape(real, name + "_reshaped", shape));
    }

    private String reshape(String real, String name, long... shape) {
        String list = c.out.longs(name + "_shape", shape);
        return c.out.node("Reshape", name, List.of(real, list));
    }

    /** Writes a tensor of any shape from a matrix that an activation follows. */
    void activated(int output, String matrix, Activation activation) {
        // Quantized as a matrix first, next to what made it.
        String real = c.values.activated(output, matrix, activation);
        Layout layout = layoutOf(output);
        String name = c.values.name(output) + "_reshaped";
        String shaped = reshape(real, name, c.values.dimensions(output, layout));
        c.values.define(output, layout, shaped);
    }

    /** Channels first where that is no other order. */
    private Layout layoutOf(int tensor) {
        return c.values.sameOrder(tensor) ? c.values.natural(tensor) : Layout.NATIVE;
    }

    void reshape(Operator.Reshape o) {
        Layout from = c.values.sameOrder(o.input()) ? c.values.natural(o.input()) : Layout.NATIVE;
        String real = c.values.real(o.input(), from);
        Layout layout = layoutOf(o.output());
        String name = c.values.name(o.output()) + "_reshaped";
        c.values.define(
                o.output(), layout, reshape(real, name, c.values.dimensions(o.output(), layout)));
    }
}
