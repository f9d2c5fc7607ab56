package io.github.djlqat.network.plan;

import io.github.djlqat.graph.Op;
import io.github.djlqat.runtime.graph.Floats;
import io.github.djlqat.runtime.graph.Quantization;

/**
 * A batch norm that nothing takes up, once its numbers are decided: {@code y = factor[c] * x +
 * summand[c]} on reals.
 *
 * @param factors gamma over the deviation, one for each channel
 * @param summands beta minus the mean times that, as many
 */
public record LoneNorm(Floats factors, Floats summands) {

    static final String ONES = "/ones";

    /**
     * Returns whether an operation is a batch norm in the form that {@link Preparation} gives it.
     */
    public static boolean isLoneNorm(Op op) {
        return op instanceof Op.Convolution
                && ((Op.Convolution) op).weight().path().endsWith(ONES)
                && ((Op.Convolution) op).batchNorm() != null;
    }

    /**
     * Returns this on codes: for every one of them {@code clamp(round(y / s_out) + z_out)}, decided
     * in double.
     */
    public QuantizedAffine on(Quantization in, Quantization out) {
        int channels = factors.size();
        double[] k = new double[channels];
        double[] b = new double[channels];
        for (int c = 0; c < channels; c++) {
            k[c] = (double) in.scale() * factors.get(c) / out.scale();
            b[c] = summands.get(c) / (double) out.scale() + out.zeroPoint() - k[c] * in.zeroPoint();
        }
        return QuantizedAffine.of(k, b, -128, 127);
    }
}
