package io.github.djlqat.runtime.kernel;

/**
 * Working memory of one thread.
 *
 * @param bytes room for codes, such as a gathered patch
 * @param ints room for accumulators
 */
@SuppressWarnings("ArrayRecordComponent") // A buffer to write to, not a value.
public record Scratch(byte[] bytes, int[] ints) {

    /** Allocates room of the given sizes. */
    public static Scratch ofSize(int bytes, int ints) {
        return new Scratch(new byte[bytes], new int[ints]);
    }
}
