package io.github.djlqat.quant;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.djlqat.kernel.GridSpec;
import io.github.djlqat.kernel.QuantKernels;
import io.github.djlqat.kernel.RangeRule;
import io.github.djlqat.kernel.RangeState;
import io.github.djlqat.quant.observer.HistogramObserver;
import io.github.djlqat.quant.observer.ObserverSettings;
import io.github.djlqat.quant.observer.Range;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * Follows the range of a quantizer's values, by a rule that the kernels apply on the way or by a
 * histogram, and quantizes onto it. A histogram is turned into numbers only when they are needed.
 */
final class RangeFollower {

    private final String tensor;
    private final QuantSpec spec;
    private final QuantState state;
    private final GridSpec grid;
    private final RangeRule rule;
    private final HistogramObserver histogram;

    private boolean known;
    private boolean unsettled;

    RangeFollower(String tensor, QuantSpec spec, QuantState state) {
        this.tensor = tensor;
        this.spec = spec;
        this.state = state;
        grid = spec.gridSpec();
        ObserverSettings settings = spec.observer();
        if (settings.kind().isHistogram()) {
            if (spec.isPerChannel()) {
                throw new IllegalArgumentException(
                        tensor
                                + ": expected a min-max or moving average observer with"
                                + " granularity PER_CHANNEL, found "
                                + settings.kind());
            }
            histogram = new HistogramObserver(settings);
            rule = new RangeRule(RangeRule.Kind.CURRENT, 0);
        } else {
            histogram = null;
            rule =
                    new RangeRule(
                            RangeRule.Kind.valueOf(settings.kind().name()), settings.momentum());
        }
    }

    /** Returns whether a range was observed or set. */
    boolean isKnown() {
        return known;
    }

    /** Takes one array's values into account; checks that they are finite. */
    void observe(NDArray x, RangeState numbers) {
        if (histogram == null) {
            kernels(x).observe(x, numbers, grid, rule);
            state.requireFinite(numbers);
        } else {
            try {
                histogram.observe(x.toType(DataType.FLOAT32, false).toFloatArray());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(tensor + ": " + e.getMessage(), e);
            }
            unsettled = true;
        }
        known = true;
    }

    /** Quantizes onto the range as it is, if {@code enabled}. */
    NDArray quantize(NDArray x, RangeState numbers, boolean enabled) {
        settle();
        return enabled ? kernels(x).fakeQuantize(x, numbers, grid) : x;
    }

    /**
     * Takes one array's values into account, then quantizes them, if {@code enabled}.
     *
     * @param check whether to check that the values are finite; a histogram always does
     */
    NDArray followAndQuantize(NDArray x, RangeState numbers, boolean enabled, boolean check) {
        if (histogram != null) {
            observe(x, numbers);
            return quantize(x, numbers, enabled);
        }
        known = true;
        NDArray y = x;
        if (enabled) {
            y = kernels(x).observeAndQuantize(x, numbers, grid, rule);
        } else {
            kernels(x).observe(x, numbers, grid, rule);
        }
        if (check) {
            state.requireFinite(numbers);
        }
        return y;
    }

    /** Takes over numbers. */
    void set(QuantParams params) {
        state.set(params);
        known = true;
        unsettled = false;
    }

    /**
     * Brings the numbers up to date.
     *
     * @throws IllegalStateException if no range is known
     */
    void settle() {
        settleHistogram();
        if (!known) {
            throw new IllegalStateException(
                    tensor
                            + ": expected a range, found nothing observed; calibrate or train"
                            + " first");
        }
    }

    private void settleHistogram() {
        if (unsettled) {
            Range range = histogram.range(spec::grid);
            set(QuantParams.of(spec.grid(range)));
            state.setRange(range);
        }
    }

    /** Brings the numbers up to date, and writes what is not in the parameters. */
    void save(DataOutputStream os) throws IOException {
        settleHistogram();
        os.writeBoolean(known);
        os.writeBoolean(histogram != null);
        if (histogram != null) {
            histogram.save(os);
        }
    }

    /** Reads what {@link #save} wrote. */
    void load(DataInputStream is) throws IOException, MalformedModelException {
        known = is.readBoolean();
        unsettled = false;
        boolean saved = is.readBoolean();
        if (saved != (histogram != null)) {
            throw new MalformedModelException(
                    tensor
                            + ": expected the state of observer "
                            + spec.observer().kind()
                            + ", found one "
                            + (saved ? "with" : "without")
                            + " a histogram");
        }
        if (histogram != null) {
            histogram.load(is);
        }
    }

    private static QuantKernels kernels(NDArray x) {
        return QuantKernels.of(x.getManager());
    }
}
