package io.github.djlqat.runtime.kernel;

/**
 * One operator, ready to run: its constants are packed, its places in the arena known. A kernel
 * holds no state that {@link #run} changes, so that many threads and many arenas may share it.
 */
public interface Kernel {

    /**
     * Returns the number of independent parts of the output, such as its rows. Parts may run in any
     * order and at the same time, and each writes its own bytes only.
     */
    int units();

    /** Returns the bytes of {@link Scratch#bytes()} that a call of {@link #run} may overwrite. */
    default int scratchBytes() {
        return 0;
    }

    /** Returns the ints of {@link Scratch#ints()} that a call of {@link #run} may overwrite. */
    default int scratchInts() {
        return 0;
    }

    /**
     * Computes units {@code begin} (inclusive) to {@code end} (exclusive). Allocates nothing.
     *
     * @param arena the memory that operands without constant data live in
     * @param begin the first unit
     * @param end one past the last unit
     * @param scratch the calling thread's own working memory, at least as large as asked for, with
     *     any content
     */
    void run(byte[] arena, int begin, int end, Scratch scratch);
}
