package io.github.djlqat.network;

import ai.djl.ndarray.NDList;
import ai.djl.training.ParameterStore;
import java.util.Iterator;

/** Shows a network examples, so that its quantizers find their ranges. */
public final class Calibration {

    private Calibration() {}

    /**
     * Calibrates a network: every value's quantizer observes every batch; nothing is quantized and
     * nothing trained. The network quantizes afterwards.
     *
     * @param network what to calibrate
     * @param batches its inputs, of any batch sizes; the caller closes them
     * @return the number of batches
     * @throws IllegalArgumentException if there is no batch, or a value is NaN or infinite; the
     *     message names the value
     */
    public static int run(QuantizedNetwork network, Iterable<NDList> batches) {
        Mode before = network.mode();
        network.setMode(Mode.CALIBRATE);
        boolean done = false;
        int count = 0;
        try {
            for (Iterator<NDList> i = batches.iterator(); i.hasNext(); count++) {
                NDList batch = i.next();
                ParameterStore store = new ParameterStore(batch.head().getManager(), false);
                network.forward(store, batch, false).close();
            }
            done = count > 0;
        } finally {
            network.setMode(done ? Mode.QUANTIZE : before);
        }
        if (!done) {
            throw new IllegalArgumentException(
                    "calibration: expected at least one batch, found none");
        }
        return count;
    }
}
