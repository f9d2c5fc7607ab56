package io.github.djlqat.kernel;

import ai.djl.ndarray.NDArray;

/**
 * The arrays a quantizer keeps on the device, all float32 of shape (C), C = 1 per tensor; kernels
 * change them in place.
 *
 * @param minimum the lower ends of the observed ranges
 * @param maximum the upper ends
 * @param scale the scales
 * @param zeroPoint the zero points, integers held in float32
 * @param steps shape (1): how often the range was observed
 */
public record RangeState(
        NDArray minimum, NDArray maximum, NDArray scale, NDArray zeroPoint, NDArray steps) {}
