package io.github.djlqat.runtime.kernel;

/** Product: {@code requantize((left - leftZeroPoint) * (right - rightZeroPoint))}. */
public final class MulSpec {
    /** Operands and how they meet. */
    public final Broadcast broadcast;

    /** Left operand's zero point. */
    public final int leftZeroPoint;

    /** Right operand's zero point. */
    public final int rightZeroPoint;

    /** One multiplier and shift. */
    public final Requantize requantize;

    /** Sets every field, in their order. */
    public MulSpec(
            Broadcast broadcast, int leftZeroPoint, int rightZeroPoint, Requantize requantize) {
        this.broadcast = broadcast;
        this.leftZeroPoint = leftZeroPoint;
        this.rightZeroPoint = rightZeroPoint;
        this.requantize = requantize;
    }
}
