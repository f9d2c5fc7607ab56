package io.github.djlqat.trace;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;

/** Hands out parameters that know their name, so that an operation shows which one it reads. */
final class TracingParameterStore extends ParameterStore {

    private final Recorder recorder;

    TracingParameterStore(NDManager manager, Recorder recorder) {
        super(manager, false);
        this.recorder = recorder;
    }

    @Override
    public NDArray getValue(Parameter parameter, Device device, boolean training) {
        // Blocks ask for parameters they do not have, such as the bias of a layer without one.
        return parameter == null ? null : recorder.parameter(parameter);
    }
}
