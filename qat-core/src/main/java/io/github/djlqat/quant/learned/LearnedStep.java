package io.github.djlqat.quant.learned;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import io.github.djlqat.quant.QuantizerBlock;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.FloatBuffer;

/**
 * A quantizer that owns a learned step, as parameter {@code step} of shape (C).
 *
 * <p>A step that is not finite and above 0 ends training: at the next forward, and before the state
 * is saved, so that the checkpoint before stays as it is.
 */
abstract class LearnedStep extends QuantizerBlock {

    final StepRule rule;
    final int high;
    private final Parameter learned;
    private boolean started;

    LearnedStep(String tensor, StepRule rule, int high) {
        super(tensor);
        this.rule = rule;
        this.high = high;
        learned = addParameter(parameter("step", Initializer.ONES, rule.learns()));
    }

    /** Returns the number of steps for values of a shape. */
    abstract long steps(Shape input);

    /** Returns whether there is a step. */
    final boolean isStarted() {
        return started;
    }

    /** Sets the steps as a start. */
    final void start(float[] steps) {
        float[] values = new float[steps.length];
        for (int i = 0; i < steps.length; i++) {
            if (!Float.isFinite(steps[i])) {
                throw new IllegalArgumentException(
                        tensor() + ": expected finite values, found a step of " + steps[i]);
            }
            values[i] = rule.source().learned(steps[i], high);
        }
        set(learned, values);
        started = true;
    }

    /** Writes a parameter without a trace in autograd. */
    static void set(Parameter parameter, float[] values) {
        parameter.getArray().set(FloatBuffer.wrap(values));
    }

    /** Returns the rows of an array, one for each step, in a manager of their own. */
    final NDArray rows(NDManager manager, NDArray x) {
        NDArray rows = x.stopGradient().reshape(steps(x.getShape()), -1);
        rows.attach(manager);
        return rows;
    }

    /** Returns the steps, with the gradient of what is learned. */
    final NDArray step(ParameterStore store, NDArray x, boolean training) {
        if (training) {
            steps();
        }
        NDArray array = store.getValue(learned, x.getDevice(), training).reshape(-1);
        array.attach(x.getManager());
        return rule.source().step(array, high);
    }

    /**
     * Returns the steps.
     *
     * @throws IllegalStateException if there are none, or one is not finite and above 0
     */
    final float[] steps() {
        if (!started) {
            throw new IllegalStateException(
                    tensor()
                            + ": expected a step, found nothing observed; calibrate or train first");
        }
        float[] steps = learned.getArray().toFloatArray();
        for (int i = 0; i < steps.length; i++) {
            float step = rule.source().step(steps[i], high);
            if (!(step > 0) || Float.isInfinite(step)) {
                throw new IllegalStateException(
                        tensor()
                                + (steps.length > 1 ? ", channel " + i : "")
                                + ": expected a learned step above 0, found "
                                + step
                                + "; a lower learning rate may help");
            }
            steps[i] = step;
        }
        return steps;
    }

    /**
     * Checks all that is learned, before it is saved.
     *
     * @throws IllegalStateException if something cannot be quantized with
     */
    void requireUsable() {
        steps();
    }

    /** What is learned goes on. */
    @Override
    public void freeze() {
        requireUsable();
    }

    final void requireInitialized() {
        if (!learned.isInitialized()) {
            throw new IllegalStateException(
                    tensor() + ": expected an initialized quantizer, found none of its arrays");
        }
    }

    @Override
    protected void prepare(Shape[] inputShapes) {
        long count = steps(inputShapes[0]);
        // optimizers decay matrices: the bound's decay is part of its method (PACT, section 3)
        boolean decays = rule.learns() && rule.source() == StepSource.BOUND;
        learned.setShape(decays ? new Shape(count, 1) : new Shape(count));
    }

    @Override
    protected void write(DataOutputStream os) throws IOException {
        if (started) {
            requireUsable();
        }
        os.writeBoolean(isEnabled());
        os.writeBoolean(started);
    }

    @Override
    protected void read(DataInputStream is) throws IOException, MalformedModelException {
        setEnabled(is.readBoolean());
        started = is.readBoolean();
    }
}
