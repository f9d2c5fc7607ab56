package io.github.djlqat.training;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.util.Pair;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * An optimizer whose state can be saved and restored.
 *
 * <p>DJL's own optimizers keep their moments private and under a parameter id that differs from run
 * to run. This one is told the block it trains ({@link #bind}) and keeps one {@link Slot} for each
 * parameter, under the parameter's name in the block.
 *
 * <p>It updates the array it is given in place and therefore serves one device.
 */
public abstract class StatefulOptimizer extends Optimizer implements Checkpointable {

    private final Tracker learningRate;
    private final float weightDecay;
    private final Map<String, String> nameOfId = new HashMap<>();
    private final Map<String, Slot> slots = new LinkedHashMap<>();
    private boolean stepped;
    private long steps;

    /**
     * Creates the optimizer.
     *
     * @param builder the builder
     */
    protected StatefulOptimizer(Builder<?> builder) {
        super(builder);
        learningRate = builder.learningRate;
        weightDecay = builder.weightDecay;
    }

    /**
     * Tells the optimizer the block that it trains. Called again after the block's parameters were
     * replaced or when parameters were added; the slots of names already known are kept.
     *
     * @param block the block
     */
    public final void bind(Block block) {
        nameOfId.clear();
        for (Pair<String, Parameter> pair : block.getParameters()) {
            nameOfId.putIfAbsent(pair.getValue().getId(), pair.getKey());
        }
    }

    /**
     * Tells the optimizer that a step begins: the updates up to the next call belong to it and
     * share one learning rate. {@link CheckpointListener} does this. Without it each parameter
     * counts its own updates, and one that was frozen for a while lags behind in the schedule.
     */
    public final void beginStep() {
        stepped = true;
        steps++;
    }

    /**
     * Returns the learning rate of the next step.
     *
     * @return the learning rate
     */
    public final float learningRate() {
        return learningRate.getNewValue(Math.toIntExact(steps));
    }

    /**
     * Returns the number of steps that were begun.
     *
     * @return the number of steps
     */
    public final long steps() {
        return steps;
    }

    @Override
    public final void update(String parameterId, NDArray weight, NDArray grad) {
        String name = nameOfId.get(parameterId);
        if (name == null) {
            throw new IllegalStateException(
                    "optimizer: expected a parameter of the bound block, found the unknown parameter \""
                            + weight.getName()
                            + "\" of shape "
                            + weight.getShape()
                            + "; call bind(block) before training");
        }
        Slot slot = slots.computeIfAbsent(name, n -> new Slot());
        float rate = learningRate.getNewValue(stepped ? Math.toIntExact(steps - 1) : slot.count);
        slot.count++;
        if (!stepped) {
            steps = Math.max(steps, slot.count);
        }
        // Scales, offsets and biases are not decayed, only matrices and kernels.
        float decay = weight.getShape().dimension() > 1 ? weightDecay : 0f;
        try (NDManager scratch = weight.getManager().newSubManager()) {
            NDArray step = step(slot, weight, grad, decay, rate, scratch);
            // The engine's own update also clears the gradient, which accumulates otherwise.
            weight.getNDArrayInternal()
                    .sgdUpdate(
                            new NDList(weight, step),
                            new NDList(weight),
                            1f,
                            0f,
                            1f,
                            -1f,
                            0f,
                            true);
        }
    }

    /**
     * Computes what is subtracted from the weight.
     *
     * @param slot the state of this parameter
     * @param weight the parameter, not to be changed
     * @param gradient the gradient, a copy that may be changed
     * @param decay the weight decay of this parameter
     * @param rate the learning rate
     * @param scratch owner of intermediate arrays
     * @return the step, of the weight's shape
     */
    protected abstract NDArray step(
            Slot slot,
            NDArray weight,
            NDArray gradient,
            float decay,
            float rate,
            NDManager scratch);

    @Override
    public String stateName() {
        return "optimizer";
    }

    @Override
    public void saveState(DataOutputStream out) throws IOException {
        out.writeUTF(getClass().getSimpleName());
        out.writeBoolean(stepped);
        out.writeLong(steps);
        out.writeInt(slots.size());
        for (Map.Entry<String, Slot> entry : slots.entrySet()) {
            out.writeUTF(entry.getKey());
            entry.getValue().save(out);
        }
    }

    @Override
    public void loadState(NDManager manager, DataInputStream in)
            throws IOException, MalformedModelException {
        String kind = in.readUTF();
        if (!kind.equals(getClass().getSimpleName())) {
            throw new MalformedModelException(
                    "optimizer state: expected " + getClass().getSimpleName() + ", found " + kind);
        }
        stepped = in.readBoolean();
        steps = in.readLong();
        slots.clear();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            String name = in.readUTF();
            if (!nameOfId.containsValue(name)) {
                throw new MalformedModelException(
                        "optimizer state: found parameter \""
                                + name
                                + "\", which the bound block does not have");
            }
            slots.put(name, Slot.load(manager, in));
        }
    }

    /** The state of one parameter: how often it was updated, and named arrays of its shape. */
    protected static final class Slot {

        private int count;
        private final Map<String, NDArray> arrays = new TreeMap<>();

        /**
         * Returns how often the parameter was updated, this update included.
         *
         * @return the count, from 1
         */
        public int count() {
            return count;
        }

        /**
         * Returns a named array, zeros at first, that lives as long as the parameter.
         *
         * @param name the name
         * @param weight the parameter, which gives shape, type and device
         * @return the array, to be changed in place
         */
        public NDArray array(String name, NDArray weight) {
            return arrays.computeIfAbsent(
                    name,
                    n -> {
                        NDArray zeros =
                                weight.getManager().zeros(weight.getShape(), weight.getDataType());
                        zeros.setName(n);
                        return zeros;
                    });
        }

        private void save(DataOutputStream out) throws IOException {
            out.writeInt(count);
            out.writeInt(arrays.size());
            for (Map.Entry<String, NDArray> entry : arrays.entrySet()) {
                out.writeUTF(entry.getKey());
                byte[] bytes = entry.getValue().encode();
                out.writeInt(bytes.length);
                out.write(bytes);
            }
        }

        private static Slot load(NDManager manager, DataInputStream in) throws IOException {
            Slot slot = new Slot();
            slot.count = in.readInt();
            int arrays = in.readInt();
            for (int i = 0; i < arrays; i++) {
                String name = in.readUTF();
                byte[] bytes = in.readNBytes(in.readInt());
                slot.arrays.put(name, manager.decode(bytes));
            }
            return slot;
        }
    }

    /**
     * What all these optimizers are built from.
     *
     * @param <T> the builder's own type
     */
    public abstract static class Builder<T extends Builder<T>> extends OptimizerBuilder<T> {

        private Tracker learningRate = Tracker.fixed(0.01f);
        private float weightDecay;

        /** For subclasses. */
        protected Builder() {}

        /**
         * Sets the learning rate by number of steps made.
         *
         * @param tracker the schedule, see {@link CosineSchedule}
         * @return this builder
         */
        public T setLearningRate(Tracker tracker) {
            learningRate = Objects.requireNonNull(tracker, "tracker");
            return self();
        }

        /**
         * Sets the weight decay of parameters of two or more dimensions; others are not decayed.
         *
         * @param value the factor, 0 or more, default 0
         * @return this builder
         */
        public T optWeightDecay(float value) {
            if (!(value >= 0)) {
                throw new IllegalArgumentException(
                        "weight decay: expected 0 or more, found " + value);
            }
            weightDecay = value;
            return self();
        }

        @Override
        protected abstract T self();
    }
}
