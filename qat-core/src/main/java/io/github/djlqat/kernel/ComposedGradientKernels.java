package io.github.djlqat.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.GradientCollector;

/** Quantization of gradients out of NDArray calls, for every engine. */
public final class ComposedGradientKernels implements GradientKernels {

    @Override
    public NDArray quantize(NDArray gradient, NDArray noise, int bits) {
        NDManager manager = gradient.getManager();
        try (NDManager scope = manager.newSubManager()) {
            NDArray rows = gradient.stopGradient();
            rows.attach(scope);
            rows = rows.reshape(gradient.getShape().get(0), -1);
            NDArray u = noise.stopGradient();
            u.attach(scope);
            u = u.reshape(rows.getShape());
            int levels = (1 << bits) - 1;
            NDArray most = rows.abs().max(new int[] {1}, true);
            NDArray safe = most.maximum((float) SMALLEST);
            NDArray known = most.gte((float) SMALLEST).toType(DataType.FLOAT32, false);
            NDArray step = safe.mul(2f / levels).mul(known);
            NDArray scale = scope.create(1f).div(safe).mul(levels / 2f);
            NDArray y = rows.mul(scale).add(u).round().sub(NOISE_OFFSET).mul(step);
            NDArray result = y.reshape(gradient.getShape());
            result.attach(manager);
            return result;
        }
    }

    /** DJL has no way to ask: what is computed while training is taken to be tracked. */
    @Override
    public boolean isTracked(NDArray array) {
        return true;
    }

    @Override
    public void backward(GradientCollector collector, NDArray output, NDArray gradient) {
        collector.backward(output.mul(gradient).sum());
    }
}
