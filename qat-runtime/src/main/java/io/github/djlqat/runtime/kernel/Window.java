package io.github.djlqat.runtime.kernel;

/**
 * A window that slides over an image. Output (oy, ox) sees, for each tap (ky, kx), the input at
 * {@code (oy * strideH - padTop + ky * dilationH, ox * strideW - padLeft + kx * dilationW)}; a tap
 * outside the image contributes nothing (its code is the input's zero point). Padding below and to
 * the right follows from the output's size.
 */
public final class Window {
    /** Taps down, at least 1. */
    public final int height;

    /** Taps across, at least 1. */
    public final int width;

    /** Step down, at least 1. */
    public final int strideH;

    /** Step across, at least 1. */
    public final int strideW;

    /** Distance of taps down, at least 1. */
    public final int dilationH;

    /** Distance of taps across, at least 1. */
    public final int dilationW;

    /** Rows of padding above, at least 0; may exceed the window. */
    public final int padTop;

    /** Columns of padding to the left, at least 0; may exceed the window. */
    public final int padLeft;

    /** Sets every field, in their order. */
    public Window(
            int height,
            int width,
            int strideH,
            int strideW,
            int dilationH,
            int dilationW,
            int padTop,
            int padLeft) {
        this.height = height;
        this.width = width;
        this.strideH = strideH;
        this.strideW = strideW;
        this.dilationH = dilationH;
        this.dilationW = dilationW;
        this.padTop = padTop;
        this.padLeft = padLeft;
    }

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
