package io.github.djlqat.training;

import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListenerAdapter;
import java.util.Objects;

/**
 * Tells a {@link View} how far training has come.
 *
 * <p>To be added to the training configuration after the {@link EpochMeter} whose figures it shows.
 */
public final class ProgressListener extends TrainingListenerAdapter {

    private final View view;
    private final EpochMeter meter;
    private final int epochs;
    private final int batches;
    private int epoch;
    private int batch;
    private boolean open;

    /** Shows progress: a bar on a terminal, a line in a log. */
    public interface View {

        /**
         * An epoch begins, or goes on after a resume.
         *
         * @param epoch the epoch, from 1
         * @param epochs the number of epochs
         * @param batches the number of training batches of an epoch
         */
        void epochBegan(int epoch, int epochs, int batches);

        /**
         * A batch was trained.
         *
         * @param done the number of batches of the epoch that are done
         * @param loss the mean loss of the epoch so far
         * @param accuracy the top-1 accuracy of the epoch so far, 0 to 1
         */
        void batchTrained(int done, double loss, double accuracy);

        /** The epoch, or all of training, ended. */
        void epochEnded();
    }

    /**
     * Creates the listener.
     *
     * @param view what shows it
     * @param meter where loss and accuracy come from
     * @param epochs the number of epochs
     * @param batches the number of training batches of an epoch
     */
    public ProgressListener(View view, EpochMeter meter, int epochs, int batches) {
        this.view = Objects.requireNonNull(view, "view");
        this.meter = Objects.requireNonNull(meter, "meter");
        this.epochs = epochs;
        this.batches = batches;
    }

    /**
     * Sets where training starts, after a resume.
     *
     * @param position the position
     */
    public void startAt(Checkpoint.Position position) {
        epoch = position.epoch();
        batch = position.batch();
    }

    @Override
    public void onTrainingBatch(Trainer trainer, BatchData batchData) {
        if (!open) {
            open = true;
            view.epochBegan(epoch + 1, epochs, batches);
        }
        batch++;
        view.batchTrained(batch, meter.trainingLoss(), meter.trainingAccuracy());
    }

    @Override
    public void onEpoch(Trainer trainer) {
        close();
        epoch++;
        batch = 0;
    }

    @Override
    public void onTrainingEnd(Trainer trainer) {
        close();
    }

    private void close() {
        if (open) {
            open = false;
            view.epochEnded();
        }
    }
}
