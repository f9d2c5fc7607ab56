package io.github.djlqat.runtime.tflite;

import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.UnsupportedOperatorException;
import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.Padding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An operator's options table; where a file has none, every field has the schema's default. */
final class Options {

    /** Those of enum ActivationFunctionType that the graph has, by code. */
    static final List<Activation> ACTIVATIONS =
            List.of(Activation.NONE, Activation.RELU, Activation.RELU_N1_TO_1, Activation.RELU6);

    private final FlatOperator operator;
    private final @Nullable FlatTable table;

    Options(FlatOperator operator, @Nullable FlatTable table) {
        this.operator = operator;
        this.table = table;
    }

    int int32(int field, String name, int absent) throws MalformedModelException {
        return table == null ? absent : table.int32(field, name, absent);
    }

    int int8(int field, String name) throws MalformedModelException {
        return table == null ? 0 : table.int8(field, name);
    }

    boolean bool(int field, String name) throws MalformedModelException {
        return table != null && table.bool(field, name);
    }

    /** Returns a stride, a dilation or a filter size: at least 1. */
    int positive(int field, String name, int absent) throws MalformedModelException {
        int value = int32(field, name, absent);
        if (value < 1) {
            throw malformed(field, name, "expected at least 1, found " + value);
        }
        return value;
    }

    /** Returns the bits of a float that must be finite. */
    int finiteBits(int field, String name) throws MalformedModelException {
        int bits = int32(field, name, 0);
        float value = Float.intBitsToFloat(bits);
        if (!Float.isFinite(value)) {
            throw malformed(field, name, "expected a finite number, found " + value);
        }
        return bits;
    }

    /** Returns enum Padding. */
    Padding padding(int field) throws MalformedModelException {
        int code = int8(field, "padding");
        if (code != 0 && code != 1) {
            throw malformed(field, "padding", "expected 0 (SAME) or 1 (VALID), found " + code);
        }
        return code == 0 ? Padding.SAME : Padding.VALID;
    }

    /** Returns enum ActivationFunctionType. */
    Activation activation(int field) throws MalformedModelException {
        String name = "fused_activation_function";
        int code = int8(field, name);
        if (code == 4 || code == 5) {
            throw unsupported(
                    name,
                    "NONE, RELU, RELU_N1_TO_1 or RELU6",
                    code == 4 ? "TANH" : "SIGN_BIT",
                    "make the activation an operator of its own");
        }
        if (code < 0 || code > 5) {
            throw malformed(field, name, "expected 0 to 5, found " + code);
        }
        return ACTIVATIONS.get(code);
    }

    /** Refuses a form of an operator that the graph does not have. */
    UnsupportedOperatorException unsupported(
            String name, String expected, String found, String remedy) {
        return new UnsupportedOperatorException(
                operator.kind().name(),
                operator.index(),
                name + ": expected " + expected + ", found " + found,
                remedy);
    }

    /** Returns a fault of a field, at the operator where it has no options. */
    MalformedModelException malformed(int field, String name, String problem) {
        return table == null
                ? new MalformedModelException(
                        operator.path() + ".builtin_options." + name, operator.offset(), problem)
                : table.malformed(field, name, problem);
    }
}
