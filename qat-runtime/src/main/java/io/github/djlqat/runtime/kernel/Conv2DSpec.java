package io.github.djlqat.runtime.kernel;

import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Ints;

/**
 * A convolution: {@code acc[oc] = bias[oc] + sum over taps and ic of (x - inputZeroPoint) * (w -
 * filterZeroPoint)}.
 *
 * <p>With groups, output channel oc reads input channels from {@code (oc / (OC / groups)) * (IC /
 * groups)} on, {@code IC / groups} of them.
 *
 * @param input where the input is
 * @param output where the output goes; never overlaps the input
 * @param inputShape [N,H,W,IC]
 * @param outputShape [N,OH,OW,OC]
 * @param window how the filter slides
 * @param groups divides IC and OC
 * @param inputZeroPoint in [-128, 127]
 * @param filter codes [OC,KH,KW,IC/groups]
 * @param filterZeroPoint in [-128, 127]; 0 but for models that were unsigned
 * @param bias for each output channel
 * @param requantize from accumulator to output
 */
public record Conv2DSpec(
        Operand input,
        Operand output,
        Image inputShape,
        Image outputShape,
        Window window,
        int groups,
        int inputZeroPoint,
        Bytes filter,
        int filterZeroPoint,
        Ints bias,
        Requantize requantize) {}
