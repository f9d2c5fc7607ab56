package io.github.djlqat.examples.train;

import java.nio.file.Path;
import java.util.List;

/**
 * What a training job left.
 *
 * @param epochs the metrics of all epochs, those before a resume included
 * @param weights the weights in DJL's format, to be loaded by {@code Model.load} or {@link
 *     WeightsFile}
 * @param checkpoint the last checkpoint
 */
public record TrainResult(List<EpochMetrics> epochs, Path weights, Path checkpoint) {

    /** Copies the list. */
    public TrainResult {
        epochs = List.copyOf(epochs);
    }

    /**
     * Returns the metrics of the last epoch.
     *
     * @return the metrics
     */
    public EpochMetrics last() {
        return epochs.get(epochs.size() - 1);
    }
}
