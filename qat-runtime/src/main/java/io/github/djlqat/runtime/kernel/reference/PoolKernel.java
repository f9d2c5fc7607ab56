package io.github.djlqat.runtime.kernel.reference;

import io.github.djlqat.runtime.kernel.Image;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.PoolSpec;
import io.github.djlqat.runtime.kernel.Scratch;
import io.github.djlqat.runtime.kernel.Window;

/** Average or maximum over windows, cut to the image; a unit is one output row of one image. */
final class PoolKernel implements Kernel {

    private final PoolSpec spec;
    private final boolean maximum;

    PoolKernel(PoolSpec spec, boolean maximum) {
        this.spec = spec;
        this.maximum = maximum;
    }

    @Override
    public int units() {
        return spec.outputShape.batch * spec.outputShape.height;
    }

    @Override
    public void run(byte[] arena, int begin, int end, Scratch scratch) {
        byte[] input = spec.input.array(arena);
        byte[] output = spec.output.array(arena);
        Image in = spec.inputShape;
        Image out = spec.outputShape;
        Window window = spec.window;
        for (int row = begin; row < end; row++) {
            int image = spec.input.offset() + row / out.height * in.imageSize();
            int top = row % out.height * window.strideH - window.padTop;
            int y0 = Math.max(top, 0);
            int y1 = Math.min(top + window.height, in.height);
            int to = spec.output.offset() + row * out.rowSize();
            for (int x = 0; x < out.width; x++) {
                int left = x * window.strideW - window.padLeft;
                int x0 = Math.max(left, 0);
                int x1 = Math.min(left + window.width, in.width);
                int from = image + y0 * in.rowSize() + x0 * in.channels;
                for (int c = 0; c < out.channels; c++) {
                    int result = pool(input, from + c, y1 - y0, x1 - x0);
                    output[to++] = (byte) Math.min(Math.max(result, spec.minimum), spec.maximum);
                }
            }
        }
    }

    /**
     * Returns the output of one window and channel.
     *
     * @param input the input's array
     * @param from the window's first code of the channel
     * @param height rows of the window inside the image, at least 1
     * @param width columns of the window inside the image, at least 1
     */
    private int pool(byte[] input, int from, int height, int width) {
        Image in = spec.inputShape;
        int sum = 0;
        int highest = Byte.MIN_VALUE;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int code = input[from + y * in.rowSize() + x * in.channels];
                sum += code;
                highest = Math.max(highest, code);
            }
        }
        if (maximum) {
            return highest;
        }
        int count = height * width;
        if (spec.unsigned) {
            // Unsigned codes are above 0, where truncation rounds down.
            return Math.floorDiv(sum + count / 2, count);
        }
        return sum > 0 ? (sum + count / 2) / count : (sum - count / 2) / count;
    }
}
