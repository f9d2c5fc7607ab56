package io.github.djlqat.onnx;

import io.github.djlqat.runtime.graph.Padding;
import io.github.djlqat.runtime.graph.WindowGeometry;

/** Padding as ONNX wants it: explicit, and not the same on both sides where TFLite's is not. */
final class Pads {

    private Pads() {}

    /**
     * Returns the padding above, left, below, right.
     *
     * @param vertical taps, stride, dilation
     * @param horizontal likewise
     */
    static int[] of(
            Context c, Padding padding, int input, int output, int[] vertical, int[] horizontal) {
        int[] pads = new int[4];
        if (padding == Padding.SAME) {
            for (int d = 0; d < 2; d++) {
                int[] window = d == 0 ? vertical : horizontal;
                int in = c.shape(input).get(1 + d);
                int out = c.shape(output).get(1 + d);
                long extent = WindowGeometry.extent(window[0], window[2]);
                long total = Math.max((out - 1L) * window[1] + extent - in, 0);
                pads[d] = WindowGeometry.paddingBefore(out, in, extent, window[1]);
                pads[2 + d] = (int) total - pads[d];
            }
        }
        return pads;
    }
}
