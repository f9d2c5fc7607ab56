package io.github.djlqat.runtime.kernel.reference;

import io.github.djlqat.runtime.kernel.MulSpec;

/** Product. */
final class MulKernel extends BroadcastKernel {

    private final MulSpec spec;
    private final Requantizer requantizer;

    MulKernel(MulSpec spec) {
        super(spec.broadcast);
        this.spec = spec;
        requantizer = new Requantizer(spec.requantize);
    }

    @Override
    byte apply(byte left, byte right) {
        return requantizer.apply((left - spec.leftZeroPoint) * (right - spec.rightZeroPoint), 0);
    }
}
