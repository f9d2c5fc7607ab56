package io.github.djlqat.analysis;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djlqat.convert.Conversion;
import io.github.djlqat.convert.Place;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.runtime.IntegerModel;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.MalformedModelException;

/**
 * Classification by the integer runtime: the accuracy that ships. For networks of one input and one
 * output.
 */
public final class IntegerEvaluation implements AutoCloseable {

    private final IntegerModel model;
    private final Place input;
    private long examples;
    private long correct;

    /**
     * Loads a converted network.
     *
     * @param conversion a network of one input and one output
     * @param options how the runtime loads it
     * @throws IllegalArgumentException if it has several inputs or outputs
     * @throws MalformedModelException if the runtime refuses the graph
     */
    public IntegerEvaluation(Conversion conversion, LoadOptions options)
            throws MalformedModelException {
        int inputs = conversion.graph().inputs().size();
        int outputs = conversion.graph().outputs().size();
        if (inputs != 1 || outputs != 1) {
            throw new IllegalArgumentException(
                    "conversion: expected one input and one output, found "
                            + inputs
                            + " and "
                            + outputs);
        }
        int id = 0;
        for (Node node : conversion.network().graph().nodes()) {
            id = node.op() instanceof Op.Input ? node.id() : id;
        }
        input = conversion.places().get(id);
        model = IntegerModel.of(conversion.graph(), options);
    }

    /**
     * Classifies a batch.
     *
     * @param images [N, ...] in the network's layout, float32
     * @return N class numbers
     */
    public int[] classify(NDArray images) {
        int[] dimensions = input.dimensions();
        long[] shape = new long[dimensions.length];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = i == 0 ? images.getShape().get(0) : dimensions[i];
        }
        float[] stored;
        try (NDArray shaped = images.reshape(new Shape(shape));
                NDArray transposed = shaped.transpose(input.order())) {
            stored = transposed.toFloatArray();
        }
        float[] scores = model.run(stored);
        int[] classes = new int[(int) shape[0]];
        int count = scores.length / classes.length;
        for (int e = 0; e < classes.length; e++) {
            for (int k = 1; k < count; k++) {
                if (scores[e * count + k] > scores[e * count + classes[e]]) {
                    classes[e] = k;
                }
            }
        }
        return classes;
    }

    /**
     * Classifies a batch and counts what is right.
     *
     * @param data one array, [N, ...]
     * @param labels one array of N class numbers of any type, [N] or [N, 1]
     */
    public void add(NDList data, NDList labels) {
        int[] found = classify(data.singletonOrThrow());
        long[] expected;
        try (NDArray wide = labels.singletonOrThrow().toType(DataType.INT64, true)) {
            expected = wide.toLongArray();
        }
        if (expected.length != found.length) {
            throw new IllegalArgumentException(
                    "labels: expected " + found.length + ", found " + expected.length);
        }
        for (int i = 0; i < found.length; i++) {
            correct += found[i] == expected[i] ? 1 : 0;
        }
        examples += found.length;
    }

    /** Returns the number of examples that were added. */
    public long examples() {
        return examples;
    }

    /**
     * Returns the share of examples that were classified right.
     *
     * @throws IllegalStateException if there was none
     */
    public double accuracy() {
        if (examples == 0) {
            throw new IllegalStateException("expected at least one example, found none");
        }
        return (double) correct / examples;
    }

    @Override
    public void close() {
        model.close();
    }
}
