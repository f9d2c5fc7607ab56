package io.github.djlqat.quant;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.github.djlqat.kernel.RangeState;
import io.github.djlqat.quant.observer.ObserverSettings.Kind;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Objects;

/**
 * A block that simulates quantization: it maps float32 values onto the grid of a {@link QuantSpec}
 * and lets gradients through where the value was inside (straight-through estimator).
 *
 * <p>Input and output: one array of the same shape, any rank; with a per-channel spec, its axis has
 * one entry for each channel.
 *
 * <p>What it does with an array:
 *
 * <table>
 *   <caption>By state</caption>
 *   <tr><th>state</th><th>range</th><th>output</th></tr>
 *   <tr><td>calibrating</td><td>observed, in every forward</td><td>as it came</td></tr>
 *   <tr><td>observing (at first)</td><td>observed, in training</td><td>quantized</td></tr>
 *   <tr><td>not observing, or frozen</td><td>kept</td><td>quantized</td></tr>
 *   <tr><td>not enabled</td><td>as above</td><td>as it came</td></tr>
 * </table>
 *
 * <p>An observer of kind {@code CURRENT} follows its tensor in every forward, training or not,
 * until it is frozen. Before the observer's delay is over, values pass unquantized and unobserved.
 *
 * <p>Its numbers are parameters without gradient, so they are saved, loaded and copied with the
 * model: {@code scale}, {@code zero_point}, {@code minimum}, {@code maximum} of shape (C), C = 1
 * per tensor, and {@code observations} of shape (1). Flags, the step counter and a histogram are
 * saved beside them.
 */
public final class FakeQuantize extends QuantizerBlock implements ValueQuantizer, WeightQuantizer {

    private static final int CHECK_EVERY = 64;

    private final QuantSpec spec;
    private final QuantState state;
    private final RangeFollower range;

    private boolean observing = true;
    private boolean calibrating;
    private boolean frozen;
    private long steps;

    /**
     * Makes a quantizer.
     *
     * @param tensor the name of what it quantizes, for messages
     * @param spec what it quantizes to
     * @throws IllegalArgumentException if the spec wants a histogram for each channel
     */
    public FakeQuantize(String tensor, QuantSpec spec) {
        super(tensor);
        this.spec = Objects.requireNonNull(spec, "spec");
        state = new QuantState(tensor, spec);
        range = new RangeFollower(tensor, spec, state);
        state.parameters().forEach(this::addParameter);
    }

    /** Returns what it is quantized to. */
    public QuantSpec spec() {
        return spec;
    }

    /**
     * Quantizes one array.
     *
     * @param parameterStore where the state's arrays are
     * @param x float32 of the shape this block was initialized with, but for the batch
     * @param training whether this is a training step
     * @return the values on the grid, or {@code x} itself; see the table above
     * @throws IllegalStateException if the block was not initialized, or no range is known yet
     * @throws IllegalArgumentException if an observed value is NaN or infinite
     */
    @Override
    public NDArray forward(ParameterStore parameterStore, NDArray x, boolean training) {
        state.requireInitialized();
        RangeState numbers = state.arrays(parameterStore, x.getDevice(), training);
        if (calibrating && !frozen) {
            range.observe(x, numbers);
            return x;
        }
        if (training && !frozen) {
            steps++;
        }
        int delay = spec.observer().delay();
        if (delay > 0 && steps <= delay && !range.isKnown()) {
            return x;
        }
        boolean follow =
                !frozen && (spec.observer().kind() == Kind.CURRENT || (observing && training));
        if (!follow) {
            return range.quantize(x, numbers, isEnabled());
        }
        return range.followAndQuantize(x, numbers, isEnabled(), steps % CHECK_EVERY == 1);
    }

    /**
     * Observes one array, whatever the flags, and quantizes nothing.
     *
     * @param x float32 of the shape this block was initialized with, but for the batch
     * @throws IllegalArgumentException if a value is NaN or infinite
     */
    @Override
    public void observe(NDArray x) {
        range.observe(x, state.arrays());
    }

    /** Says whether training steps observe; they do at first. */
    public void setObserving(boolean observing) {
        this.observing = observing;
    }

    /** Says whether every forward observes and passes its values on unquantized. */
    public void setCalibrating(boolean calibrating) {
        this.calibrating = calibrating;
    }

    /**
     * Keeps the numbers as they are from now on.
     *
     * @throws IllegalStateException if nothing was observed or set yet
     */
    @Override
    public void freeze() {
        range.settle();
        frozen = true;
    }

    /** Lets the numbers follow the data again. */
    public void unfreeze() {
        frozen = false;
    }

    /** Returns whether {@link #freeze} was called. */
    public boolean isFrozen() {
        return frozen;
    }

    /** Returns whether a range was observed or set, so that {@link #params} has numbers. */
    @Override
    public boolean hasRange() {
        return range.isKnown();
    }

    /**
     * Returns the numbers that this quantizer uses, which are those to convert with.
     *
     * @throws IllegalStateException if nothing was observed or set yet, or a value was NaN
     */
    @Override
    public QuantParams params() {
        range.settle();
        return state.params();
    }

    @Override
    public boolean foldsBatchNorm() {
        return true;
    }

    /** Not while the block is disabled or waits to observe; and a histogram must not see them. */
    @Override
    public boolean clampsAtZero() {
        boolean waiting = spec.observer().delay() > 0 && !hasRange();
        boolean histogram = spec.observer().kind().isHistogram() && !frozen;
        return isEnabled() && spec.unsigned() && !waiting && !histogram;
    }

    /** With an observer of kind {@code CURRENT} that is not frozen, observes the weights first. */
    @Override
    public WeightCodes encode(NDArray weights) {
        if (spec.observer().kind() == Kind.CURRENT && !frozen) {
            try {
                observe(weights);
            } catch (IllegalArgumentException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        }
        float[] scales = params().scales();
        byte[] codes =
                UniformCodes.of(
                        tensor(), weights.toFloatArray(), scales, -spec.qmax(), spec.qmax());
        return WeightCodes.uniform(codes, scales, spec.bits());
    }

    /**
     * Takes over numbers; the range becomes that of the grid.
     *
     * @param params as many scales as this quantizer has, same integers
     */
    public void setParams(QuantParams params) {
        range.set(params);
    }

    @Override
    protected void prepare(Shape[] inputShapes) {
        state.prepare(inputShapes[0]);
    }

    @Override
    protected void write(DataOutputStream os) throws IOException {
        os.writeLong(steps);
        os.writeBoolean(observing);
        os.writeBoolean(isEnabled());
        os.writeBoolean(frozen);
        range.save(os);
    }

    @Override
    protected void read(DataInputStream is) throws IOException, MalformedModelException {
        steps = is.readLong();
        observing = is.readBoolean();
        setEnabled(is.readBoolean());
        frozen = is.readBoolean();
        range.load(is);
    }
}
