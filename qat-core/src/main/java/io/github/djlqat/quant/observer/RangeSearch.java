package io.github.djlqat.quant.observer;

import java.util.function.Function;

/** Ranges that leave out part of a histogram's tails. */
public final class RangeSearch {

    private static final int CANDIDATES = 200;
    private static final int LEAST_ENTROPY_BINS = 128;
    private static final double SMOOTHING = 1e-4;

    private RangeSearch() {}

    /**
     * Returns the range that at most {@code 100 - percentile} % of the values lie below, and as
     * many above; linear within a bin.
     *
     * @param histogram the data
     * @param percentile in (50, 100]
     */
    public static Range percentile(Histogram histogram, double percentile) {
        Range all = histogram.range();
        double tail = histogram.total() * (1 - percentile / 100);
        if (tail <= 0) {
            return all;
        }
        double low = all.min();
        double below = 0;
        for (int i = 0; i < histogram.bins(); i++) {
            long count = histogram.count(i);
            if (below + count > tail) {
                low = histogram.edge(i) + (tail - below) / count * histogram.width();
                break;
            }
            below += count;
        }
        double high = all.max();
        double above = 0;
        for (int i = histogram.bins() - 1; i >= 0; i--) {
            long count = histogram.count(i);
            if (above + count > tail) {
                high = histogram.edge(i + 1) - (tail - above) / count * histogram.width();
                break;
            }
            above += count;
        }
        float min = clamp(low, all);
        return new Range(min, Math.max(min, clamp(high, all)));
    }

    /**
     * Returns the range of least squared quantization error, clipping included, taking each bin's
     * values to lie at its middle. Both ends shrink in proportion; where the values lie on both
     * sides of 0, each end is then shrunk by itself.
     *
     * @param histogram the data
     * @param grid which grid a range gives
     */
    public static Range leastSquares(Histogram histogram, Function<Range, Grid> grid) {
        Range all = histogram.range();
        Range best = all;
        double least = squaredError(histogram, grid.apply(all));
        for (int phase = 0; phase < 3; phase++) {
            Range from = best;
            for (int i = 1; i < CANDIDATES; i++) {
                double factor = 1 - i / (double) CANDIDATES;
                Range shrunk = from.times(factor);
                Range candidate =
                        phase == 0
                                ? shrunk
                                : phase == 1
                                        ? ends(shrunk.min(), from.max())
                                        : ends(from.min(), shrunk.max());
                double error = squaredError(histogram, grid.apply(candidate));
                if (error < least) {
                    least = error;
                    best = candidate;
                }
            }
        }
        return best;
    }

    private static Range ends(float min, float max) {
        return new Range(Math.min(min, max), max);
    }

    private static double squaredError(Histogram histogram, Grid grid) {
        double error = 0;
        for (int i = 0; i < histogram.bins(); i++) {
            long count = histogram.count(i);
            if (count != 0) {
                float x = (float) histogram.centre(i);
                double d = x - grid.dequantize(grid.quantize(x));
                error += count * d * d;
            }
        }
        return error;
    }

    /**
     * Returns the range whose quantized distribution diverges least from the original in the sense
     * of Kullback and Leibler, as TensorRT calibrates (S. Migacz, "8-bit Inference with TensorRT",
     * GTC 2017): for each threshold T on the absolute value, P is the histogram cut at T with the
     * outliers counted in its last bin, Q the same bins without the outliers merged into as many
     * levels as integers stand for one side, and spread again over the bins that were not empty.
     *
     * @param histogram the data
     * @param grid which grid a range gives
     */
    public static Range entropy(Histogram histogram, Function<Range, Grid> grid) {
        Range all = histogram.range();
        double[] magnitude = magnitudes(histogram);
        Grid whole = grid.apply(all);
        Range side = whole.range();
        int levels =
                (int) Math.max(2, Math.rint(Math.max(side.max(), -side.min()) / whole.scale()) + 1);
        int start = Math.max(LEAST_ENTROPY_BINS, levels);
        int best = magnitude.length;
        double least = Double.POSITIVE_INFINITY;
        for (int n = start; n <= magnitude.length; n++) {
            double divergence = divergence(magnitude, n, levels);
            if (divergence < least) {
                least = divergence;
                best = n;
            }
        }
        double threshold = best * histogram.width();
        return new Range(clamp(-threshold, all), clamp(threshold, all));
    }

    private static double[] magnitudes(Histogram histogram) {
        int last = 0;
        for (int i = 0; i < histogram.bins(); i++) {
            if (histogram.count(i) != 0) {
                last = Math.max(last, magnitudeBin(histogram, i));
            }
        }
        double[] magnitude = new double[last + 1];
        for (int i = 0; i < histogram.bins(); i++) {
            if (histogram.count(i) != 0) {
                magnitude[magnitudeBin(histogram, i)] += histogram.count(i);
            }
        }
        return magnitude;
    }

    private static int magnitudeBin(Histogram histogram, int i) {
        return (int) (Math.abs(histogram.centre(i)) / histogram.width());
    }

    /**
     * Returns KL(P || Q) for the first {@code n} bins, with Q smoothed where it misses a bin of P.
     */
    private static double divergence(double[] magnitude, int n, int levels) {
        double inside = 0;
        for (int i = 0; i < n; i++) {
            inside += magnitude[i];
        }
        double total = 0;
        for (double count : magnitude) {
            total += count;
        }
        double outliers = total - inside;
        double divergence = 0;
        for (int level = 0; level < levels; level++) {
            int from = (int) ((long) level * n / levels);
            int to = (int) ((long) (level + 1) * n / levels);
            double sum = 0;
            int filled = 0;
            for (int i = from; i < to; i++) {
                sum += magnitude[i];
                filled += magnitude[i] != 0 || (i == n - 1 && outliers != 0) ? 1 : 0;
            }
            for (int i = from; i < to; i++) {
                double p = (magnitude[i] + (i == n - 1 ? outliers : 0)) / total;
                if (p == 0) {
                    continue;
                }
                double q = Math.max(sum / filled / inside, SMOOTHING);
                divergence += p * Math.log(p / q);
            }
        }
        return divergence;
    }

    private static float clamp(double value, Range range) {
        return (float) Math.max(range.min(), Math.min(range.max(), value));
    }
}
