package io.github.djlqat.runtime.kernel;

/** Working memory of one thread. */
public final class Scratch {

    private final byte[] bytes;
    private final int[] ints;

    private Scratch(byte[] bytes, int[] ints) {
        this.bytes = bytes;
        this.ints = ints;
    }

    /** Allocates room of the given sizes. */
    public static Scratch ofSize(int bytes, int ints) {
        return new Scratch(new byte[bytes], new int[ints]);
    }

    /** Returns room for codes, such as a gathered patch: to be written to. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns room for accumulators: to be written to. */
    public int[] ints() {
        return ints;
    }
}
