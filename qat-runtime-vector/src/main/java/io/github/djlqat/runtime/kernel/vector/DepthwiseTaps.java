package io.github.djlqat.runtime.kernel.vector;

import jdk.incubator.vector.IntVector;

/**
 * The inner loops of depthwise convolution: one vector of channels, the pixels of a row going by.
 * Pixel p's input for a tap is at {@code place + p * step}.
 */
final class DepthwiseTaps {

    private static final int L = Lanes.COUNT;

    private DepthwiseTaps() {}

    /**
     * Sets the sums of {@code count} pixels to the bias plus the products of nine taps.
     *
     * @param x widened inputs; also holds the sums
     * @param top where the window's first row starts
     * @param middle where its second starts
     * @param bottom where its third starts
     * @param tap ints from a tap to the next one across
     * @param step ints from a pixel to the next
     * @param weights packed, [tap][stride]
     * @param w where tap 0's start
     * @param stride ints from a tap's weights to the next one's
     * @param bias the sums' start, at {@code b}
     * @param b where it is
     * @param s where the sums go, [pixel][lane]
     * @param count how many pixels
     */
    static void nine(
            int[] x,
            int top,
            int middle,
            int bottom,
            int tap,
            int step,
            int[] weights,
            int w,
            int stride,
            int[] bias,
            int b,
            int s,
            int count) {
        IntVector start = load(bias, b);
        IntVector w0 = load(weights, w);
        IntVector w1 = load(weights, w + stride);
        IntVector w2 = load(weights, w + 2 * stride);
        IntVector w3 = load(weights, w + 3 * stride);
        IntVector w4 = load(weights, w + 4 * stride);
        IntVector w5 = load(weights, w + 5 * stride);
        IntVector w6 = load(weights, w + 6 * stride);
        IntVector w7 = load(weights, w + 7 * stride);
        IntVector w8 = load(weights, w + 8 * stride);
        for (int p = 0; p < count; p++) {
            int at = p * step;
            IntVector row0 =
                    load(x, top + at)
                            .mul(w0)
                            .add(load(x, top + at + tap).mul(w1))
                            .add(load(x, top + at + 2 * tap).mul(w2));
            IntVector row1 =
                    load(x, middle + at)
                            .mul(w3)
                            .add(load(x, middle + at + tap).mul(w4))
                            .add(load(x, middle + at + 2 * tap).mul(w5));
            IntVector row2 =
                    load(x, bottom + at)
                            .mul(w6)
                            .add(load(x, bottom + at + tap).mul(w7))
                            .add(load(x, bottom + at + 2 * tap).mul(w8));
            row0.add(row1).add(row2.add(start)).intoArray(x, s + p * L);
        }
    }

    /** Adds one tap's products to the sums of {@code count} pixels; parameters as above. */
    static void one(int[] x, int place, int step, int[] weights, int w, int s, int count) {
        IntVector weight = load(weights, w);
        for (int p = 0; p < count; p++) {
            int at = s + p * L;
            load(x, at).add(load(x, place + p * step).mul(weight)).intoArray(x, at);
        }
    }

    /** Sets the sums of {@code count} pixels to the bias. */
    static void start(int[] x, int s, int count, int[] bias, int b) {
        IntVector start = load(bias, b);
        for (int p = 0; p < count; p++) {
            start.intoArray(x, s + p * L);
        }
    }

    private static IntVector load(int[] array, int index) {
        return IntVector.fromArray(Lanes.INTS, array, index);
    }
}
