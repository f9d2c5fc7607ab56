package io.github.djlqat.runtime.boundary;

import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.Operand;
import io.github.djlqat.runtime.kernel.Scratch;

/** QUANTIZE of float32, little-endian in the arena, to 8-bit codes, or DEQUANTIZE the other way. */
public final class FloatKernel implements Kernel {

    private static final int RUN = 1024;

    private final boolean toCodes;
    private final Operand input;
    private final Operand output;
    private final int size;
    private final float scale;
    private final int zeroPoint;

    /**
     * A kernel over {@code size} elements.
     *
     * @param toCodes whether the input is floats, 4 bytes each, and the output codes; else the
     *     other way round
     * @param input where the input is
     * @param output where the output goes
     * @param size how many
     * @param scale of the codes
     * @param zeroPoint of the codes, in [-128, 127]
     */
    public FloatKernel(
            boolean toCodes, Operand input, Operand output, int size, float scale, int zeroPoint) {
        this.toCodes = toCodes;
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
            if (toCodes) {
                float real = Reals.get(from, input.offset() + 4 * i);
                to[output.offset() + i] = (byte) Reals.quantize(real, scale, zeroPoint, -128, 127);
            } else {
                float real = Reals.dequantize(from[input.offset() + i], scale, zeroPoint);
                Reals.put(to, output.offset() + 4 * i, real);
            }
        }
    }
}
