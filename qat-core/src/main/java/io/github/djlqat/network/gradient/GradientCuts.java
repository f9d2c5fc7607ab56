package io.github.djlqat.network.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.github.djlqat.kernel.GradientKernels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The cuts of a network's training passes that wait for their gradients.
 *
 * <p>Not for several threads.
 */
public final class GradientCuts {

    private static final int JOINT = -1;

    /** Orders the cuts of several networks. */
    private static final AtomicLong CLOCK = new AtomicLong();

    private final List<Cut> waiting = new ArrayList<>();
    private final List<NDManager> scopes = new ArrayList<>();
    private GradientQuantizer quantizer;
    private long steps;

    /** A value, and what the pass went on from. */
    private final class Cut {

        final long time = CLOCK.incrementAndGet();
        final NDArray value;
        final NDArray leaf;
        final long step = steps;
        final int layer;

        Cut(NDArray value, int layer) {
            this.value = value;
            this.layer = layer;
            leaf = value.stopGradient();
            leaf.setRequiresGradient(true);
        }

        void backward(GradientCollector collector) {
            try (value;
                    leaf;
                    NDArray gradient = leaf.getGradient()) {
                NDArray given =
                        layer == JOINT ? gradient : quantizer.quantize(gradient, step, layer);
                try {
                    GradientKernels.of(value.getManager()).backward(collector, value, given);
                } finally {
                    if (given != gradient) {
                        given.close();
                    }
                }
            }
        }

        boolean hasGradient() {
            try (NDArray gradient = leaf.getGradient();
                    NDArray size = gradient.abs();
                    NDArray most = size.max()) {
                return most.getFloat() != 0;
            }
        }
    }

    /** Cuts from now on, and says what becomes of layers' gradients. */
    public void setQuantizer(GradientQuantizer value) {
        quantizer = Objects.requireNonNull(value, "quantizer");
    }

    /** Returns whether training passes are cut. */
    public boolean isActive() {
        return quantizer != null;
    }

    /** Returns the number of training passes begun. */
    public long steps() {
        return steps;
    }

    /** Goes on counting training passes from a number, so that a restored run gets its noise. */
    public void setSteps(long value) {
        steps = value;
    }

    /**
     * Begins a training pass.
     *
     * @param manager the manager of the inputs
     * @throws IllegalStateException if an earlier pass was left without its backward pass; its cuts
     *     are forgotten
     */
    public void begin(NDManager manager) {
        boolean lost = scopes.stream().anyMatch(s -> !s.isOpen());
        if (!waiting.isEmpty() && (lost || waiting.get(waiting.size() - 1).hasGradient())) {
            int count = waiting.size();
            clear();
            throw new IllegalStateException(
                    "gradients of few bits: expected a backward pass over the network's pieces"
                            + " after its training pass, found "
                            + count
                            + " pieces still waiting; call QuantizedTraining.trainBatch or"
                            + " QuantizedBackward.backward, not EasyTrain.trainBatch or"
                            + " GradientCollector.backward");
        }
        scopes.add(manager.newSubManager());
        steps++;
    }

    /**
     * Cuts at the output of a layer, whose gradient will be quantized.
     *
     * @param output the output, from now on this object's
     * @param layer the number of the layer
     * @return what to go on with, owned by the output's manager
     */
    public NDArray atLayer(NDArray output, int layer) {
        return cut(output, layer);
    }

    /**
     * Cuts at a value that several pieces read; its gradient stays as it is.
     *
     * @param value the value, from now on this object's
     * @return what to go on with, owned by the value's manager
     */
    public NDArray atJoint(NDArray value) {
        return cut(value, JOINT);
    }

    private NDArray cut(NDArray value, int layer) {
        if (!GradientKernels.of(value.getManager()).isTracked(value)) {
            return value;
        }
        NDManager owner = value.getManager();
        value.attach(scopes.get(scopes.size() - 1));
        Cut cut = new Cut(value, layer);
        waiting.add(cut);
        NDArray view = cut.leaf.reshape(cut.leaf.getShape());
        view.attach(owner);
        return view;
    }

    /**
     * Passes the gradients on, from the last cut to the first, after the loss's own backward pass.
     * Each piece is freed when it is done.
     *
     * @param collector the collector that is open
     * @param all the networks' cuts
     */
    public static void backward(GradientCollector collector, List<GradientCuts> all) {
        List<Cut> cuts = new ArrayList<>();
        all.forEach(c -> cuts.addAll(c.waiting));
        cuts.sort(Comparator.comparingLong((Cut c) -> c.time).reversed());
        try {
            cuts.forEach(cut -> cut.backward(collector));
        } finally {
            all.forEach(GradientCuts::clear);
        }
    }

    private void clear() {
        waiting.clear();
        scopes.forEach(NDManager::close);
        scopes.clear();
    }
}
