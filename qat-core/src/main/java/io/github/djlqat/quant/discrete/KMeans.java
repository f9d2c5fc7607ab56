package io.github.djlqat.quant.discrete;

import java.util.Arrays;

/**
 * Clusters numbers by Lloyd's iterations. Sorted numbers make each cluster a range, and sums of
 * ranges make an iteration cost k binary searches, whatever the count of numbers.
 */
final class KMeans {

    private static final int ITERATIONS = 1000;

    private final double[] sorted;
    private final double[] sums;
    private final double[] distinct;

    /**
     * Takes the numbers to cluster.
     *
     * @param values at least one, all finite
     */
    KMeans(float[] values) {
        sorted = new double[values.length];
        Arrays.setAll(sorted, i -> values[i] == 0 ? 0 : values[i]);
        Arrays.sort(sorted);
        sums = new double[sorted.length + 1];
        for (int i = 0; i < sorted.length; i++) {
            sums[i + 1] = sums[i] + sorted[i];
        }
        distinct = Arrays.stream(sorted).distinct().toArray();
    }

    /** Returns how many different numbers there are. */
    int distinct() {
        return distinct.length;
    }

    /** Returns {@code k} numbers evenly spaced from the smallest to the largest. */
    double[] linear(int k) {
        double low = sorted[0];
        double high = sorted[sorted.length - 1];
        double[] start = new double[k];
        Arrays.setAll(start, i -> k == 1 ? (low + high) / 2 : low + (high - low) * i / (k - 1));
        return start;
    }

    /** Returns the numbers at {@code k} equal steps of the cumulative distribution. */
    double[] density(int k) {
        double[] start = new double[k];
        Arrays.setAll(start, i -> sorted[(int) ((2L * i + 1) * sorted.length / (2L * k))]);
        return start;
    }

    /** Returns {@code k} different numbers at random, k at most {@link #distinct}. */
    double[] random(int k, SeededUniforms random) {
        double[] pool = distinct.clone();
        for (int i = 0; i < k; i++) {
            int j = i + random.next(pool.length - i);
            double drawn = pool[j];
            pool[j] = pool[i];
            pool[i] = drawn;
        }
        double[] start = Arrays.copyOf(pool, k);
        Arrays.sort(start);
        return start;
    }

    /**
     * Iterates until no number changes its cluster. A cluster that is empty stays where it is.
     *
     * @param start ascending
     * @return the clusters' means, ascending
     */
    double[] lloyd(double[] start) {
        double[] centroids = start.clone();
        int[] before = new int[0];
        for (int i = 0; i < ITERATIONS; i++) {
            int[] ends = ends(centroids);
            if (Arrays.equals(ends, before)) {
                break;
            }
            for (int j = 0; j < centroids.length; j++) {
                int from = j == 0 ? 0 : ends[j - 1];
                if (ends[j] > from) {
                    centroids[j] = (sums[ends[j]] - sums[from]) / (ends[j] - from);
                }
            }
            before = ends;
        }
        return centroids;
    }

    /** Returns where each cluster's range of the sorted numbers ends. */
    private int[] ends(double[] centroids) {
        int[] ends = new int[centroids.length];
        for (int j = 0; j < ends.length - 1; j++) {
            ends[j] = countUpTo((centroids[j] + centroids[j + 1]) / 2);
        }
        ends[ends.length - 1] = sorted.length;
        return ends;
    }

    private int countUpTo(double limit) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] <= limit) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * Returns the index of the centroid nearest to a number; the lower one if two are as near.
     *
     * @param centroids ascending
     */
    static int nearest(double[] centroids, double value) {
        int low = 0;
        int high = centroids.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (value <= (centroids[middle] + centroids[middle + 1]) / 2) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
