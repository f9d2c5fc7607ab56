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

/**
 * Quantizes weights [OC, ...] with a scale for each group of channels; see {@link
 * ClusteredChannels}. Its parameter {@code group} [OC], without gradient, is set in the first
 * training step.
 */
public final class ClusteredChannelQuantizer extends DiscreteQuantizer {

    private final ClusteredChannels scheme;
    private final Parameter group = addParameter(parameter("group", Initializer.ZEROS, false));

    private boolean clustered;

    ClusteredChannelQuantizer(String tensor, ClusteredChannels scheme) {
        super(tensor);
        this.scheme = scheme;
    }

    @Override
    protected void prepare(Shape[] inputShapes) {
        long channels = inputShapes[0].get(0);
        if (scheme.groups() > channels) {
            throw new IllegalArgumentException(
                    String.format(
                            "%s: expected at most %d groups, one for each output channel, found %d",
                            tensor(), channels, scheme.groups()));
        }
        group.setShape(new Shape(channels));
    }

    private int largestCode() {
        return (1 << (scheme.bits() - 1)) - 1;
    }

    @Override
    NDArray quantize(ParameterStore store, NDArray w, boolean training) {
        NDArray data = w.stopGradient();
        NDArray stored = store.getValue(group, w.getDevice(), training);
        NDArray scales =
                w.getManager()
                        .create(scales(stored, finite(data), training), perFilter(w.getShape()))
                        .toDevice(w.getDevice(), false);
        return straightThrough(w, codes(data, scales).mul(scales));
    }

    /** Returns whole numbers; the clip only catches what float32's division rounds up. */
    private NDArray codes(NDArray w, NDArray scales) {
        return w.div(scales).round().clip(-largestCode(), largestCode());
    }

    /** Returns each channel's scale. */
    private float[] scales(NDArray stored, float[] w, boolean training) {
        int channels = Math.toIntExact(stored.size());
        float[] largest = new float[channels];
        int depth = w.length / channels;
        for (int i = 0; i < w.length; i++) {
            largest[i / depth] = Math.max(largest[i / depth], Math.abs(w[i]));
        }
        float[] groups = groups(stored, largest, training);
        float[] tops = new float[scheme.groups()];
        for (int c = 0; c < channels; c++) {
            int g = (int) groups[c];
            tops[g] = Math.max(tops[g], largest[c]);
        }
        float[] scales = new float[channels];
        for (int c = 0; c < channels; c++) {
            float scale = tops[(int) groups[c]] / largestCode();
            // Any scale will do for weights of 0.
            scales[c] = scale < Float.MIN_NORMAL ? 1 : scale;
        }
        return scales;
    }

    private float[] groups(NDArray stored, float[] largest, boolean training) {
        if (clustered) {
            return stored.toFloatArray();
        }
        KMeans means = new KMeans(largest);
        double[] centers = means.lloyd(means.density(scheme.groups()));
        float[] groups = new float[largest.length];
        for (int c = 0; c < groups.length; c++) {
            groups[c] = KMeans.nearest(centers, largest[c]);
        }
        if (training) {
            stored.set(groups);
            clustered = true;
        }
        return groups;
    }

    @Override
    public WeightCodes encode(NDArray weights) {
        float[] scales = scales(group.getArray(), finite(weights), false);
        NDArray divisors =
                weights.getManager()
                        .create(scales, perFilter(weights.getShape()))
                        .toDevice(weights.getDevice(), false);
        return WeightCodes.uniform(codes(codes(weights, divisors)), scales, scheme.bits());
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
