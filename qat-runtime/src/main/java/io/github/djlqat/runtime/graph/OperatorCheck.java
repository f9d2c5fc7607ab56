package io.github.djlqat.runtime.graph;

import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.UnsupportedOperatorException;

/** One operator under examination: finds its tensors, and words what is wrong with them. */
final class OperatorCheck {

    /** Scales of tensors whose codes are copied may differ by this much, as in TFLite. */
    private static final float SCALE_TOLERANCE = 1e-6f;

    private final IntegerGraph graph;
    private final int index;
    private final Operator operator;
    private final int[] bits;

    /** Looks at one operator; {@code bits} as {@link BitChannels#of} finds them. */
    OperatorCheck(IntegerGraph graph, int index, int[] bits) {
        this.graph = graph;
        this.index = index;
        this.bits = bits;
        this.operator = graph.operators().get(index);
    }

    Tensor tensor(int tensor) {
        return graph.tensor(tensor);
    }

    /** Returns the exception for a field that is not as expected. */
    MalformedModelException fault(String field, Object expected, Object found) {
        return new MalformedModelException(
                "operators[" + index + "] " + operator.opName() + "." + field,
                "expected " + expected + ", found " + found);
    }

    /** Returns the exception for a form of the operator that the runtime does not have. */
    UnsupportedOperatorException unsupported(
            String field, Object expected, Object found, String remedy) {
        return new UnsupportedOperatorException(
                operator.opName(),
                index,
                field + ": expected " + expected + ", found " + found,
                remedy);
    }

    void require(boolean condition, String field, Object expected, Object found)
            throws MalformedModelException {
        if (!condition) {
            throw fault(field, expected, found);
        }
    }

    void positive(String field, int value) throws MalformedModelException {
        require(value >= 1, field, "at least 1", value);
    }

    void rank(String field, Tensor tensor, int rank) throws MalformedModelException {
        require(
                tensor.shape().rank() == rank,
                field + ".shape",
                rank + " dimensions",
                tensor.shape());
    }

    void shape(String field, Tensor tensor, int... expected) throws MalformedModelException {
        Ints dimensions = Ints.of(expected);
        require(
                tensor.shape().dimensions().equals(dimensions),
                field + ".shape",
                dimensions,
                tensor.shape());
    }

    void type(String field, Tensor tensor, ElementType type) throws MalformedModelException {
        require(tensor.type() == type, field + ".type", type, tensor.type());
    }

    /** Returns a tensor of 8-bit codes with one scale. */
    Tensor codes(String field, int tensor) throws MalformedModelException {
        Tensor found = tensor(tensor);
        if (!found.type().isQuantized()) {
            throw unsupported(
                    field + ".type",
                    "INT8 or UINT8",
                    found.type(),
                    "quantize the whole model to 8 bits");
        }
        Quantization quantization = found.quantization();
        if (quantization == null) {
            throw fault(field + ".quantization", "a scale and a zero point", "none");
        }
        require(
                quantization.isPerTensor(),
                field + ".quantization",
                "one scale",
                quantization.scales().size() + " scales");
        return found;
    }

    /** Returns a tensor of 8-bit codes of the given type. */
    Tensor codes(String field, int tensor, ElementType type) throws MalformedModelException {
        Tensor found = codes(field, tensor);
        type(field, found, type);
        return found;
    }

    /** Returns the channels of a tensor of bits, after checking that it is one. */
    int bits(String field, int tensor) throws MalformedModelException {
        require(
                bits[tensor] > 0,
                field,
                "bits, which LceQuantize, DjlqatBinarize, LceBconv2d and LceBMaxPool2d write",
                tensor(tensor).type() + " that is not known to be bits");
        return bits[tensor];
    }

    /** Returns a constant of a type and shape. */
    Bytes constant(String field, int tensor, ElementType type, int... shape)
            throws MalformedModelException {
        require(tensor != Operator.NONE, field, "a constant", "none");
        Tensor found = tensor(tensor);
        Bytes data = constant(field, found);
        type(field, found, type);
        shape(field, found, shape);
        return data;
    }

    /** Returns the data of a constant, and refuses what is computed at run time. */
    Bytes constant(String field, Tensor tensor) {
        Bytes data = tensor.data();
        if (data == null) {
            throw unsupported(
                    field,
                    "a constant",
                    "a tensor computed at run time",
                    "export the model with constant weights");
        }
        return data;
    }

    /** Requires that the codes of two tensors mean the same, or that one of them does not say. */
    void sameQuantization(String field, Tensor tensor, Tensor reference, boolean exactly)
            throws MalformedModelException {
        Quantization a = tensor.quantization();
        Quantization b = reference.quantization();
        if (a == null || b == null || !tensor.type().isQuantized()) {
            return;
        }
        require(
                a.isPerTensor() && b.isPerTensor(),
                field + ".quantization",
                "one scale",
                Math.max(a.scales().size(), b.scales().size()) + " scales");
        boolean scales =
                exactly
                        ? a.scale() == b.scale()
                        : Math.abs(a.scale() - b.scale()) <= SCALE_TOLERANCE;
        require(
                scales && a.zeroPoint() == b.zeroPoint(),
                field + ".quantization",
                "scale " + b.scale() + " and zero point " + b.zeroPoint() + " as the other's",
                "scale " + a.scale() + " and zero point " + a.zeroPoint());
    }

    /** Returns the values of a constant of 32 or 64-bit integers. */
    int[] integers(String field, int tensor) throws MalformedModelException {
        Tensor found = tensor(tensor);
        Bytes data = found.data();
        if (data == null) {
            throw unsupported(
                    field,
                    "a constant",
                    "a tensor computed at run time",
                    "export the model with static shapes");
        }
        if (found.type() == ElementType.INT32) {
            return data.toInts();
        }
        require(found.type() == ElementType.INT64, field + ".type", "INT32 or INT64", found.type());
        int[] values = new int[data.size() / 8];
        for (int i = 0; i < values.length; i++) {
            long value = data.asBuffer().getLong(8 * i);
            require(value == (int) value, field + "[" + i + "]", "32 bits", value);
            values[i] = (int) value;
        }
        return values;
    }

    /** Returns such values of which there must be {@code count}. */
    int[] integers(String field, int tensor, int count) throws MalformedModelException {
        int[] values = integers(field, tensor);
        require(values.length == count, field, count + " values", values.length);
        return values;
    }
}
