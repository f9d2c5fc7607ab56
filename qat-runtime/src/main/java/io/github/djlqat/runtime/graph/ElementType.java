package io.github.djlqat.runtime.graph;

/** What one element of a tensor is. */
public enum ElementType {
    /** Signed 8 bits: activations and weights. */
    INT8(1),
    /** Unsigned 8 bits: models quantized by TensorFlow 1's toolkit. */
    UINT8(1),
    /** Signed 32 bits: biases, accumulators, shapes and paddings. */
    INT32(4),
    /** Signed 64 bits: shapes in some files; never computed with. */
    INT64(8),
    /** IEEE 754 single precision: only outside QUANTIZE and DEQUANTIZE. */
    FLOAT32(4),
    /**
     * Constants only: indices of a few bits into a table of signed 8-bit values, see {@link
     * Coding}.
     */
    CODED(0);

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    /** Returns the bytes that one element takes; 0 where it takes less than one. */
    public int bytes() {
        return bytes;
    }

    /** Returns whether this is one of the two 8-bit types. */
    public boolean isQuantized() {
        return this == INT8 || this == UINT8;
    }

    /** Returns the lowest code of an 8-bit type. */
    public int minimum() {
        return requireQuantized() == INT8 ? -128 : 0;
    }

    /** Returns the highest code of an 8-bit type. */
    public int maximum() {
        return requireQuantized() == INT8 ? 127 : 255;
    }

    private ElementType requireQuantized() {
        if (!isQuantized()) {
            throw new IllegalStateException("expected INT8 or UINT8, found " + this);
        }
        return this;
    }
}
