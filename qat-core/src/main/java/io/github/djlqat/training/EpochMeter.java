package io.github.djlqat.training;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListenerAdapter;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * Means of loss and top-1 accuracy over the running epoch, for training and validation batches.
 *
 * <p>The network's first output is (batch, classes), the first label array (batch) or (batch, 1).
 * Stops training by an {@link IllegalStateException}, before the weights are updated, when the loss
 * of a training batch is not finite.
 */
public final class EpochMeter extends TrainingListenerAdapter implements Checkpointable {

    private final Mean training = new Mean();
    private final Mean validation = new Mean();
    private int batches;

    /** Sums over batches. */
    private static final class Mean {
        private double loss;
        private long correct;
        private long count;

        void add(double meanLoss, long right, long size) {
            loss += meanLoss * size;
            correct += right;
            count += size;
        }

        void reset() {
            loss = 0;
            correct = 0;
            count = 0;
        }
    }

    @Override
    public void onTrainingBatch(Trainer trainer, BatchData batchData) {
        batches++;
        double loss = add(training, trainer, batchData);
        if (!Double.isFinite(loss)) {
            throw new IllegalStateException(
                    "training: expected a finite loss, found "
                            + loss
                            + " at batch "
                            + batches
                            + " of the epoch; the weights are not updated, lower the learning rate");
        }
    }

    @Override
    public void onValidationBatch(Trainer trainer, BatchData batchData) {
        add(validation, trainer, batchData);
    }

    @Override
    public void onEpoch(Trainer trainer) {
        batches = 0;
        training.reset();
        validation.reset();
    }

    private static double add(Mean mean, Trainer trainer, BatchData batchData) {
        double last = Double.NaN;
        for (var entry : batchData.getPredictions().entrySet()) {
            NDList predictions = entry.getValue();
            NDList labels = batchData.getLabels().get(entry.getKey());
            NDArray output = predictions.head();
            try (NDManager scratch = output.getManager().newSubManager()) {
                NDArray loss = trainer.getLoss().evaluate(labels, predictions);
                loss.attach(scratch);
                last = loss.toType(DataType.FLOAT32, false).getFloat();
                long[] best = output.argMax(1).toType(DataType.INT64, false).toLongArray();
                long[] wanted = labels.head().toType(DataType.INT64, false).toLongArray();
                long right = 0;
                for (int i = 0; i < best.length; i++) {
                    right += best[i] == wanted[i] ? 1 : 0;
                }
                mean.add(last, right, best.length);
            }
        }
        return last;
    }

    /**
     * Returns the mean loss of the epoch's training batches so far.
     *
     * @return the loss, NaN before the first batch
     */
    public double trainingLoss() {
        return training.loss / training.count;
    }

    /**
     * Returns the share of training images of the epoch so far whose largest output is their class.
     *
     * @return 0 to 1, NaN before the first batch
     */
    public double trainingAccuracy() {
        return (double) training.correct / training.count;
    }

    /**
     * Returns the mean loss of the validation batches since the epoch began.
     *
     * @return the loss, NaN before the first batch
     */
    public double validationLoss() {
        return validation.loss / validation.count;
    }

    /**
     * Returns the share of validation images whose largest output is their class.
     *
     * @return 0 to 1, NaN before the first batch
     */
    public double validationAccuracy() {
        return (double) validation.correct / validation.count;
    }

    @Override
    public String stateName() {
        return "meter";
    }

    @Override
    public void saveState(DataOutputStream out) throws IOException {
        out.writeInt(batches);
        out.writeDouble(training.loss);
        out.writeLong(training.correct);
        out.writeLong(training.count);
    }

    @Override
    public void loadState(NDManager manager, DataInputStream in)
            throws IOException, MalformedModelException {
        batches = in.readInt();
        training.loss = in.readDouble();
        training.correct = in.readLong();
        training.count = in.readLong();
        validation.reset();
    }
}
