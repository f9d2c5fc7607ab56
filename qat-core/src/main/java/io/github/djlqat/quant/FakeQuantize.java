package io.github.djlqat.quant;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import io.github.djlqat.kernel.GridSpec;
import io.github.djlqat.kernel.QuantKernels;
import io.github.djlqat.kernel.RangeRule;
import io.github.djlqat.kernel.RangeState;
import io.github.djlqat.quant.observer.Grid;
import io.github.djlqat.quant.observer.HistogramObserver;
import io.github.djlqat.quant.observer.ObserverSettings;
import io.github.djlqat.quant.observer.ObserverSettings.Kind;
import io.github.djlqat.quant.observer.Range;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.List;
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
public final class FakeQuantize extends AbstractBlock {

    private static final byte VERSION = 1;
    private static final int CHECK_EVERY = 64;

    private final String tensor;
    private final QuantSpec spec;
    private final GridSpec grid;
    private final RangeRule rule;
    private final HistogramObserver histogram;
    private final Parameter scale;
    private final Parameter zeroPoint;
    private final Parameter minimum;
    private final Parameter maximum;
    private final Parameter observations;

    private boolean observing = true;
    private boolean calibrating;
    private boolean enabled = true;
    private boolean frozen;
    private boolean hasRange;
    private boolean unsettled;
    private long steps;

    /**
     * Makes a quantizer.
     *
     * @param tensor the name of what it quantizes, for messages
     * @param spec what it quantizes to
     * @throws IllegalArgumentException if the spec wants a histogram for each channel
     */
    public FakeQuantize(String tensor, QuantSpec spec) {
        super(VERSION);
        this.tensor = Objects.requireNonNull(tensor, "tensor");
        this.spec = Objects.requireNonNull(spec, "spec");
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
        scale = addParameter(state("scale", Initializer.ONES));
        zeroPoint = addParameter(state("zero_point", Initializer.ZEROS));
        minimum = addParameter(state("minimum", Initializer.ZEROS));
        maximum = addParameter(state("maximum", Initializer.ZEROS));
        observations = addParameter(state("observations", Initializer.ZEROS));
    }

    private static Parameter state(String name, Initializer initializer) {
        return Parameter.builder()
                .setName(name)
                .setType(Parameter.Type.OTHER)
                .optInitializer(initializer)
                .optRequiresGrad(false)
                .build();
    }

    /** Returns the name of what is quantized. */
    public String tensor() {
        return tensor;
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
    public NDArray forward(ParameterStore parameterStore, NDArray x, boolean training) {
        if (!scale.isInitialized()) {
            throw new IllegalStateException(
                    tensor + ": expected an initialized quantizer, found none of its arrays");
        }
        RangeState state = state(parameterStore, x, training);
        if (calibrating && !frozen) {
            observe(x, state);
            return x;
        }
        if (training && !frozen) {
            steps++;
        }
        int delay = spec.observer().delay();
        if (delay > 0 && steps <= delay && !hasRange) {
            return x;
        }
        boolean follow =
                !frozen && (spec.observer().kind() == Kind.CURRENT || (observing && training));
        if (follow && histogram != null) {
            observe(x, state);
            follow = false;
        }
        if (!follow) {
            settle();
            requireRange();
            return enabled ? kernels(x).fakeQuantize(x, state, grid) : x;
        }
        hasRange = true;
        NDArray y = x;
        if (enabled) {
            y = kernels(x).observeAndQuantize(x, state, grid, rule);
        } else {
            kernels(x).observe(x, state, grid, rule);
        }
        if (steps % CHECK_EVERY == 1) {
            requireFinite(state);
        }
        return y;
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore parameterStore,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        return new NDList(forward(parameterStore, inputs.singletonOrThrow(), training));
    }

    /**
     * Observes one array, whatever the flags, and quantizes nothing.
     *
     * @param x float32 of the shape this block was initialized with, but for the batch
     * @throws IllegalArgumentException if a value is NaN or infinite
     */
    public void observe(NDArray x) {
        observe(x, ownState());
    }

    private void observe(NDArray x, RangeState state) {
        if (histogram == null) {
            kernels(x).observe(x, state, grid, rule);
            requireFinite(state);
        } else {
            try {
                histogram.observe(x.toType(DataType.FLOAT32, false).toFloatArray());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(tensor + ": " + e.getMessage(), e);
            }
            unsettled = true;
        }
        hasRange = true;
    }

    /** Says whether training steps observe; they do at first. */
    public void setObserving(boolean observing) {
        this.observing = observing;
    }

    /** Says whether every forward observes and passes its values on unquantized. */
    public void setCalibrating(boolean calibrating) {
        this.calibrating = calibrating;
    }

    /** Says whether values are quantized at all; they are at first. */
    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    /**
     * Keeps the numbers as they are from now on.
     *
     * @throws IllegalStateException if nothing was observed or set yet
     */
    public void freeze() {
        settle();
        requireRange();
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
    public boolean hasRange() {
        return hasRange;
    }

    /**
     * Returns the numbers that this quantizer uses, which are those to convert with.
     *
     * @throws IllegalStateException if nothing was observed or set yet, or a value was NaN
     */
    public QuantParams params() {
        settle();
        requireRange();
        float[] zeros = zeroPoint.getArray().toFloatArray();
        int[] zeroPoints = new int[zeros.length];
        for (int i = 0; i < zeros.length; i++) {
            zeroPoints[i] = Math.round(zeros[i]);
        }
        try {
            return new QuantParams(
                    scale.getArray().toFloatArray(),
                    zeroPoints,
                    spec.qmin(),
                    spec.qmax(),
                    spec.axis());
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(tensor + ": " + e.getMessage(), e);
        }
    }

    /**
     * Takes over numbers; the range becomes that of the grid.
     *
     * @param params as many scales as this quantizer has, same integers
     */
    public void setParams(QuantParams params) {
        int channels = (int) scale.getArray().size();
        if (params.size() != channels
                || params.qmin() != spec.qmin()
                || params.qmax() != spec.qmax()) {
            throw new IllegalArgumentException(
                    tensor
                            + ": expected "
                            + channels
                            + " scales for "
                            + spec.qmin()
                            + ".."
                            + spec.qmax()
                            + ", found "
                            + params);
        }
        float[] zeros = new float[channels];
        float[] low = new float[channels];
        float[] high = new float[channels];
        for (int i = 0; i < channels; i++) {
            Grid g = params.grid(i);
            zeros[i] = g.zeroPoint();
            low[i] = g.range().min();
            high[i] = g.range().max();
        }
        scale.getArray().set(FloatBuffer.wrap(params.scales()));
        zeroPoint.getArray().set(FloatBuffer.wrap(zeros));
        minimum.getArray().set(FloatBuffer.wrap(low));
        maximum.getArray().set(FloatBuffer.wrap(high));
        observations.getArray().set(FloatBuffer.wrap(new float[] {1}));
        hasRange = true;
        unsettled = false;
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return new Shape[] {inputShapes[0]};
    }

    @Override
    protected void prepare(Shape[] inputShapes) {
        long channels = 1;
        if (spec.isPerChannel()) {
            if (spec.axis() >= inputShapes[0].dimension()) {
                throw new IllegalArgumentException(
                        tensor
                                + ": expected a channel axis "
                                + spec.axis()
                                + ", found shape "
                                + inputShapes[0]);
            }
            channels = inputShapes[0].get(spec.axis());
        }
        for (Parameter p : List.of(scale, zeroPoint, minimum, maximum)) {
            p.setShape(new Shape(channels));
        }
        observations.setShape(new Shape(1));
    }

    @Override
    protected void saveMetadata(DataOutputStream os) throws IOException {
        settle();
        saveInputShapes(os);
        os.writeLong(steps);
        os.writeBoolean(observing);
        os.writeBoolean(enabled);
        os.writeBoolean(frozen);
        os.writeBoolean(hasRange);
        os.writeBoolean(histogram != null);
        if (histogram != null) {
            histogram.save(os);
        }
    }

    @Override
    public void loadMetadata(byte loadVersion, DataInputStream is)
            throws IOException, MalformedModelException {
        if (loadVersion != VERSION) {
            throw new MalformedModelException(
                    tensor + ": expected version " + VERSION + ", found " + loadVersion);
        }
        readInputShapes(is);
        steps = is.readLong();
        observing = is.readBoolean();
        enabled = is.readBoolean();
        frozen = is.readBoolean();
        hasRange = is.readBoolean();
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

    private RangeState state(ParameterStore store, NDArray x, boolean training) {
        Device device = x.getDevice();
        return new RangeState(
                store.getValue(minimum, device, training),
                store.getValue(maximum, device, training),
                store.getValue(scale, device, training),
                store.getValue(zeroPoint, device, training),
                store.getValue(observations, device, training));
    }

    private RangeState ownState() {
        return new RangeState(
                minimum.getArray(),
                maximum.getArray(),
                scale.getArray(),
                zeroPoint.getArray(),
                observations.getArray());
    }

    private static QuantKernels kernels(NDArray x) {
        return QuantKernels.of(x.getManager());
    }

    /** Turns a histogram that changed into scale and zero point. */
    private void settle() {
        if (!unsettled) {
            return;
        }
        Range range = histogram.range(spec::grid);
        setParams(QuantParams.of(spec.grid(range)));
        minimum.getArray().set(FloatBuffer.wrap(new float[] {range.min()}));
        maximum.getArray().set(FloatBuffer.wrap(new float[] {range.max()}));
    }

    private void requireRange() {
        if (!hasRange) {
            throw new IllegalStateException(
                    tensor
                            + ": expected a range, found nothing observed; calibrate or train"
                            + " first");
        }
    }

    private void requireFinite(RangeState state) {
        float[] low = state.minimum().toFloatArray();
        float[] high = state.maximum().toFloatArray();
        for (int i = 0; i < low.length; i++) {
            if (!Float.isFinite(low[i]) || !Float.isFinite(high[i])) {
                throw new IllegalArgumentException(
                        tensor
                                + (low.length > 1 ? ", channel " + i : "")
                                + ": expected finite values, found minimum "
                                + low[i]
                                + " and maximum "
                                + high[i]);
            }
        }
    }
}
