package io.github.djlqat.quant.discrete;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import io.github.djlqat.quant.WeightCodes;
import io.github.djlqat.quant.WeightQuantizer;
import io.github.djlqat.quant.WeightScheme;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.util.Random;

/** Weights to quantize, and what comes of them. */
final class Weights {

    private Weights() {}

    /** Returns normal random numbers of a shape, seeded. */
    static float[] normal(int size, double deviation, long seed) {
        Random random = new Random(seed);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return values;
    }

    /** Returns an initialized quantizer. */
    static WeightQuantizer quantizer(WeightScheme scheme, NDManager manager, Shape shape) {
        WeightQuantizer q = scheme.create("layer");
        q.initialize(manager, DataType.FLOAT32, shape);
        return q;
    }

    static NDArray forward(WeightQuantizer q, NDArray w, boolean training) {
        return q.forward(new ParameterStore(w.getManager(), false), w, training);
    }

    /**
     * Returns the gradient that reaches the weights.
     *
     * @param incoming the gradient of the quantized weights
     */
    static float[] gradient(WeightQuantizer q, NDArray w, float[] incoming) {
        NDArray leaf = w.duplicate();
        leaf.setRequiresGradient(true);
        NDArray factor = w.getManager().create(incoming, w.getShape());
        try (GradientCollector collector = w.getManager().getEngine().newGradientCollector()) {
            collector.backward(forward(q, leaf, true).mul(factor).sum());
        }
        return leaf.getGradient().toFloatArray();
    }

    /** Returns {@code scale[c] * code}. */
    static float[] decode(WeightCodes codes) {
        float[] values = new float[codes.codes().size()];
        int depth = values.length / codes.scales().size();
        for (int i = 0; i < values.length; i++) {
            values[i] = codes.scales().get(i / depth) * codes.codes().get(i);
        }
        return values;
    }

    /** Returns a quantizer that loaded what another saved. */
    static WeightQuantizer copy(
            WeightQuantizer q, WeightScheme scheme, NDManager manager, Shape shape)
            throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        q.saveParameters(new DataOutputStream(bytes));
        WeightQuantizer other = quantizer(scheme, manager, shape);
        other.loadParameters(
                manager, new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        return other;
    }

    /** Returns a parameter's values. */
    static NDArray parameter(WeightQuantizer q, String name) {
        for (Pair<String, Parameter> p : q.getParameters()) {
            if (p.getKey().endsWith(name)) {
                return p.getValue().getArray();
            }
        }
        throw new AssertionError("no parameter " + name);
    }
}
