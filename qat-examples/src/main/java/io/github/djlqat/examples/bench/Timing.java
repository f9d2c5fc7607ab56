package io.github.djlqat.examples.bench;

import java.util.Arrays;
import java.util.Locale;

/**
 * Repeated measurements of one thing.
 *
 * @param median in nanoseconds
 * @param low a tenth of the measurements are below it
 * @param high a tenth of the measurements are above it
 * @param count how many measurements
 */
public record Timing(double median, double low, double high, int count) {

    /**
     * Sums up measurements.
     *
     * @param nanoseconds at least one, in any order
     */
    public static Timing of(double... nanoseconds) {
        if (nanoseconds.length == 0) {
            throw new IllegalArgumentException("expected at least one measurement, found none");
        }
        double[] sorted = nanoseconds.clone();
        Arrays.sort(sorted);
        return new Timing(
                quantile(sorted, 0.5), quantile(sorted, 0.1), quantile(sorted, 0.9), sorted.length);
    }

    /** Returns how often this fits into {@code other}, by medians: above 1 where this is faster. */
    public double timesFasterThan(Timing other) {
        return other.median / median;
    }

    /** Returns the median in milliseconds with about three digits. */
    public String milliseconds() {
        return milliseconds(median);
    }

    /** Returns the spread in milliseconds: where the middle 80 % of the measurements lie. */
    public String spread() {
        return milliseconds(low) + ".." + milliseconds(high);
    }

    private static String milliseconds(double nanoseconds) {
        double ms = nanoseconds / 1e6;
        String format = ms < 1 ? "%.4f" : ms < 10 ? "%.3f" : ms < 100 ? "%.2f" : "%.1f";
        return String.format(Locale.ROOT, format, ms);
    }

    /** Returns a quantile, between two measurements where it falls so. */
    private static double quantile(double[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
