package io.github.djlqat.runtime.tflite;

import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.UnsupportedOperatorException;
import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.Padding;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An operator's options: a table, where every field that a file lacks has the schema's default, or
 * a custom operator's map, which must have them all.
 */
final class Options {

    /** In place of a field's number where options go by names. */
    static final int CUSTOM = -1;

    private final FlatOperator operator;
    private final @Nullable FlatTable table;
    private final @Nullable FlexMap map;

    Options(FlatOperator operator, @Nullable FlatTable table, @Nullable FlexMap map) {
        this.operator = operator;
        this.table = table;
        this.map = map;
    }

    /** Returns an option of a custom operator. */
    int int32(String name) throws MalformedModelException {
        return int32(CUSTOM, name, 0);
    }

    /** Returns an option of a custom operator that must be at least 1. */
    int positive(String name) throws MalformedModelException {
        return positive(CUSTOM, name, 0);
    }

    /** Returns an option of a custom operator that is 0 or 1. */
    boolean bool(String name) throws MalformedModelException {
        int value = int32(name);
        if (value != 0 && value != 1) {
            throw malformed(CUSTOM, name, "expected 0 or 1, found " + value);
        }
        return value == 1;
    }

    /** Returns an option of a custom operator that is a list. */
    int[] ints(String name) throws MalformedModelException {
        return Objects.requireNonNull(map).ints(name);
    }

    int int32(int field, String name, int absent) throws MalformedModelException {
        if (map != null) {
            return map.int32(name);
        }
        return table == null ? absent : table.int32(field, name, absent);
    }

    int int8(int field, String name) throws MalformedModelException {
        if (map != null) {
            return map.int32(name);
        }
        return table == null ? 0 : table.int8(field, name);
    }

    boolean bool(int field, String name) throws MalformedModelException {
        return map != null ? bool(name) : table != null && table.bool(field, name);
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
        return Schema.ACTIVATIONS.get(code);
    }

    /** Refuses a form of an operator that the graph does not have. */
    UnsupportedOperatorException unsupported(
            String name, String expected, String found, String remedy) {
        return new UnsupportedOperatorException(
                operator.kind().toString(),
                operator.index(),
                name + ": expected " + expected + ", found " + found,
                remedy);
    }

    /** Returns a fault of a field, at the operator where it has no options. */
    MalformedModelException malformed(int field, String name, String problem) {
        if (table != null) {
            return table.malformed(field, name, problem);
        }
        String options = map != null ? ".custom_options." : ".builtin_options.";
        return new MalformedModelException(
                operator.path() + options + name, operator.offset(), problem);
    }
}
