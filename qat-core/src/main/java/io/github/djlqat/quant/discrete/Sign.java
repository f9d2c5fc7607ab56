package io.github.djlqat.quant.discrete;

import io.github.djlqat.kernel.SignGradient;
import io.github.djlqat.quant.ValueScheme;
import java.util.Objects;

/**
 * The sign of a layer's input, 1 or -1: XNOR-Net (Rastegari et al. 2016, "XNOR-Net: ImageNet
 * Classification Using Binary Convolutional Neural Networks", section 3.2). With weights of one bit
 * the layer's sums are differences of bit counts.
 *
 * <p>The order is the paper's: batch norm, sign, convolution. Where the value comes from a
 * convolution or linear layer with batch norm and only such layers read it, its ReLU is left out,
 * since the sign of what is never below 0 is always 1. Any other value goes through a batch norm of
 * its own, which the network learns: with its center and its scale it is a threshold for each
 * channel (what Liu et al. 2020, "ReActNet", call RSign), and so it is executed.
 *
 * @param gradient what stands for the sign's derivative
 * @param normalized whether values that no batch norm centers get one; without it, a value that is
 *     never below 0 is refused
 * @param shortcuts whether the shortcut of a residual block is added after each of the block's
 *     binary convolutions, not only after the last: Liu et al. 2018, "Bi-Real Net", figure 3
 * @param dropsResidualRelu whether the ReLU of an addition is left out, too, where such layers read
 *     its result; others that read it then see negative values
 * @param scalingMap whether the result of a convolution is multiplied by the paper's K, the mean
 *     absolute value of what the signs of each window were taken of. Off by default: a real factor
 *     for each pixel of each image has no place in an integer accumulator, so such a network can be
 *     trained and studied but not converted, and the paper itself reports that leaving it out costs
 *     less than 1 %
 */
public record Sign(
        SignGradient gradient,
        boolean normalized,
        boolean shortcuts,
        boolean dropsResidualRelu,
        boolean scalingMap)
        implements ValueScheme {

    /** As the paper has it: gradient 1 for {@code |x| <= 1}, batch norm before every sign. */
    public static final Sign XNOR = new Sign(SignGradient.CUT, true, false, true, false);

    /** Checks that the gradient is there. */
    public Sign {
        Objects.requireNonNull(gradient, "gradient");
    }

    /** Returns this with another gradient. */
    public Sign withGradient(SignGradient value) {
        return new Sign(value, normalized, shortcuts, dropsResidualRelu, scalingMap);
    }

    /** Returns this with batch norms of its own, or without. */
    public Sign withNormalized(boolean value) {
        return new Sign(gradient, value, shortcuts, dropsResidualRelu, scalingMap);
    }

    /** Returns this with a shortcut around each binary convolution, or without. */
    public Sign withShortcuts(boolean value) {
        return new Sign(gradient, normalized, value, dropsResidualRelu, scalingMap);
    }

    /** Returns this without the ReLU of additions, or with it. */
    public Sign withDropsResidualRelu(boolean value) {
        return new Sign(gradient, normalized, shortcuts, value, scalingMap);
    }

    /** Returns this with the paper's K, or without. */
    public Sign withScalingMap(boolean value) {
        return new Sign(gradient, normalized, shortcuts, dropsResidualRelu, value);
    }

    @Override
    public SignQuantizer create(String name, boolean unsigned) {
        return new SignQuantizer(name, gradient);
    }

    @Override
    public int bits() {
        return 1;
    }
}
