package io.github.djlqat.runtime.kernel.reference;

import io.github.djlqat.runtime.kernel.BinaryPoolSpec;
import io.github.djlqat.runtime.kernel.Image;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.Scratch;
import io.github.djlqat.runtime.kernel.Window;

/** Maximum of bits over windows, cut to the image; a unit is one output row of one image. */
final class BinaryPoolKernel implements Kernel {

    private final BinaryPoolSpec spec;

    BinaryPoolKernel(BinaryPoolSpec spec) {
        this.spec = spec;
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
        int to = spec.output.offset() + begin * out.rowSize() * 4;
        for (int row = begin; row < end; row++) {
            int image = row / out.height * in.height;
            int top = row % out.height * window.strideH - window.padTop;
            int y1 = Math.min(top + window.height, in.height);
            for (int x = 0; x < out.width; x++) {
                int left = x * window.strideW - window.padLeft;
                int x1 = Math.min(left + window.width, in.width);
                for (int word = 0; word < out.channels; word++) {
                    int bits = -1;
                    for (int iy = Math.max(top, 0); iy < y1; iy++) {
                        for (int ix = Math.max(left, 0); ix < x1; ix++) {
                            int pixel = (image + iy) * in.width + ix;
                            int at = (pixel * in.channels + word) * 4;
                            bits &= Words.get(input, spec.input.offset() + at);
                        }
                    }
                    Words.put(output, to, bits);
                    to += 4;
                }
            }
        }
    }
}
