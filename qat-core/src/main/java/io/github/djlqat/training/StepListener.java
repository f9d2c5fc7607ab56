package io.github.djlqat.training;

import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListener;

/**
 * A listener that is also told when a step is complete.
 *
 * <p>DJL calls {@link TrainingListener#onTrainingBatch} between the backward pass and {@link
 * Trainer#step}: the batch has gone into the batch norms' statistics, but not into the weights. A
 * loop that calls {@link #notifyStep} after {@code step()} allows a state to be taken in mid-epoch;
 * {@link ai.djl.training.EasyTrain#fit} does not, and then states are taken at epochs' ends only.
 */
public interface StepListener extends TrainingListener {

    /**
     * Called after the weights were updated.
     *
     * @param trainer the trainer
     */
    void onStep(Trainer trainer);

    /**
     * Tells all of a trainer's step listeners that a step is complete.
     *
     * @param trainer the trainer
     */
    static void notifyStep(Trainer trainer) {
        trainer.notifyListeners(
                listener -> {
                    if (listener instanceof StepListener stepListener) {
                        stepListener.onStep(trainer);
                    }
                });
    }
}
