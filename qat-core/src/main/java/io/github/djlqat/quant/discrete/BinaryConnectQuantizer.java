package io.github.djlqat.quant.discrete;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import io.github.djlqat.quant.WeightCodes;
import io.github.djlqat.quant.discrete.BinaryConnect.Magnitude;
import io.github.djlqat.quant.discrete.BinaryConnect.Rounding;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * Binarizes weights [OC, ...]; see {@link BinaryConnect}.
 *
 * <p>Its parameter {@code magnitude}, without gradient, is H: [OC] or [1]. The number of training
 * steps is saved beside it.
 */
public final class BinaryConnectQuantizer extends DiscreteQuantizer {

    private final BinaryConnect scheme;
    private final Parameter magnitude;

    private boolean known;
    private long steps;

    BinaryConnectQuantizer(String tensor, BinaryConnect scheme) {
        super(tensor);
        this.scheme = scheme;
        magnitude = addParameter(parameter("magnitude", Initializer.ONES, false));
    }

    @Override
    protected void prepare(Shape[] inputShapes) {
        boolean perFilter = scheme.magnitude() == Magnitude.MEAN;
        magnitude.setShape(new Shape(perFilter ? inputShapes[0].get(0) : 1));
    }

    /**
     * Clips weights to [-H, H], in place.
     *
     * @throws IllegalStateException if one is not finite
     */
    @Override
    public void constrain(NDArray weights) {
        float[] w = finite(weights);
        float[] h = magnitudes(magnitude.getArray(), weights.getShape(), w, true);
        int depth = w.length / h.length;
        float[] kept = new float[w.length];
        float[] limits = new float[w.length];
        boolean clips = false;
        for (int i = 0; i < w.length; i++) {
            float limit = h[i / depth];
            if (Math.abs(w[i]) > limit) {
                limits[i] = Math.copySign(limit, w[i]);
                clips = true;
            } else {
                kept[i] = 1;
            }
        }
        if (clips) {
            // Arithmetic in place reaches the parameter's own memory; set() would not.
            NDManager manager = weights.getManager();
            Device device = weights.getDevice();
            Shape shape = weights.getShape();
            weights.muli(manager.create(kept, shape).toDevice(device, false));
            weights.addi(manager.create(limits, shape).toDevice(device, false));
        }
    }

    @Override
    NDArray quantize(ParameterStore store, NDArray w, boolean training) {
        NDArray data = w.stopGradient();
        float[] h =
                magnitudes(
                        store.getValue(magnitude, w.getDevice(), training),
                        w.getShape(),
                        data.toFloatArray(),
                        training);
        boolean random =
                training
                        && scheme.rounding() == Rounding.STOCHASTIC
                        && steps < scheme.randomSteps();
        NDArray signs = random ? draw(data, h) : signs(data);
        steps += training ? 1 : 0;
        Shape shape = h.length == 1 ? new Shape(1) : perFilter(w.getShape());
        NDArray scale = w.getManager().create(h, shape).toDevice(w.getDevice(), false);
        return straightThrough(w, signs.mul(scale));
    }

    /** Draws 1 with the hard sigmoid's probability, else -1. */
    private NDArray draw(NDArray w, float[] h) {
        SeededUniforms random = new SeededUniforms(scheme.seed(), tensor(), steps);
        float[] values = w.toFloatArray();
        int depth = values.length / h.length;
        for (int i = 0; i < values.length; i++) {
            float probability = (values[i] / h[i / depth] + 1) / 2;
            values[i] = random.next() < probability ? 1 : -1;
        }
        return w.getManager().create(values, w.getShape()).toDevice(w.getDevice(), false);
    }

    @Override
    public WeightCodes encode(NDArray weights) {
        float[] w = finite(weights);
        float[] h = magnitudes(magnitude.getArray(), weights.getShape(), w, false);
        return WeightCodes.of(codes(signs(weights)), h, 1, (byte) -1, (byte) 1);
    }

    /** Returns H, and keeps it if training starts. */
    private float[] magnitudes(NDArray stored, Shape shape, float[] w, boolean training) {
        if (known) {
            return stored.toFloatArray();
        }
        float[] h = initial(shape, w);
        if (training) {
            stored.set(h);
            known = true;
        }
        return h;
    }

    private float[] initial(Shape shape, float[] w) {
        switch (scheme.magnitude()) {
            case ONE:
                return new float[] {1};
            case GLOROT:
                return new float[] {BinaryConnect.glorot(shape)};
            default:
                return means(w, (int) shape.get(0));
        }
    }

    /** Returns each filter's mean absolute weight; the layer's, or 1, for filters that are 0. */
    private static float[] means(float[] w, int filters) {
        int depth = w.length / filters;
        double[] sums = new double[filters];
        double total = 0;
        for (int i = 0; i < w.length; i++) {
            sums[i / depth] += Math.abs(w[i]);
            total += Math.abs(w[i]);
        }
        float rest = total == 0 ? 1 : (float) (total / w.length);
        float[] means = new float[filters];
        for (int c = 0; c < filters; c++) {
            float mean = (float) (sums[c] / depth);
            means[c] = mean >= Float.MIN_NORMAL ? mean : rest;
        }
        return means;
    }

    @Override
    void saveState(DataOutputStream os) throws IOException {
        os.writeBoolean(known);
        os.writeLong(steps);
    }

    @Override
    void loadState(DataInputStream is) throws IOException {
        known = is.readBoolean();
        steps = is.readLong();
    }
}
