package io.github.djlqat.runtime.graph;

import org.jspecify.annotations.Nullable;

/**
 * A tensor of the integer graph.
 *
 * @param name as in the file; may be empty, need not be unique
 * @param type what an element is
 * @param shape NHWC for images
 * @param quantization scale and zero point, or null where the numbers stand for themselves
 * @param data a constant's elements, little-endian, row-major; null where an operator or the caller
 *     writes the tensor
 * @param coding how a {@link ElementType#CODED} tensor's data stands for numbers; else null
 */
public record Tensor(
        String name,
        ElementType type,
        Shape shape,
        @Nullable Quantization quantization,
        @Nullable Bytes data,
        @Nullable Coding coding) {

    /**
     * Checks that a constant's data has the size its type and shape ask for, and that exactly a
     * coded tensor, which is always a constant, has a coding.
     */
    public Tensor {
        boolean coded = type == ElementType.CODED;
        if (coded != (coding != null) || coded && data == null) {
            throw new IllegalArgumentException(
                    String.format(
                            "tensor '%s': expected a coding and data if and only if CODED, found"
                                    + " %s, %s and %s",
                            name, type, coding, data));
        }
        long expected = byteSize(shape, type, coding);
        if (data != null && data.size() != expected) {
            throw new IllegalArgumentException(
                    String.format(
                            "tensor '%s': expected %d bytes of data for %s %s, found %d",
                            name, expected, type, shape, data.size()));
        }
    }

    /** A tensor that is not coded; the parameters as above. */
    public Tensor(
            String name,
            ElementType type,
            Shape shape,
            @Nullable Quantization quantization,
            @Nullable Bytes data) {
        this(name, type, shape, quantization, data, null);
    }

    private static long byteSize(Shape shape, ElementType type, @Nullable Coding coding) {
        long elements = shape.elements();
        return coding == null ? elements * type.bytes() : coding.byteSize(elements);
    }

    /** Returns whether the tensor's data is part of the model. */
    public boolean isConstant() {
        return data != null;
    }

    /** Returns the bytes that the tensor's elements take, packed as they are. */
    public long byteSize() {
        return byteSize(shape, type, coding);
    }

    /**
     * Returns the quantization.
     *
     * @throws IllegalStateException if the tensor has none
     */
    public Quantization requireQuantization() {
        if (quantization == null) {
            throw new IllegalStateException(
                    "tensor '" + name + "': expected a quantization, found none");
        }
        return quantization;
    }

    /**
     * Returns the coding.
     *
     * @throws IllegalStateException if the tensor is not coded
     */
    public Coding requireCoding() {
        if (coding == null) {
            throw new IllegalStateException("tensor '" + name + "': expected a coding, found none");
        }
        return coding;
    }

    /**
     * Returns the constant's bytes.
     *
     * @throws IllegalStateException if the tensor is no constant
     */
    public Bytes requireData() {
        if (data == null) {
            throw new IllegalStateException(
                    "tensor '" + name + "': expected a constant, found none");
        }
        return data;
    }
}
