package io.github.djlqat.training;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingConfig;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.listener.TrainingListenerAdapter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Saves a {@link Checkpoint} at the end of each epoch and, in loops that call {@link
 * StepListener#notifyStep}, after every so many batches.
 *
 * <p>Saved are the block, the optimizer, the block itself and every listener where they are {@link
 * Checkpointable}, and further states that were given. Put this listener last, so that it saves
 * what the others hold after the epoch. When a checkpoint cannot be saved, training stops with an
 * {@link UncheckedIOException}; the one before is left whole.
 *
 * <pre>{@code
 * CheckpointListener checkpoints =
 *         CheckpointListener.builder().setFile(file).setOptimizer(optimizer).optSeed(seed).build();
 * TrainingConfig config = new DefaultTrainingConfig(loss).optOptimizer(optimizer)
 *         .addTrainingListeners(checkpoints);
 * model.setBlock(block);
 * checkpoints.resume(model, config, inputShape);
 * try (Trainer trainer = model.newTrainer(config)) {
 *     trainer.initialize(inputShape);
 *     data.startAt(checkpoints.position().epoch(), checkpoints.position().batch());
 *     EasyTrain.fit(trainer, epochs - checkpoints.position().epoch(), data, validation);
 * }
 * }</pre>
 */
public final class CheckpointListener extends TrainingListenerAdapter implements StepListener {

    private final Path file;
    private final StatefulOptimizer optimizer;
    private final List<Checkpointable> extra;
    private final int everyBatches;
    private Checkpoint.Position position;

    private CheckpointListener(Builder builder) {
        file = builder.file;
        optimizer = builder.optimizer;
        extra = List.copyOf(builder.extra);
        everyBatches = builder.everyBatches;
        position = new Checkpoint.Position(0, 0, builder.seed);
    }

    /**
     * Returns a builder.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns where training stands.
     *
     * @return the position
     */
    public Checkpoint.Position position() {
        return position;
    }

    /**
     * Goes on from the file, if it is there. To be called before the trainer is made; the block is
     * initialized where it is not yet.
     *
     * @param model the model that holds the block
     * @param config the configuration, whose listeners' states are restored too
     * @param inputShapes the shapes of the network's inputs
     * @return the position, or nothing where there is no file
     * @throws IOException if the file could not be read
     * @throws MalformedModelException if it does not fit block, optimizer or states
     * @throws IllegalArgumentException if it was made with another seed
     */
    public Optional<Checkpoint.Position> resume(
            Model model, TrainingConfig config, Shape... inputShapes)
            throws IOException, MalformedModelException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Checkpoint checkpoint = Checkpoint.read(file);
        if (checkpoint.position().seed() != position.seed()) {
            throw new IllegalArgumentException(
                    file
                            + ": expected seed "
                            + checkpoint.position().seed()
                            + " as the checkpoint was made with, found "
                            + position.seed());
        }
        Block block = model.getBlock();
        block.initialize(model.getNDManager(), model.getDataType(), inputShapes);
        optimizer.bind(block);
        checkpoint.restore(
                model.getNDManager(), block, states(block, config.getTrainingListeners()));
        position = checkpoint.position();
        return Optional.of(position);
    }

    @Override
    public void onTrainingBegin(Trainer trainer) {
        if (trainer.getModel().getBlock().isInitialized()) {
            optimizer.bind(trainer.getModel().getBlock());
        }
    }

    @Override
    public void onTrainingBatch(Trainer trainer, BatchData batchData) {
        if (optimizer.steps() == 0) {
            optimizer.bind(trainer.getModel().getBlock());
        }
        optimizer.beginStep();
    }

    @Override
    public void onStep(Trainer trainer) {
        position = new Checkpoint.Position(position.epoch(), position.batch() + 1, position.seed());
        if (everyBatches > 0 && position.batch() % everyBatches == 0) {
            save(trainer);
        }
    }

    @Override
    public void onEpoch(Trainer trainer) {
        position = new Checkpoint.Position(position.epoch() + 1, 0, position.seed());
        save(trainer);
    }

    private void save(Trainer trainer) {
        List<TrainingListener> listeners = new ArrayList<>();
        trainer.notifyListeners(listeners::add);
        Block block = trainer.getModel().getBlock();
        try {
            Checkpoint.capture(position, block, states(block, listeners)).write(file);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "checkpoint " + file + " could not be saved: " + e.getMessage(), e);
        }
    }

    private List<Checkpointable> states(Block block, List<TrainingListener> listeners) {
        List<Checkpointable> states = new ArrayList<>();
        states.add(optimizer);
        if (block instanceof Checkpointable state) {
            states.add(state);
        }
        for (TrainingListener listener : listeners) {
            if (listener instanceof Checkpointable state) {
                states.add(state);
            }
        }
        states.addAll(extra);
        return states;
    }

    /** Builds a {@link CheckpointListener}. */
    public static final class Builder {

        private Path file;
        private StatefulOptimizer optimizer;
        private final List<Checkpointable> extra = new ArrayList<>();
        private int everyBatches;
        private long seed;

        private Builder() {}

        /**
         * Sets the file.
         *
         * @param value the file, whose folder exists
         * @return this builder
         */
        public Builder setFile(Path value) {
            file = value;
            return this;
        }

        /**
         * Sets the optimizer that trains.
         *
         * @param value the optimizer
         * @return this builder
         */
        public Builder setOptimizer(StatefulOptimizer value) {
            optimizer = value;
            return this;
        }

        /**
         * Sets after how many batches to save in mid-epoch.
         *
         * @param value the number, or 0 (default) for epochs' ends only
         * @return this builder
         */
        public Builder optEveryBatches(int value) {
            if (value < 0) {
                throw new IllegalArgumentException(
                        "checkpoints: expected every 0 or more batches, found " + value);
            }
            everyBatches = value;
            return this;
        }

        /**
         * Sets the seed of the run, which is kept with the position.
         *
         * @param value the seed, default 0
         * @return this builder
         */
        public Builder optSeed(long value) {
            seed = value;
            return this;
        }

        /**
         * Adds a state that is neither the block nor a listener.
         *
         * @param state the state
         * @return this builder
         */
        public Builder addState(Checkpointable state) {
            extra.add(Objects.requireNonNull(state, "state"));
            return this;
        }

        /**
         * Builds the listener.
         *
         * @return the listener
         */
        public CheckpointListener build() {
            Objects.requireNonNull(file, "file");
            Objects.requireNonNull(optimizer, "optimizer");
            return new CheckpointListener(this);
        }
    }
}
