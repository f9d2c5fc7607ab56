package io.github.djlqat.quant.discrete;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.github.djlqat.quant.QuantizerBlock;
import io.github.djlqat.quant.WeightQuantizer;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * What quantizers to a few values have in common: they see weights [OC, ...] as they are but for
 * gamma's sign, follow them in every forward, and observe nothing.
 */
abstract class DiscreteQuantizer extends QuantizerBlock implements WeightQuantizer {

    DiscreteQuantizer(String tensor) {
        super(tensor);
    }

    @Override
    public final boolean foldsBatchNorm() {
        return false;
    }

    /** Nothing is observed, so nothing is kept: values follow their weights. */
    @Override
    public final void freeze() {}

    /** Checks the weights; there is nothing to observe. */
    @Override
    public final void observe(NDArray x) {
        try {
            finite(x);
        } catch (IllegalStateException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    @Override
    public final NDArray forward(ParameterStore store, NDArray x, boolean training) {
        return isEnabled() ? quantize(store, x, training) : x;
    }

    /** Quantizes weights; see {@link #forward}. */
    abstract NDArray quantize(ParameterStore store, NDArray w, boolean training);

    /**
     * Checks what is learned, before it is saved; most learn nothing.
     *
     * @throws IllegalStateException if it cannot be quantized with
     */
    void requireUsable() {}

    /** Writes what is not in the parameters. */
    void saveState(DataOutputStream os) throws IOException {}

    /** Reads what {@link #saveState} wrote. */
    void loadState(DataInputStream is) throws IOException, MalformedModelException {}

    @Override
    protected final void write(DataOutputStream os) throws IOException {
        requireUsable();
        os.writeBoolean(isEnabled());
        saveState(os);
    }

    @Override
    protected final void read(DataInputStream is) throws IOException, MalformedModelException {
        setEnabled(is.readBoolean());
        loadState(is);
    }

    /**
     * Returns {@code value} with the gradient of {@code passed}, to the last bit: {@code passed -
     * passed} is 0 exactly.
     */
    static NDArray straightThrough(NDArray passed, NDArray value) {
        return passed.sub(passed.stopGradient()).add(value);
    }

    /** Returns -1 where a weight is below 0, else 1. */
    static NDArray signs(NDArray w) {
        return w.lt(0).toType(w.getDataType(), false).mul(-2).add(1);
    }

    /** Returns weights as one row for each filter. */
    static NDArray rows(NDArray w) {
        return w.reshape(w.getShape().get(0), -1);
    }

    /** Returns the shape with which one number for each filter broadcasts over {@code shape}. */
    static Shape perFilter(Shape shape) {
        long[] dimensions = new long[shape.dimension()];
        Arrays.fill(dimensions, 1);
        dimensions[0] = shape.get(0);
        return new Shape(dimensions);
    }

    /** Returns whole numbers as codes. */
    static byte[] codes(NDArray whole) {
        float[] values = whole.toFloatArray();
        byte[] codes = new byte[values.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) values[i];
        }
        return codes;
    }

    /**
     * Returns weights.
     *
     * @throws IllegalStateException if one is not finite
     */
    final float[] finite(NDArray w) {
        float[] values = w.toFloatArray();
        int depth = Math.max(1, (int) (values.length / w.getShape().get(0)));
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalStateException(
                        String.format(
                                "%s: weight of channel %d: expected a finite number, found %s",
                                tensor(), i / depth, values[i]));
            }
        }
        return values;
    }

    /**
     * Returns scales, one for each filter or one for all.
     *
     * @throws IllegalStateException if one is not finite
     */
    final float[] finiteScales(NDArray scales) {
        float[] values = scales.toFloatArray();
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalStateException(
                        String.format(
                                "%s: scale of channel %d: expected a finite number, found %s",
                                tensor(), i, values[i]));
            }
        }
        return values;
    }
}
