package io.github.djlqat.training.quantized;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.EasyTrain;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset;
import ai.djl.training.listener.TrainingListener.BatchData;
import ai.djl.translate.TranslateException;
import io.github.djlqat.training.StepListener;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@link EasyTrain} for gradients of few bits: the same contract, metrics and listeners, with
 * {@link QuantizedBackward} for the backward pass. Serves any other block as well.
 *
 * <p>Where a trainer has several devices, their parts of the batch are computed one after the
 * other.
 */
public final class QuantizedTraining {

    private QuantizedTraining() {}

    /**
     * Trains for some epochs, as {@link EasyTrain#fit} does, and tells {@link StepListener}s of
     * each step.
     *
     * @param trainer the trainer
     * @param epochs the number of epochs
     * @param training the data to train on
     * @param validation the data to validate on, or null
     * @throws IOException if data could not be read
     * @throws TranslateException if data could not be processed
     */
    public static void fit(Trainer trainer, int epochs, Dataset training, Dataset validation)
            throws IOException, TranslateException {
        for (int epoch = 0; epoch < epochs; epoch++) {
            for (Batch batch : trainer.iterateDataset(training)) {
                try (batch) {
                    trainBatch(trainer, batch);
                    trainer.step();
                    StepListener.notifyStep(trainer);
                }
            }
            EasyTrain.evaluateDataset(trainer, validation);
            trainer.notifyListeners(listener -> listener.onEpoch(trainer));
        }
    }

    /**
     * Computes the gradients of a batch, as {@link EasyTrain#trainBatch} does. The caller calls
     * {@code trainer.step()} and closes the batch.
     *
     * @param trainer the trainer
     * @param batch data and labels
     * @throws IllegalArgumentException if the batch is of another engine than the trainer
     */
    public static void trainBatch(Trainer trainer, Batch batch) {
        if (trainer.getManager().getEngine() != batch.getManager().getEngine()) {
            throw new IllegalArgumentException(
                    "batch: expected the trainer's engine "
                            + trainer.getManager().getEngine().getEngineName()
                            + ", found "
                            + batch.getManager().getEngine().getEngineName());
        }
        BatchData batchData =
                new BatchData(batch, new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
        try (GradientCollector collector = trainer.newGradientCollector()) {
            for (Batch split : batch.split(trainer.getDevices(), false)) {
                trainSplit(trainer, collector, batchData, split);
            }
        }
        trainer.notifyListeners(listener -> listener.onTrainingBatch(trainer, batchData));
    }

    private static void trainSplit(
            Trainer trainer, GradientCollector collector, BatchData batchData, Batch split) {
        NDList data = split.getData();
        NDList labels = split.getLabels();
        NDList predictions = trainer.forward(data, labels);
        long time = System.nanoTime();
        NDArray loss = trainer.getLoss().evaluate(labels, predictions);
        QuantizedBackward.backward(collector, trainer.getModel().getBlock(), loss);
        trainer.addMetric("backward", time);
        time = System.nanoTime();
        batchData.getLabels().put(labels.get(0).getDevice(), labels);
        batchData.getPredictions().put(predictions.get(0).getDevice(), predictions);
        trainer.addMetric("training-metrics", time);
    }
}
