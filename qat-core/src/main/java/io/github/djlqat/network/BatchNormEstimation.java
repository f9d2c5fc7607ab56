package io.github.djlqat.network;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Measures batch norm's statistics for weights that will not change any more. Running statistics
 * are those of the last steps' weights, and where weights jump between few levels these differ from
 * the final ones.
 *
 * <p>The running statistics are updated over all batches; their average over the last five eighths
 * is kept, so that what they were before has no part in it.
 */
public final class BatchNormEstimation {

    private BatchNormEstimation() {}

    /**
     * Measures the statistics and keeps them.
     *
     * @param network trained; not frozen yet
     * @param dataset images as in training
     * @param manager owns the batches while they are used
     * @param batches how many at most, at least 8
     * @return how many were used
     * @throws IllegalArgumentException if there are fewer than 8
     * @throws IOException if the data cannot be read
     * @throws TranslateException if the data cannot be prepared
     */
    public static int run(QuantizedNetwork network, Dataset dataset, NDManager manager, int batches)
            throws IOException, TranslateException {
        List<Parameter> statistics = statistics(network);
        List<float[]> before = statistics.stream().map(p -> p.getArray().toFloatArray()).toList();
        List<double[]> sums = new ArrayList<>();
        before.forEach(values -> sums.add(new double[values.length]));
        int skipped = batches * 3 / 8;
        int count = 0;
        Mode mode = network.mode();
        network.setMode(Mode.ESTIMATE);
        boolean done = false;
        try {
            Iterator<Batch> iterator = dataset.getData(manager).iterator();
            for (; count < batches && iterator.hasNext(); count++) {
                try (Batch batch = iterator.next()) {
                    NDList x = batch.getData();
                    ParameterStore store = new ParameterStore(x.head().getManager(), false);
                    network.forward(store, x, false).close();
                }
                if (count >= skipped) {
                    add(statistics, sums);
                }
            }
            done = count >= 8 && count > skipped;
        } finally {
            network.setMode(mode);
            for (int i = 0; i < sums.size(); i++) {
                float[] values = done ? means(sums.get(i), count - skipped) : before.get(i);
                statistics.get(i).getArray().set(FloatBuffer.wrap(values));
            }
        }
        if (!done) {
            throw new IllegalArgumentException(
                    "batch norm estimation: expected at least 8 batches and more than "
                            + skipped
                            + ", found "
                            + count);
        }
        return count;
    }

    private static List<Parameter> statistics(QuantizedNetwork network) {
        return network.getParameters().values().stream()
                .filter(
                        p ->
                                p.getType() == Parameter.Type.RUNNING_MEAN
                                        || p.getType() == Parameter.Type.RUNNING_VAR)
                .toList();
    }

    private static void add(List<Parameter> statistics, List<double[]> sums) {
        for (int i = 0; i < sums.size(); i++) {
            float[] values = statistics.get(i).getArray().toFloatArray();
            for (int j = 0; j < values.length; j++) {
                sums.get(i)[j] += values[j];
            }
        }
    }

    private static float[] means(double[] sums, int count) {
        float[] means = new float[sums.length];
        for (int j = 0; j < means.length; j++) {
            means[j] = (float) (sums[j] / count);
        }
        return means;
    }
}
