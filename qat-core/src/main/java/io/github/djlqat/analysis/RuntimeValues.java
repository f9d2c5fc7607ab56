package io.github.djlqat.analysis;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djlqat.convert.Conversion;
import io.github.djlqat.convert.Place;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.runtime.IntegerModel;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.Session;
import io.github.djlqat.runtime.graph.ElementType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Every value of a network as the integer runtime computes it, in the network's own layout. */
final class RuntimeValues implements AutoCloseable {

    private final List<Node> nodes;
    private final List<Place> places;
    private final IntegerModel model;
    private final Session session;

    RuntimeValues(Conversion conversion, LoadOptions options) throws MalformedModelException {
        nodes = conversion.network().graph().nodes();
        places = conversion.places();
        ElementType type = conversion.graph().tensor(conversion.graph().inputs().get(0)).type();
        if (type != ElementType.INT8) {
            throw new IllegalArgumentException(
                    "conversion: expected a graph that takes INT8, found " + type);
        }
        model = IntegerModel.of(conversion.graph(), options.withKeepAllTensors(true));
        session = model.newSession();
    }

    /**
     * Runs a batch.
     *
     * @param inputs codes in the network's layout, [N, ...], in the order of the input nodes
     * @param batch N
     * @param manager owns the results
     * @return the codes of every value, by node id; null where no tensor holds it
     */
    List<NDArray> run(NDList inputs, int batch, NDManager manager) {
        List<byte[]> arranged = new ArrayList<>();
        for (Node node : nodes) {
            if (node.op() instanceof Op.Input) {
                Place place = places.get(node.id());
                arranged.add(arrange(inputs.get(arranged.size()), place, batch));
            }
        }
        float[][] codes = new float[nodes.size()][];
        for (int i = 0; i < codes.length; i++) {
            int size = Arrays.stream(places.get(i).dimensions()).reduce(1, (a, b) -> a * b);
            codes[i] = new float[batch * size];
        }
        for (int example = 0; example < batch; example++) {
            for (int i = 0; i < arranged.size(); i++) {
                int size = arranged.get(i).length / batch;
                session.setInput(i, arranged.get(i), example * size);
            }
            session.invoke();
            for (int i = 0; i < codes.length; i++) {
                if (!places.get(i).isStored()) {
                    continue;
                }
                byte[] bytes = session.getTensor(places.get(i).tensor());
                if (nodes.get(i).op() instanceof Op.Binarize) {
                    bytes = signs(bytes, places.get(i));
                }
                for (int k = 0; k < bytes.length; k++) {
                    codes[i][example * bytes.length + k] = bytes[k];
                }
            }
        }
        List<NDArray> values = new ArrayList<>();
        for (Node node : nodes) {
            boolean stored = places.get(node.id()).isStored();
            values.add(stored ? restore(node, codes[node.id()], batch, manager) : null);
        }
        return values;
    }

    /** Returns bits as 1 and -1: a set bit of a channel's word is -1. */
    private static byte[] signs(byte[] bits, Place place) {
        int[] stored = place.stored();
        int channels = stored[stored.length - 1];
        int row = (channels + 31) / 32 * 4;
        byte[] signs = new byte[bits.length / row * channels];
        for (int i = 0; i < signs.length; i++) {
            int c = i % channels;
            boolean set = (bits[i / channels * row + c / 8] >> c % 8 & 1) == 1;
            signs[i] = (byte) (set ? -1 : 1);
        }
        return signs;
    }

    private static byte[] arrange(NDArray x, Place place, int batch) {
        Shape shape = withBatch(place.dimensions(), batch);
        float[] codes = x.reshape(shape).transpose(place.order()).toFloatArray();
        byte[] bytes = new byte[codes.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) codes[i];
        }
        return bytes;
    }

    private NDArray restore(Node node, float[] codes, int batch, NDManager manager) {
        Place place = places.get(node.id());
        long[] shape = node.shape().getShape().clone();
        shape[0] = batch;
        return manager.create(codes, withBatch(place.stored(), batch))
                .transpose(place.inverse())
                .reshape(shape);
    }

    private static Shape withBatch(int[] dimensions, int batch) {
        long[] shape = Arrays.stream(dimensions).asLongStream().toArray();
        shape[0] = batch;
        return new Shape(shape);
    }

    @Override
    public void close() {
        model.close();
    }
}
