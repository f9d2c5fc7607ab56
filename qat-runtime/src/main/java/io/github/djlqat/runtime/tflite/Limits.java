package io.github.djlqat.runtime.tflite;

/**
 * What a file may ask for before it is refused: bounds on memory and time that hold whatever the
 * bytes say. A refusal names the field, the limit and what was found.
 *
 * @param maxFileBytes the file's size; never above {@link Integer#MAX_VALUE}, since tensors are
 *     views into one array
 * @param maxTensors tensors of the graph, and likewise buffers of the file
 * @param maxOperators operators of the graph, and likewise operator codes
 * @param maxRank dimensions of a tensor
 * @param maxElements elements of a tensor
 * @param maxStringBytes UTF-8 bytes of a name or description
 * @param maxExpansion how many times its own size a file may unfold to: a flatbuffer's offsets may
 *     all point to the same place, so that a small file stands for a huge one
 */
public record Limits(
        int maxFileBytes,
        int maxTensors,
        int maxOperators,
        int maxRank,
        int maxElements,
        int maxStringBytes,
        int maxExpansion) {

    /**
     * Far above any model in use: files up to 8 bytes short of 2 GiB (no Java array is longer),
     * 65,536 tensors and operators, 8 dimensions, 2^31 - 1 elements, strings of 64 KiB, an
     * expansion of 16.
     */
    public static final Limits DEFAULT =
            new Limits(Integer.MAX_VALUE - 8, 65_536, 65_536, 8, Integer.MAX_VALUE, 65_536, 16);

    /** Checks that each limit is positive. */
    public Limits {
        requirePositive("maxFileBytes", maxFileBytes);
        requirePositive("maxTensors", maxTensors);
        requirePositive("maxOperators", maxOperators);
        requirePositive("maxRank", maxRank);
        requirePositive("maxElements", maxElements);
        requirePositive("maxStringBytes", maxStringBytes);
        requirePositive("maxExpansion", maxExpansion);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": expected at least 1, found " + value);
        }
    }
}
