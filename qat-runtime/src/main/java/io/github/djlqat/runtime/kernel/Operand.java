package io.github.djlqat.runtime.kernel;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a tensor's bytes are: in the arena from an offset on, or in an array of their own (a
 * constant). Elements follow each other row-major without gaps.
 */
public final class Operand {

    private final int offset;
    private final byte @Nullable [] constant;

    private Operand(int offset, byte @Nullable [] constant) {
        this.offset = offset;
        this.constant = constant;
    }

    /** Returns a place in the arena, {@code offset} bytes from its start. */
    public static Operand arena(int offset) {
        if (offset < 0) {
            throw new IllegalArgumentException("offset: expected at least 0, found " + offset);
        }
        return new Operand(offset, null);
    }

    /** Returns a constant of a copy of {@code codes}. */
    public static Operand constant(byte[] codes) {
        return new Operand(0, codes.clone());
    }

    /** Returns whether the bytes are a constant's; a kernel may then pack them. */
    public boolean isConstant() {
        return constant != null;
    }

    /** Returns the array that holds the bytes, to read from {@link #offset()} on. */
    public byte[] array(byte[] arena) {
        byte[] own = constant;
        return own != null ? own : arena;
    }

    /** Returns the index of the first byte in {@link #array}. */
    public int offset() {
        return offset;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Operand
                && offset == ((Operand) other).offset
                && Arrays.equals(constant, ((Operand) other).constant);
    }

    @Override
    public int hashCode() {
        return Objects.hash(offset, Arrays.hashCode(constant));
    }

    @Override
    public String toString() {
        byte[] own = constant;
        return own != null ? "constant of " + own.length + " bytes" : "arena + " + offset;
    }
}
