package io.github.djlqat.quant.discrete;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import io.github.djlqat.kernel.Scalars;
import io.github.djlqat.quant.WeightCodes;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * Replaces weights [OC, ...] by centroids; see {@link SharedWeights}.
 *
 * <p>Parameters: {@code centroids} [2^bits], trained, and {@code indices}, of the weights' shape,
 * without gradient. Both are set in the first training step; before that, every forward clusters
 * the weights it gets and keeps nothing. Centroids that are not finite, or all 0, end training: at
 * the next forward, and before the state is saved.
 */
public final class SharedWeightQuantizer extends DiscreteQuantizer {

    private final SharedWeights scheme;
    private final Parameter centroids =
            addParameter(parameter("centroids", Initializer.ZEROS, true));
    private final Parameter indices = addParameter(parameter("indices", Initializer.ZEROS, false));

    private boolean clustered;

    SharedWeightQuantizer(String tensor, SharedWeights scheme) {
        super(tensor);
        this.scheme = scheme;
    }

    /**
     * Clusters of weights.
     *
     * @param centroids ascending
     * @param indices one for each weight
     */
    @SuppressWarnings("ArrayRecordComponent") // Not compared.
    private record Clusters(float[] centroids, float[] indices) {}

    private int count() {
        return 1 << scheme.bits();
    }

    @Override
    protected void prepare(Shape[] inputShapes) {
        long weights = inputShapes[0].size();
        if (weights < count()) {
            throw new IllegalArgumentException(
                    String.format(
                            "%s: expected at least %d weights for %d bits, found %d in shape %s;"
                                    + " use fewer bits for this layer",
                            tensor(), count(), scheme.bits(), weights, inputShapes[0]));
        }
        centroids.setShape(new Shape(count()));
        indices.setShape(inputShapes[0]);
    }

    private Clusters cluster(NDArray w) {
        float[] values = finite(w);
        KMeans means = new KMeans(values);
        if (means.distinct() < count()) {
            throw new IllegalStateException(
                    String.format(
                            "%s: expected at least %d different weights for %d bits, found %d",
                            tensor(), count(), scheme.bits(), means.distinct()));
        }
        double[] found = means.lloyd(start(means));
        float[] centers = new float[found.length];
        for (int j = 0; j < centers.length; j++) {
            centers[j] = (float) found[j];
        }
        float[] members = new float[values.length];
        for (int i = 0; i < members.length; i++) {
            members[i] = KMeans.nearest(found, values[i]);
        }
        return new Clusters(centers, members);
    }

    private double[] start(KMeans means) {
        switch (scheme.start()) {
            case LINEAR:
                return means.linear(count());
            case DENSITY:
                return means.density(count());
            default:
                return means.random(count(), new SeededUniforms(scheme.seed(), tensor(), 0));
        }
    }

    @Override
    NDArray quantize(ParameterStore store, NDArray w, boolean training) {
        NDArray trained = store.getValue(centroids, w.getDevice(), training);
        NDArray members = store.getValue(indices, w.getDevice(), training);
        if (!clustered && training) {
            Clusters found = cluster(w.stopGradient());
            trained.set(found.centroids);
            members.set(found.indices);
            clustered = true;
        }
        if (!clustered) {
            Clusters found = cluster(w.stopGradient());
            trained = w.getManager().create(found.centroids).toDevice(w.getDevice(), false);
            members = w.getManager().create(found.indices).toDevice(w.getDevice(), false);
        }
        NDArray reals = view(trained, w, new Shape(count()));
        float[] rounded = Codebook.of(tensor(), reals.toFloatArray()).values();
        NDArray values = w.getManager().create(rounded).toDevice(w.getDevice(), false);
        NDArray table = straightThrough(Scalars.times(reals, scheme.rate()), values);
        NDArray index = view(members, w, new Shape(w.size())).toType(DataType.INT64, false);
        // The gradient of an entry that is gathered many times is the sum of theirs.
        return table.gather(index, 0).reshape(w.getShape());
    }

    /** Returns a view that belongs to the weights' manager, and so does what is made of it. */
    private static NDArray view(NDArray array, NDArray w, Shape shape) {
        NDArray view = array.reshape(shape);
        view.attach(w.getManager());
        return view;
    }

    @Override
    public WeightCodes encode(NDArray weights) {
        Clusters now =
                clustered
                        ? new Clusters(
                                centroids.getArray().toFloatArray(),
                                indices.getArray().toFloatArray())
                        : cluster(weights);
        Codebook book = Codebook.of(tensor(), now.centroids);
        byte[] codes = new byte[now.indices.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = book.levels()[(int) now.indices[i]];
        }
        return WeightCodes.of(codes, new float[] {book.scale()}, scheme.bits(), book.distinct());
    }

    @Override
    void requireUsable() {
        if (clustered) {
            Codebook.of(tensor(), centroids.getArray().toFloatArray());
        }
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
