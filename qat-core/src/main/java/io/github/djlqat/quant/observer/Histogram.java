package io.github.djlqat.quant.observer;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * A histogram whose range grows with the data and loses nothing by it: bin {@code k} counts the
 * values in {@code [k * width, (k + 1) * width)}, the width is a power of two, and when the values
 * no longer fit, the width doubles and neighbours merge. The bins always span 0.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class Histogram {

    private static final int LEAST_EXPONENT = -40;

    private long[] counts;
    private long first;
    private int exponent = LEAST_EXPONENT;
    private long total;
    private float min = Float.POSITIVE_INFINITY;
    private float max = Float.NEGATIVE_INFINITY;

    /**
     * Makes an empty histogram.
     *
     * @param bins the most bins it keeps; the data and 0 span about half of them or more
     */
    public Histogram(int bins) {
        if (bins < 4) {
            throw new IllegalArgumentException("bins: expected at least 4, found " + bins);
        }
        counts = new long[bins];
    }

    /**
     * Counts values.
     *
     * @param values finite reals
     * @throws IllegalArgumentException if one is NaN or infinite; then nothing was counted
     */
    public void add(float[] values) {
        float low = min;
        float high = max;
        for (int i = 0; i < values.length; i++) {
            float value = values[i];
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException(
                        "expected finite values, found " + value + " at index " + i);
            }
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        if (values.length == 0) {
            return;
        }
        cover(low, high);
        double inverse = Math.scalb(1.0, -exponent);
        for (float value : values) {
            counts[(int) ((long) Math.floor(value * inverse) - first)]++;
        }
        total += values.length;
    }

    private void cover(float low, float high) {
        int wider = exponent;
        float bottom = Math.min(low, 0);
        float top = Math.max(high, 0);
        while (!fits(bottom, top, wider)) {
            wider++;
        }
        int shift = Math.min(63, wider - exponent);
        long start = index(bottom, wider);
        long[] merged = new long[counts.length];
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] != 0) {
                merged[(int) (((first + i) >> shift) - start)] += counts[i];
            }
        }
        counts = merged;
        exponent = wider;
        first = start;
        min = low;
        max = high;
    }

    private boolean fits(float low, float high, int exponent) {
        double inverse = Math.scalb(1.0, -exponent);
        return Math.max(Math.abs(low), Math.abs(high)) * inverse < 0x1p52
                && Math.floor(high * inverse) - Math.floor(low * inverse) < counts.length;
    }

    private static long index(float value, int exponent) {
        return (long) Math.floor(value * Math.scalb(1.0, -exponent));
    }

    /** Returns how many values were counted. */
    public long total() {
        return total;
    }

    /** Returns the most bins this histogram keeps. */
    public int bins() {
        return counts.length;
    }

    /** Returns the count of bin {@code i}, 0 the lowest. */
    public long count(int i) {
        return counts[i];
    }

    /** Returns the width of each bin. */
    public double width() {
        return Math.scalb(1.0, exponent);
    }

    /** Returns the lower edge of bin {@code i}. */
    public double edge(int i) {
        return (first + i) * width();
    }

    /** Returns the middle of bin {@code i}. */
    public double centre(int i) {
        return (first + i + 0.5) * width();
    }

    /** Returns the lowest and the highest value counted, exactly. */
    public Range range() {
        if (total == 0) {
            throw new IllegalStateException("expected counted values, found none");
        }
        return new Range(min, max);
    }

    /** Writes the state. */
    public void save(DataOutputStream os) throws IOException {
        os.writeInt(counts.length);
        os.writeInt(exponent);
        os.writeLong(first);
        os.writeLong(total);
        os.writeFloat(min);
        os.writeFloat(max);
        for (long count : counts) {
            os.writeLong(count);
        }
    }

    /**
     * Reads the state that {@link #save} wrote.
     *
     * @throws IOException if it cannot be read or has another number of bins
     */
    public void load(DataInputStream is) throws IOException {
        int bins = is.readInt();
        if (bins != counts.length) {
            throw new IOException("histogram: expected " + counts.length + " bins, found " + bins);
        }
        exponent = is.readInt();
        first = is.readLong();
        total = is.readLong();
        min = is.readFloat();
        max = is.readFloat();
        for (int i = 0; i < bins; i++) {
            counts[i] = is.readLong();
        }
    }
}
