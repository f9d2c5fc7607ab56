package io.github.djlqat.quant.discrete;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import io.github.djlqat.kernel.SignGradient;
import io.github.djlqat.kernel.SignKernels;
import io.github.djlqat.quant.QuantParams;
import io.github.djlqat.quant.QuantizerBlock;
import io.github.djlqat.quant.ValueQuantizer;
import io.github.djlqat.quant.observer.Grid;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** The sign of values, 1 or -1; any shape. It learns and observes nothing. */
public final class SignQuantizer extends QuantizerBlock implements ValueQuantizer {

    private static final int CHECK_EVERY = 64;
    private static final QuantParams PARAMS = QuantParams.of(new Grid(1f, 0, -1, 1));

    private final SignGradient gradient;
    private long steps;

    SignQuantizer(String tensor, SignGradient gradient) {
        super(tensor);
        this.gradient = gradient;
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
                    tensor() + ": expected numbers to take the sign of, found NaN");
        }
        return isEnabled() ? SignKernels.sign(x, gradient) : x;
    }

    private static boolean isBroken(NDArray x) {
        try (NDArray data = x.stopGradient();
                NDArray broken = data.isNaN();
                NDArray any = broken.any()) {
            return any.getBoolean();
        }
    }

    @Override
    public void observe(NDArray x) {
        if (isBroken(x)) {
            throw new IllegalArgumentException(
                    tensor() + ": expected numbers to take the sign of, found NaN");
        }
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
    protected void write(DataOutputStream os) throws IOException {
        os.writeLong(steps);
    }

    @Override
    protected void read(DataInputStream is) throws IOException {
        steps = is.readLong();
    }
}
