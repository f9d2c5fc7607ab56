package io.github.djlqat.runtime.kernel;

import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Ints;

/**
 * A depthwise convolution: output channel oc reads input channel {@code oc / depthMultiplier} only;
 * {@code acc[oc] = bias[oc] + sum over taps of (x - inputZeroPoint) * (w - filterZeroPoint)}.
 *
 * @param input where the input is
 * @param output where the output goes; never overlaps the input
 * @param inputShape [N,H,W,IC]
 * @param outputShape [N,OH,OW,OC], OC = IC * depthMultiplier
 * @param window how the filter slides
 * @param depthMultiplier output channels for each input channel, at least 1
 * @param inputZeroPoint in [-128, 127]
 * @param filter codes [KH,KW,OC]
 * @param filterZeroPoint in [-128, 127]; 0 but for models that were unsigned
 * @param bias for each output channel
 * @param requantize from accumulator to output
 */
public record DepthwiseConv2DSpec(
        Operand input,
        Operand output,
        Image inputShape,
        Image outputShape,
        Window window,
        int depthMultiplier,
        int inputZeroPoint,
        Bytes filter,
        int filterZeroPoint,
        Ints bias,
        Requantize requantize) {}
