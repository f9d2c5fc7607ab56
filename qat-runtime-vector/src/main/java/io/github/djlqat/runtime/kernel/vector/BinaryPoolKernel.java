package io.github.djlqat.runtime.kernel.vector;

import io.github.djlqat.runtime.kernel.BinaryPoolSpec;
import io.github.djlqat.runtime.kernel.Image;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.Scratch;
import io.github.djlqat.runtime.kernel.Window;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Maximum of bits over windows: the rows of a window first, a vector of bytes at a time, then its
 * columns. A unit is one output row of one image.
 */
final class BinaryPoolKernel implements Kernel {

    private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_PREFERRED;

    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final BinaryPoolSpec spec;
    private final int rowBytes;

    BinaryPoolKernel(BinaryPoolSpec spec) {
        this.spec = spec;
        rowBytes = spec.inputShape.rowSize() * 4;
    }

    @Override
    public int units() {
        return spec.outputShape.batch * spec.outputShape.height;
    }

    @Override
    public int scratchBytes() {
        return rowBytes;
    }

    @Override
    public void run(byte[] arena, int begin, int end, Scratch scratch) {
        byte[] input = spec.input.array(arena);
        byte[] output = spec.output.array(arena);
        byte[] rows = scratch.bytes();
        Image in = spec.inputShape;
        Image out = spec.outputShape;
        Window window = spec.window;
        for (int row = begin; row < end; row++) {
            int image = row / out.height * in.height;
            int top = row % out.height * window.strideH - window.padTop;
            int first = Math.max(top, 0);
            int count = Math.min(top + window.height, in.height) - first;
            int from = spec.input.offset() + (image + first) * rowBytes;
            down(input, from, count, rowBytes, rows);
            across(rows, output, spec.output.offset() + row * out.rowSize() * 4);
        }
    }

    private static void down(byte[] input, int from, int count, int rowBytes, byte[] rows) {
        int i = 0;
        for (; i <= rowBytes - BYTES.length(); i += BYTES.length()) {
            ByteVector bits = ByteVector.fromArray(BYTES, input, from + i);
            for (int row = 1; row < count; row++) {
                bits = bits.and(ByteVector.fromArray(BYTES, input, from + row * rowBytes + i));
            }
            bits.intoArray(rows, i);
        }
        for (; i < rowBytes; i++) {
            int bits = input[from + i];
            for (int row = 1; row < count; row++) {
                bits &= input[from + row * rowBytes + i];
            }
            rows[i] = (byte) bits;
        }
    }

    private void across(byte[] rows, byte[] output, int to) {
        Image in = spec.inputShape;
        Window window = spec.window;
        int pixelBytes = in.channels * 4;
        for (int x = 0; x < spec.outputShape.width; x++) {
            int left = x * window.strideW - window.padLeft;
            int end = Math.min(left + window.width, in.width) * pixelBytes;
            int begin = Math.max(left, 0) * pixelBytes;
            and(rows, begin, end, pixelBytes, output, to + x * pixelBytes);
        }
    }

    private static void and(byte[] rows, int begin, int end, int step, byte[] output, int to) {
        for (int b = 0; b < step; b += 4) {
            int bits = -1;
            for (int at = begin + b; at < end; at += step) {
                bits &= (int) INTS.get(rows, at);
            }
            INTS.set(output, to + b, bits);
        }
    }
}
