package io.github.djlqat.examples.evaluate;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.dataset.Batch;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import io.github.djlqat.examples.data.ImageBatches;
import io.github.djlqat.examples.progress.Progress;
import io.github.djlqat.examples.progress.ProgressDisplay;
import io.github.djlqat.runtime.graph.Ints;
import java.io.IOException;

/** Runs a DJL block on labelled images, without training. */
public final class BlockEvaluator {

    private BlockEvaluator() {}

    /**
     * Predicts the class of each image.
     *
     * @param model its block is initialized: (batch, channels, height, width) to (batch, classes)
     * @param images in order
     * @param name shown beside the progress
     * @throws IOException if an image could not be read
     */
    public static Predictions evaluate(
            Model model, ImageBatches images, String name, ProgressDisplay display)
            throws IOException {
        int size = images.source().size();
        int[] classes = new int[size];
        int[] labels = new int[size];
        int done = 0;
        MedianTime time = new MedianTime();
        images.startAt(0, 0);
        try (Predictor<NDList, NDList> predictor = model.newPredictor(new NoopTranslator());
                Progress progress = display.start(name, size, " images")) {
            for (Batch batch : images.getData(model.getNDManager())) {
                try (batch) {
                    long start = System.nanoTime();
                    NDArray best = predictor.predict(batch.getData()).head().argMax(1);
                    long[] values = best.toType(DataType.INT64, false).toLongArray();
                    time.add(System.nanoTime() - start, values.length);
                    long[] wanted =
                            batch.getLabels().head().toType(DataType.INT64, false).toLongArray();
                    for (int i = 0; i < values.length; i++) {
                        classes[done + i] = (int) values[i];
                        labels[done + i] = (int) wanted[i];
                    }
                    done += values.length;
                    progress.update(done, "");
                }
            }
        } catch (TranslateException e) {
            throw new IOException("evaluation: " + e.getMessage(), e);
        }
        return new Predictions(Ints.of(classes), Ints.of(labels), time.each());
    }
}
