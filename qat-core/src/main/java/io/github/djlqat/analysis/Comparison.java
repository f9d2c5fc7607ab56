package io.github.djlqat.analysis;

import java.util.Locale;

/**
 * How two sets of codes differ.
 *
 * @param codes how many were compared
 * @param equal how many are equal
 * @param largest the largest absolute difference
 */
public record Comparison(long codes, long equal, int largest) {

    /** Nothing compared yet. */
    public static final Comparison NONE = new Comparison(0, 0, 0);

    /**
     * Compares arrays of whole numbers.
     *
     * @throws IllegalArgumentException if they are not equally long
     */
    static Comparison of(float[] a, float[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException(
                    "expected equally many codes, found " + a.length + " and " + b.length);
        }
        long equal = 0;
        int largest = 0;
        for (int i = 0; i < a.length; i++) {
            int difference = Math.abs((int) a[i] - (int) b[i]);
            equal += difference == 0 ? 1 : 0;
            largest = Math.max(largest, difference);
        }
        return new Comparison(a.length, equal, largest);
    }

    /** Returns both comparisons as one. */
    public Comparison plus(Comparison o) {
        return new Comparison(codes + o.codes, equal + o.equal, Math.max(largest, o.largest));
    }

    /** Returns the share of equal codes, 1 where there is none to compare. */
    public double share() {
        return codes == 0 ? 1 : (double) equal / codes;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.4f %% +-%d", 100 * share(), largest);
    }
}
