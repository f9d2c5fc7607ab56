package io.github.djlqat.quant;

/** Whole numbers of weights, in double precision. */
public final class UniformCodes {

    private UniformCodes() {}

    /**
     * Returns {@code clamp(rint(w / scale[c]), low, high)}.
     *
     * @param tensor the weights' name, for messages
     * @param weights [C, ...]
     * @param scales one for each channel, or one for all
     * @throws IllegalStateException if a weight is not finite
     */
    public static byte[] of(String tensor, float[] weights, float[] scales, int low, int high) {
        byte[] codes = new byte[weights.length];
        int depth = Math.max(1, weights.length / scales.length);
        for (int i = 0; i < codes.length; i++) {
            int c = i / depth;
            if (!Float.isFinite(weights[i])) {
                throw new IllegalStateException(
                        String.format(
                                "%s: weight of channel %d: expected a finite number, found %s",
                                tensor, c, weights[i]));
            }
            codes[i] =
                    (byte)
                            Math.max(
                                    low,
                                    Math.min(high, Math.rint((double) weights[i] / scales[c])));
        }
        return codes;
    }
}
