package io.github.djlqat.quant.observer;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.function.Function;

/** Gathers a histogram and picks the range that its settings ask for. */
public final class HistogramObserver {

    private final ObserverSettings settings;
    private final Histogram histogram;

    /**
     * Makes an observer without data.
     *
     * @param settings of a kind that gathers a histogram
     */
    public HistogramObserver(ObserverSettings settings) {
        if (!settings.kind().isHistogram()) {
            throw new IllegalArgumentException(
                    "kind: expected PERCENTILE, MSE or ENTROPY, found " + settings.kind());
        }
        this.settings = settings;
        histogram = new Histogram(settings.bins());
    }

    /**
     * Counts values.
     *
     * @param values finite reals
     * @throws IllegalArgumentException if one is NaN or infinite; then nothing was counted
     */
    public void observe(float[] values) {
        histogram.add(values);
    }

    /**
     * Returns the range to quantize.
     *
     * @param grid which grid a range gives
     * @throws IllegalStateException if nothing was observed
     */
    public Range range(Function<Range, Grid> grid) {
        switch (settings.kind()) {
            case PERCENTILE:
                return RangeSearch.percentile(histogram, settings.percentile());
            case MSE:
                return RangeSearch.leastSquares(histogram, grid);
            default:
                return RangeSearch.entropy(histogram, grid);
        }
    }

    /** Writes the histogram. */
    public void save(DataOutputStream os) throws IOException {
        histogram.save(os);
    }

    /**
     * Reads the histogram that {@link #save} wrote.
     *
     * @throws IOException if it cannot be read or has another number of bins
     */
    public void load(DataInputStream is) throws IOException {
        histogram.load(is);
    }
}
