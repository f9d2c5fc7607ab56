package io.github.djlqat.quant.discrete;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.github.djlqat.kernel.SignGradient;
import io.github.djlqat.kernel.SignKernels;
import io.github.djlqat.quant.QuantParams;
import io.github.djlqat.quant.ValueQuantizer;
import io.github.djlqat.quant.observer.Grid;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** The sign of values, 1 or -1; any shape. It learns and observes nothing. */
public final class SignQuantizer extends AbstractBlock implements ValueQuantizer {

    private static final byte VERSION = 1;
    private static final int CHECK_EVERY = 64;
    private static final QuantParams PARAMS = QuantParams.of(new Grid(1f, 0, -1, 1));

    private final String tensor;
    private final SignGradient gradient;
    private boolean enabled = true;
    private long steps;

    SignQuantizer(String tensor, SignGradient gradient) {
        super(VERSION);
        this.tensor = tensor;
        this.gradient = gradient;
    }

    @Override
    public String tensor() {
        return tensor;
    }

    /**
     * Returns the signs of values.
     *
     * @throws IllegalStateException if a value is NaN, looked for now and then
     */
    @Override
    public NDArray forward(ParameterStore store, NDArray x, boolean training) {
        if (training && steps++ % CHECK_EVERY == 0 && isBroken(x)) {
            throw new IllegalStateException(
                    tensor + ": expected numbers to take the sign of, found NaN");
        }
        return enabled ? SignKernels.sign(x, gradient) : x;
    }

    private static boolean isBroken(NDArray x) {
        try (NDArray data = x.stopGradient();
                NDArray broken = data.isNaN();
                NDArray any = broken.any()) {
            return any.getBoolean();
        }
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        return new NDList(forward(store, inputs.singletonOrThrow(), training));
    }

    @Override
    public void observe(NDArray x) {
        if (isBroken(x)) {
            throw new IllegalArgumentException(
                    tensor + ": expected numbers to take the sign of, found NaN");
        }
    }

    @Override
    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    @Override
    public void freeze() {
        // there is nothing that could change
    }

    @Override
    public QuantParams params() {
        return PARAMS;
    }

    @Override
    public boolean hasRange() {
        return true;
    }

    @Override
    public boolean clampsAtZero() {
        return false;
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return new Shape[] {inputShapes[0]};
    }

    @Override
    protected void saveMetadata(DataOutputStream os) throws IOException {
        saveInputShapes(os);
        os.writeLong(steps);
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
    }
}
