package io.github.djlqat.runtime.kernel.vector;

import io.github.djlqat.runtime.arithmetic.FixedPoint;
import io.github.djlqat.runtime.kernel.Image;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.PoolSpec;
import io.github.djlqat.runtime.kernel.Scratch;
import io.github.djlqat.runtime.kernel.Window;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Maximum over windows: the rows of a window first, a vector of bytes at a time, then its columns.
 * A unit is one output row of one image.
 */
final class MaxPoolKernel implements Kernel {

    private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_PREFERRED;

    private final PoolSpec spec;

    MaxPoolKernel(PoolSpec spec) {
        this.spec = spec;
    }

    @Override
    public int units() {
        return spec.outputShape.batch * spec.outputShape.height;
    }

    @Override
    public int scratchBytes() {
        return spec.inputShape.rowSize();
    }

    @Override
    public void run(byte[] arena, int begin, int end, Scratch scratch) {
        byte[] input = spec.input.array(arena);
        byte[] output = spec.output.array(arena);
        byte[] highest = scratch.bytes();
        Image in = spec.inputShape;
        Image out = spec.outputShape;
        Window window = spec.window;
        int channels = in.channels;
        for (int row = begin; row < end; row++) {
            int top = row % out.height * window.strideH - window.padTop;
            int first = Math.max(top, 0);
            int count = Math.min(top + window.height, in.height) - first;
            int image = spec.input.offset() + row / out.height * in.imageSize();
            int size = in.rowSize();
            maximum(input, image + first * size, size, count, size, highest, 0);
            int to = spec.output.offset() + row * out.rowSize();
            for (int x = 0; x < out.width; x++) {
                int left = x * window.strideW - window.padLeft;
                int from = Math.max(left, 0);
                int columns = Math.min(left + window.width, in.width) - from;
                maximum(highest, from * channels, channels, columns, channels, output, to);
                to += channels;
            }
            clamp(output, to - out.rowSize(), out.rowSize());
        }
    }

    /**
     * Writes the highest of codes.
     *
     * @param codes the codes
     * @param from where the first ones are
     * @param step from some to the next
     * @param count how many times, at least 1
     * @param size how many outputs
     * @param output where these go
     * @param to where the first goes
     */
    private static void maximum(
            byte[] codes, int from, int step, int count, int size, byte[] output, int to) {
        int i = 0;
        for (; i <= size - BYTES.length(); i += BYTES.length()) {
            ByteVector highest = ByteVector.fromArray(BYTES, codes, from + i);
            for (int k = 1; k < count; k++) {
                highest = highest.max(ByteVector.fromArray(BYTES, codes, from + k * step + i));
            }
            highest.intoArray(output, to + i);
        }
        for (; i < size; i++) {
            int highest = codes[from + i];
            for (int k = 1; k < count; k++) {
                highest = Math.max(highest, codes[from + k * step + i]);
            }
            output[to + i] = (byte) highest;
        }
    }

    private void clamp(byte[] output, int from, int size) {
        if (spec.minimum == Byte.MIN_VALUE && spec.maximum == Byte.MAX_VALUE) {
            return;
        }
        for (int i = from; i < from + size; i++) {
            output[i] = (byte) FixedPoint.clamp(output[i], spec.minimum, spec.maximum);
        }
    }
}
