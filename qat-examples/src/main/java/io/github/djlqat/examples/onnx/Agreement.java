package io.github.djlqat.examples.onnx;

import java.util.Locale;

/** Counts how far the codes of two computations agree. */
public final class Agreement {

    private final int codeMask;
    private long codes;
    private long equal;
    private int largest;
    private int examples;
    private int sameClass;
    private int right;
    private int labelled;

    /**
     * Starts at zero.
     *
     * @param unsigned whether codes are unsigned bytes
     */
    public Agreement(boolean unsigned) {
        codeMask = unsigned ? 0xff : -1;
    }

    /** Compares the codes of one example. */
    public void add(byte[] expected, byte[] found) {
        if (expected.length != found.length) {
            throw new IllegalArgumentException(
                    "codes: expected " + expected.length + ", found " + found.length);
        }
        for (int i = 0; i < expected.length; i++) {
            int difference = Math.abs((expected[i] & codeMask) - (found[i] & codeMask));
            equal += difference == 0 ? 1 : 0;
            largest = Math.max(largest, difference);
        }
        codes += expected.length;
    }

    /** As {@link #add(byte[], byte[])}, of scores; {@code label} is the right class, or -1. */
    public void addScores(byte[] expected, byte[] found, int label) {
        add(expected, found);
        examples++;
        int best = best(found);
        sameClass += best == best(expected) ? 1 : 0;
        if (label >= 0) {
            labelled++;
            right += best == label ? 1 : 0;
        }
    }

    private int best(byte... scores) {
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            best = (scores[i] & codeMask) > (scores[best] & codeMask) ? i : best;
        }
        return best;
    }

    /** Returns the largest difference of two codes. */
    public int largest() {
        return largest;
    }

    /** Returns the examples of which both found the same class. */
    public int sameClass() {
        return sameClass;
    }

    /** Returns the examples of which scores were compared. */
    public int examples() {
        return examples;
    }

    /** Returns the share of right classes as the second computation found them, or a dash. */
    public String accuracy() {
        return labelled == 0 ? "-" : percent(right, labelled);
    }

    /** Returns the share of examples with the same class. */
    public String sameClassShare() {
        return examples == 0 ? "-" : percent(sameClass, examples);
    }

    /** Returns the share of equal codes. */
    public String equalShare() {
        return codes == 0 ? "-" : percent(equal, codes);
    }

    /** Returns the share of equal codes, 0 to 1. */
    public double equal() {
        return codes == 0 ? 1 : (double) equal / codes;
    }

    private static String percent(long part, long whole) {
        return String.format(Locale.ROOT, "%.2f %%", 100.0 * part / whole);
    }
}
