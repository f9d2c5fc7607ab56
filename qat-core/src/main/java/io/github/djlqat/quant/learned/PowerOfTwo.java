package io.github.djlqat.quant.learned;

/** Powers of two in float32. */
final class PowerOfTwo {

    private PowerOfTwo() {}

    /** Returns the least power of two that is at least {@code x}; x itself if it is no number. */
    static float atLeast(float x) {
        if (!(x > 0) || Float.isInfinite(x)) {
            return x;
        }
        float below = Math.scalb(1f, Math.getExponent(x));
        return below == x ? x : 2 * below;
    }

    /** Returns the power of two whose logarithm is nearest; x itself if it is no number. */
    static float nearest(float x) {
        if (!(x > 0) || Float.isInfinite(x)) {
            return x;
        }
        return Math.scalb(1f, (int) Math.rint(Math.log(x) / Math.log(2)));
    }
}
