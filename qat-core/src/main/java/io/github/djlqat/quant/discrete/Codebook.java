package io.github.djlqat.quant.discrete;

import java.util.Arrays;

/**
 * Reals as int8 levels with one scale: {@code real = scale * level}, the largest at 127 or -127.
 *
 * @param scale above 0
 * @param levels in the reals' order, in [-127, 127]; several reals may share one
 */
@SuppressWarnings("ArrayRecordComponent") // Stays within this package, and is not compared.
record Codebook(float scale, byte[] levels) {

    private static final int LARGEST = 127;

    /**
     * Rounds reals to levels.
     *
     * @param tensor whose reals they are, for messages
     * @throws IllegalStateException if a real is not finite, or all are 0
     */
    static Codebook of(String tensor, float[] reals) {
        float largest = 0;
        for (int i = 0; i < reals.length; i++) {
            if (!Float.isFinite(reals[i])) {
                throw new IllegalStateException(
                        String.format(
                                "%s: codebook entry %d: expected a finite number, found %s",
                                tensor, i, reals[i]));
            }
            largest = Math.max(largest, Math.abs(reals[i]));
        }
        float scale = largest / LARGEST;
        if (scale < Float.MIN_NORMAL) {
            throw new IllegalStateException(
                    String.format(
                            "%s: codebook: expected an entry other than 0, found %s as the largest",
                            tensor, largest));
        }
        byte[] levels = new byte[reals.length];
        for (int i = 0; i < levels.length; i++) {
            double level = Math.rint((double) reals[i] / scale);
            levels[i] = (byte) Math.max(-LARGEST, Math.min(LARGEST, level));
        }
        return new Codebook(scale, levels);
    }

    /** Returns the reals that the levels stand for. */
    float[] values() {
        float[] values = new float[levels.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = scale * levels[i];
        }
        return values;
    }

    /** Returns each level once, ascending. */
    byte[] distinct() {
        byte[] sorted = levels.clone();
        Arrays.sort(sorted);
        int count = 0;
        for (byte level : sorted) {
            if (count == 0 || sorted[count - 1] != level) {
                sorted[count++] = level;
            }
        }
        return Arrays.copyOf(sorted, count);
    }
}
