package io.github.djlqat.runtime.boundary;

import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.Operand;
import io.github.djlqat.runtime.kernel.Scratch;

/** DEQUANTIZE of 8-bit codes to float32, little-endian in the arena. */
public final class DequantizeKernel implements Kernel {

    private static final int RUN = 1024;

    private final Operand input;
    private final Operand output;
    private final int size;
    private final float scale;
    private final int zeroPoint;

    /**
     * A kernel over {@code size} elements.
     *
     * @param input codes
     * @param output floats, 4 bytes each
     * @param size how many
     * @param scale of the input
     * @param zeroPoint of the input, in [-128, 127]
     */
    public DequantizeKernel(Operand input, Operand output, int size, float scale, int zeroPoint) {
        this.input = input;
        this.output = output;
        this.size = size;
        this.scale = scale;
        this.zeroPoint = zeroPoint;
    }

    @Override
    public int units() {
        return (size + RUN - 1) / RUN;
    }

    @Override
    public void run(byte[] arena, int begin, int end, Scratch scratch) {
        byte[] from = input.array(arena);
        byte[] to = output.array(arena);
        int stop = Math.min(end * RUN, size);
        for (int i = begin * RUN; i < stop; i++) {
            float real = Affine.dequantize(from[input.offset() + i], scale, zeroPoint);
            FloatBytes.put(to, output.offset() + 4 * i, real);
        }
    }
}
