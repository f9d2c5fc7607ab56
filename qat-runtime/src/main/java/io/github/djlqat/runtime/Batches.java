package io.github.djlqat.runtime;

/** Examples back to back in one array. */
final class Batches {

    private Batches() {}

    /**
     * Returns how many examples an array holds.
     *
     * @throws IllegalArgumentException if it does not hold whole ones
     */
    static int count(int length, int example, String what, String unit) {
        if (length % example != 0) {
            throw new IllegalArgumentException(
                    what
                            + ": expected a multiple of "
                            + example
                            + " "
                            + unit
                            + ", found "
                            + length);
        }
        return length / example;
    }

    /**
     * Returns the length of an array of that many examples.
     *
     * @throws IllegalArgumentException if no array is that long
     */
    static int size(int examples, int example) {
        long size = (long) examples * example;
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "output: expected at most "
                            + (Integer.MAX_VALUE - 8)
                            + " elements, found "
                            + size
                            + "; run fewer examples at a time");
        }
        return (int) size;
    }
}
