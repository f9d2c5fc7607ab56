package io.github.djlqat.runtime.boundary;

import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.Operand;
import io.github.djlqat.runtime.kernel.Scratch;

/** QUANTIZE of float32, little-endian in the arena, to 8-bit codes. */
public final class QuantizeKernel implements Kernel {

    private static final int RUN = 1024;

    private final Operand input;
    private final Operand output;
    private final int size;
    private final float scale;
    private final int zeroPoint;

    /**
     * A kernel over {@code size} elements.
     *
     * @param input floats, 4 bytes each
     * @param output codes
     * @param size how many
     * @param scale of the output
     * @param zeroPoint of the output, in [-128, 127]
     */
    public QuantizeKernel(Operand input, Operand output, int size, float scale, int zeroPoint) {
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
            float real = FloatBytes.get(from, input.offset() + 4 * i);
            to[output.offset() + i] = (byte) Affine.quantize(real, scale, zeroPoint, -128, 127);
        }
    }
}
