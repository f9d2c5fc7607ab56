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
 */
public record Tensor(
        String name,
        ElementType type,
        Shape shape,
        @Nullable Quantization quantization,
        @Nullable Bytes data) {

    /** Checks that a constant's data has the size its type and shape ask for. */
    public Tensor {
        if (data != null && data.size() != (long) shape.elements() * type.bytes()) {
            throw new IllegalArgumentException(
                    String.format(
                            "tensor '%s': expected %d bytes of data for %s %s, found %d",
                            name,
                            (long) shape.elements() * type.bytes(),
                            type,
                            shape,
                            data.size()));
        }
    }

    /** Returns whether the tensor's data is part of the model. */
    public boolean isConstant() {
        return data != null;
    }

    /** Returns the bytes that the tensor's elements take. */
    public long byteSize() {
        return (long) shape.elements() * type.bytes();
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
