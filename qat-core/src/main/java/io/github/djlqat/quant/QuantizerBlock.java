package io.github.djlqat.quant;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Objects;

/**
 * What every quantizer is as a DJL block: one array in, one of the same shape out, a name, a
 * switch, and a state that is saved with a version.
 */
public abstract class QuantizerBlock extends AbstractBlock implements Quantizer {

    private static final byte VERSION = 1;

    private final String tensor;
    private boolean enabled = true;

    /**
     * Makes a quantizer that is enabled.
     *
     * @param tensor the name of what it quantizes, for messages
     */
    protected QuantizerBlock(String tensor) {
        super(VERSION);
        this.tensor = Objects.requireNonNull(tensor, "tensor");
    }

    /**
     * Returns a parameter of type {@code OTHER}, whose shape is still to be set.
     *
     * @param learns whether gradients change it
     */
    protected static Parameter parameter(String name, Initializer initializer, boolean learns) {
        return Parameter.builder()
                .setName(name)
                .setType(Parameter.Type.OTHER)
                .optInitializer(initializer)
                .optRequiresGrad(learns)
                .build();
    }

    @Override
    public final String tensor() {
        return tensor;
    }

    @Override
    public final void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    /** Returns whether values are quantized. */
    protected final boolean isEnabled() {
        return enabled;
    }

    @Override
    protected final NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        return new NDList(forward(store, inputs.singletonOrThrow(), training));
    }

    @Override
    public final Shape[] getOutputShapes(Shape[] inputShapes) {
        return new Shape[] {inputShapes[0]};
    }

    /** Writes what is not in the parameters. */
    protected abstract void write(DataOutputStream os) throws IOException;

    /** Reads what {@link #write} wrote. */
    protected abstract void read(DataInputStream is) throws IOException, MalformedModelException;

    @Override
    protected final void saveMetadata(DataOutputStream os) throws IOException {
        saveInputShapes(os);
        write(os);
    }

    @Override
    public final void loadMetadata(byte loadVersion, DataInputStream is)
            throws IOException, MalformedModelException {
        if (loadVersion != VERSION) {
            throw new MalformedModelException(
                    tensor + ": expected version " + VERSION + ", found " + loadVersion);
        }
        readInputShapes(is);
        read(is);
    }
}
