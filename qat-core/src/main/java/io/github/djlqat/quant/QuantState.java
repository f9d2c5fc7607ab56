package io.github.djlqat.quant;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import io.github.djlqat.kernel.RangeState;
import io.github.djlqat.quant.observer.Grid;
import io.github.djlqat.quant.observer.Range;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * A quantizer's numbers, as parameters without gradient: {@code scale}, {@code zero_point}, {@code
 * minimum}, {@code maximum} of shape (C), C = 1 per tensor, and {@code observations} of shape (1).
 */
final class QuantState {

    private final String tensor;
    private final QuantSpec spec;
    private final Parameter scale = QuantizerBlock.parameter("scale", Initializer.ONES, false);
    private final Parameter zeroPoint =
            QuantizerBlock.parameter("zero_point", Initializer.ZEROS, false);
    private final Parameter minimum = QuantizerBlock.parameter("minimum", Initializer.ZEROS, false);
    private final Parameter maximum = QuantizerBlock.parameter("maximum", Initializer.ZEROS, false);
    private final Parameter observations =
            QuantizerBlock.parameter("observations", Initializer.ZEROS, false);

    QuantState(String tensor, QuantSpec spec) {
        this.tensor = tensor;
        this.spec = spec;
    }

    /** Returns the parameters, in the order in which they are saved. */
    List<Parameter> parameters() {
        return List.of(scale, zeroPoint, minimum, maximum, observations);
    }

    void requireInitialized() {
        if (!scale.isInitialized()) {
            throw new IllegalStateException(
                    tensor + ": expected an initialized quantizer, found none of its arrays");
        }
    }

    /** Gives the parameters their shapes, for values of shape {@code input}. */
    void prepare(Shape input) {
        long channels = 1;
        if (spec.isPerChannel()) {
            if (spec.axis() >= input.dimension()) {
                throw new IllegalArgumentException(
                        tensor
                                + ": expected a channel axis "
                                + spec.axis()
                                + ", found shape "
                                + input);
            }
            channels = input.get(spec.axis());
        }
        for (Parameter p : List.of(scale, zeroPoint, minimum, maximum)) {
            p.setShape(new Shape(channels));
        }
        observations.setShape(new Shape(1));
    }

    /** Returns the arrays as a training step sees them. */
    RangeState arrays(ParameterStore store, Device device, boolean training) {
        return new RangeState(
                store.getValue(minimum, device, training),
                store.getValue(maximum, device, training),
                store.getValue(scale, device, training),
                store.getValue(zeroPoint, device, training),
                store.getValue(observations, device, training));
    }

    /** Returns the arrays themselves. */
    RangeState arrays() {
        return new RangeState(
                minimum.getArray(),
                maximum.getArray(),
                scale.getArray(),
                zeroPoint.getArray(),
                observations.getArray());
    }

    /** Reads scale and zero point. */
    QuantParams params() {
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

    /** Writes scale and zero point; the range becomes that of the grid. */
    void set(QuantParams params) {
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
    }

    /** Writes the range of a quantizer per tensor. */
    void setRange(Range range) {
        minimum.getArray().set(FloatBuffer.wrap(new float[] {range.min()}));
        maximum.getArray().set(FloatBuffer.wrap(new float[] {range.max()}));
    }

    /** Checks the range that was observed. */
    void requireFinite(RangeState state) {
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
