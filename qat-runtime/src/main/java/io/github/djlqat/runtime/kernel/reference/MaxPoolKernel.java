package io.github.djlqat.runtime.kernel.reference;

import io.github.djlqat.runtime.kernel.Image;
import io.github.djlqat.runtime.kernel.PoolSpec;

/** Maximum over windows. */
final class MaxPoolKernel extends PoolKernel {

    MaxPoolKernel(PoolSpec spec) {
        super(spec);
    }

    @Override
    int pool(byte[] input, int from, int height, int width) {
        Image in = spec.inputShape();
        int maximum = Byte.MIN_VALUE;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                maximum = Math.max(maximum, input[from + y * in.rowSize() + x * in.channels()]);
            }
        }
        return maximum;
    }
}
