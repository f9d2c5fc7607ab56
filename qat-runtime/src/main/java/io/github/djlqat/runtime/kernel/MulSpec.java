package io.github.djlqat.runtime.kernel;

/**
 * Product: {@code requantize((left - leftZeroPoint) * (right - rightZeroPoint))}.
 *
 * @param broadcast operands and how they meet
 * @param leftZeroPoint left operand's zero point
 * @param rightZeroPoint right operand's zero point
 * @param requantize one multiplier and shift
 */
public record MulSpec(
        Broadcast broadcast, int leftZeroPoint, int rightZeroPoint, Requantize requantize) {}
