package io.github.djlqat.training.quantized;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDManager;
import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListenerAdapter;
import io.github.djlqat.network.QuantizedNetwork;
import io.github.djlqat.training.Checkpointable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Freezes the ranges of values, and batch norm, after so many steps or epochs of training (Jacob et
 * al. 2018, section 3.2; Krishnamoorthi 2018, arXiv 1806.08342, section 3.2.2: freezing batch
 * norm's statistics near the end removes the jitter between training and inference).
 *
 * <pre>{@code
 * config.addTrainingListeners(
 *         FreezeListener.builder().optObserversAfterEpochs(2).optBatchNormAfterEpochs(4).build());
 * }</pre>
 */
public final class FreezeListener extends TrainingListenerAdapter implements Checkpointable {

    private static final Logger LOGGER = LoggerFactory.getLogger(FreezeListener.class);

    private final Limit observers;
    private final Limit batchNorm;
    private long steps;
    private long epochs;

    private FreezeListener(Builder builder) {
        observers = builder.observers;
        batchNorm = builder.batchNorm;
    }

    /** Returns a builder. */
    public static Builder builder() {
        return new Builder();
    }

    private record Limit(long steps, long epochs) {

        static final Limit NEVER = new Limit(Long.MAX_VALUE, Long.MAX_VALUE);

        boolean reached(long stepsDone, long epochsDone) {
            return stepsDone >= steps || epochsDone >= epochs;
        }
    }

    @Override
    public void onTrainingBegin(Trainer trainer) {
        freeze(trainer);
    }

    @Override
    public void onTrainingBatch(Trainer trainer, BatchData batchData) {
        steps++;
        freeze(trainer);
    }

    @Override
    public void onEpoch(Trainer trainer) {
        epochs++;
        freeze(trainer);
    }

    private void freeze(Trainer trainer) {
        QuantizedNetwork network = Networks.of(trainer);
        if (observers.reached(steps, epochs) && !network.areObserversFrozen()) {
            network.freezeObservers();
            LOGGER.info("ranges frozen after {} steps, {} epochs", steps, epochs);
        }
        if (batchNorm.reached(steps, epochs) && !network.isBatchNormFrozen()) {
            network.freezeBatchNorm();
            LOGGER.info("batch norm frozen after {} steps, {} epochs", steps, epochs);
        }
    }

    /** Returns the training steps seen. */
    public long steps() {
        return steps;
    }

    @Override
    public String stateName() {
        return "freezeListener";
    }

    @Override
    public void saveState(DataOutputStream out) throws IOException {
        out.writeLong(steps);
        out.writeLong(epochs);
    }

    @Override
    public void loadState(NDManager manager, DataInputStream in)
            throws IOException, MalformedModelException {
        steps = in.readLong();
        epochs = in.readLong();
    }

    /** Builds a {@link FreezeListener}; what is not set never freezes. */
    public static final class Builder {

        private Limit observers = Limit.NEVER;
        private Limit batchNorm = Limit.NEVER;

        /** Freezes ranges after so many batches; 0 freezes them before the first. */
        public Builder optObserversAfterSteps(long steps) {
            observers = new Limit(atLeastZero("observers", steps), Long.MAX_VALUE);
            return this;
        }

        /** Freezes ranges after so many epochs; 0 freezes them before the first. */
        public Builder optObserversAfterEpochs(long epochs) {
            observers = new Limit(Long.MAX_VALUE, atLeastZero("observers", epochs));
            return this;
        }

        /** Freezes batch norm after so many batches; 0 freezes it before the first. */
        public Builder optBatchNormAfterSteps(long steps) {
            batchNorm = new Limit(atLeastZero("batch norm", steps), Long.MAX_VALUE);
            return this;
        }

        /** Freezes batch norm after so many epochs; 0 freezes it before the first. */
        public Builder optBatchNormAfterEpochs(long epochs) {
            batchNorm = new Limit(Long.MAX_VALUE, atLeastZero("batch norm", epochs));
            return this;
        }

        private static long atLeastZero(String what, long value) {
            if (value < 0) {
                throw new IllegalArgumentException(
                        what + ": expected a limit of at least 0, found " + value);
            }
            return value;
        }

        /** Builds the listener. */
        public FreezeListener build() {
            return new FreezeListener(this);
        }
    }
}
