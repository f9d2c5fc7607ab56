package io.github.djlqat.runtime.kernel;

/**
 * A window that slides over an image. Output (oy, ox) sees, for each tap (ky, kx), the input at
 * {@code (oy * strideH - padTop + ky * dilationH, ox * strideW - padLeft + kx * dilationW)}; a tap
 * outside the image contributes nothing (its code is the input's zero point). Padding below and to
 * the right follows from the output's size.
 *
 * @param height taps down, at least 1
 * @param width taps across, at least 1
 * @param strideH step down, at least 1
 * @param strideW step across, at least 1
 * @param dilationH distance of taps down, at least 1
 * @param dilationW distance of taps across, at least 1
 * @param padTop rows of padding above, at least 0; may exceed the window
 * @param padLeft columns of padding to the left, at least 0; may exceed the window
 */
public record Window(
        int height,
        int width,
        int strideH,
        int strideW,
        int dilationH,
        int dilationW,
        int padTop,
        int padLeft) {

    /** Returns the number of taps. */
    public int taps() {
        return height * width;
    }

    /** Returns whether each output reads exactly the input at its own place: a 1x1 convolution. */
    public boolean isPointwise() {
        return height == 1
                && width == 1
                && strideH == 1
                && strideW == 1
                && padTop == 0
                && padLeft == 0;
    }
}
