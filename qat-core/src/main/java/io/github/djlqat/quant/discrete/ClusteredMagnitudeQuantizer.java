package io.github.djlqat.quant.discrete;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import io.github.djlqat.quant.WeightCodes;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * Brings weights [OC, ...] to the numbers of a few scales; see {@link ClusteredMagnitudes}. Its
 * parameter {@code scales} [clusters], ascending and without gradient, is set in the first training
 * step.
 */
public final class ClusteredMagnitudeQuantizer extends DiscreteQuantizer {

    private final ClusteredMagnitudes scheme;
    private final Parameter scales = addParameter(parameter("scales", Initializer.ZEROS, false));

    private boolean clustered;

    ClusteredMagnitudeQuantizer(String tensor, ClusteredMagnitudes scheme) {
        super(tensor);
        this.scheme = scheme;
    }

    @Override
    protected void prepare(Shape[] inputShapes) {
        scales.setShape(new Shape(scheme.clusters()));
    }

    /**
     * What weights can become.
     *
     * @param scale of the levels
     * @param levels each once, ascending
     * @param limit beyond which gradients are cut
     */
    @SuppressWarnings("ArrayRecordComponent") // Not compared.
    private record Numbers(float scale, byte[] levels, float limit) {

        byte[] codes(float[] w) {
            double[] values = new double[levels.length];
            Arrays.setAll(values, j -> (double) scale * levels[j]);
            byte[] codes = new byte[w.length];
            for (int i = 0; i < w.length; i++) {
                codes[i] = levels[KMeans.nearest(values, w[i])];
            }
            return codes;
        }
    }

    private Numbers numbers(NDArray stored, float[] w, boolean training) {
        float[] s = clustered ? stored.toFloatArray() : cluster(w);
        if (training && !clustered) {
            stored.set(s);
            clustered = true;
        }
        int q = scheme.largestCode();
        float[] reals = new float[s.length * (2 * q + 1)];
        int n = 0;
        for (float scale : s) {
            for (int code = -q; code <= q; code++) {
                reals[n++] = scale * code;
            }
        }
        Codebook book = Codebook.of(tensor(), reals);
        return new Numbers(book.scale(), book.distinct(), s[s.length - 1] * (q + 0.5f));
    }

    /** Returns each cluster's largest magnitude over the largest code, ascending. */
    private float[] cluster(float[] w) {
        float[] magnitudes = new float[w.length];
        for (int i = 0; i < w.length; i++) {
            magnitudes[i] = Math.abs(w[i]);
        }
        KMeans means = new KMeans(magnitudes);
        double[] centers = means.lloyd(means.density(scheme.clusters()));
        float[] tops = new float[centers.length];
        for (float magnitude : magnitudes) {
            int j = KMeans.nearest(centers, magnitude);
            tops[j] = Math.max(tops[j], magnitude);
        }
        for (int j = 0; j < tops.length; j++) {
            tops[j] /= scheme.largestCode();
        }
        // A cluster without members has no scale of its own; sorted, the last one is the largest.
        Arrays.sort(tops);
        return tops;
    }

    @Override
    NDArray quantize(ParameterStore store, NDArray w, boolean training) {
        NDArray data = w.stopGradient();
        float[] values = finite(data);
        NDArray stored = store.getValue(scales, w.getDevice(), training);
        Numbers numbers = numbers(stored, values, training);
        byte[] codes = numbers.codes(values);
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.scale * codes[i];
        }
        NDArray y = w.getManager().create(values, w.getShape()).toDevice(w.getDevice(), false);
        NDArray inside = data.abs().lte(numbers.limit).toType(w.getDataType(), false);
        return straightThrough(w.mul(inside), y);
    }

    @Override
    public WeightCodes encode(NDArray weights) {
        float[] w = finite(weights);
        Numbers numbers = numbers(scales.getArray(), w, false);
        return WeightCodes.of(
                numbers.codes(w), new float[] {numbers.scale}, scheme.bits(), numbers.levels);
    }

    @Override
    void saveState(DataOutputStream os) throws IOException {
        os.writeBoolean(clustered);
    }

    @Override
    void loadState(DataInputStream is) throws IOException {
        clustered = is.readBoolean();
    }
}
