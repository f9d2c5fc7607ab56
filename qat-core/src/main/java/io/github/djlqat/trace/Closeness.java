package io.github.djlqat.trace;

/** How far two results of one computation in float are apart. */
final class Closeness {

    /** Allowed difference, relative to the largest magnitude. */
    static final double TOLERANCE = 1e-3;

    private Closeness() {}

    /**
     * Returns the largest difference over the largest magnitude of {@code expected}; infinity for
     * different lengths, or where one only is NaN or infinite.
     */
    static double difference(float[] expected, float[] found) {
        if (expected.length != found.length) {
            return Double.POSITIVE_INFINITY;
        }
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            boolean finite = Float.isFinite(expected[i]);
            if (!finite || !Float.isFinite(found[i])) {
                if (Float.compare(expected[i], found[i]) != 0) {
                    return Double.POSITIVE_INFINITY;
                }
                continue;
            }
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs((double) expected[i] - found[i]));
        }
        return difference == 0 ? 0 : difference / Math.max(largest, Float.MIN_NORMAL);
    }
}
