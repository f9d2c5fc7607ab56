package io.github.djlqat.runtime.graph;

/** Output sizes and paddings of sliding windows along one dimension, as TensorFlow defines them. */
public final class WindowGeometry {

    private WindowGeometry() {}

    /**
     * Returns the extent of a filter of {@code filter} taps: {@code (filter - 1) * dilation + 1}.
     */
    public static long extent(int filter, int dilation) {
        return (filter - 1L) * dilation + 1;
    }

    /**
     * Returns how often the window fits, 0 or below where it does not.
     *
     * @param padding the rule
     * @param input the input's size, at least 1
     * @param extent the window's extent, at least 1
     * @param stride at least 1
     */
    public static long outputSize(Padding padding, int input, long extent, int stride) {
        return padding == Padding.SAME
                ? ((long) input + stride - 1) / stride
                : ((long) input + stride - extent) / stride;
    }

    /**
     * Returns the padding before the first element; the rest goes behind the last.
     *
     * @param output the output's size
     * @param input the input's size
     * @param extent the window's extent
     * @param stride at least 1
     */
    public static int paddingBefore(int output, int input, long extent, int stride) {
        long total = (output - 1L) * stride + extent - input;
        return (int) (Math.max(total, 0) / 2);
    }
}
