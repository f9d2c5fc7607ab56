package io.github.djlqat.runtime.kernel.reference;

import io.github.djlqat.runtime.kernel.Image;
import io.github.djlqat.runtime.kernel.PoolSpec;

/** Average over windows. */
final class AveragePoolKernel extends PoolKernel {

    AveragePoolKernel(PoolSpec spec) {
        super(spec);
    }

    @Override
    int pool(byte[] input, int from, int height, int width) {
        Image in = spec.inputShape();
        int sum = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                sum += input[from + y * in.rowSize() + x * in.channels()];
            }
        }
        int count = height * width;
        if (spec.unsigned()) {
            // Unsigned codes are above 0, where truncation rounds down.
            return Math.floorDiv(sum + count / 2, count);
        }
        return sum > 0 ? (sum + count / 2) / count : (sum - count / 2) / count;
    }
}
