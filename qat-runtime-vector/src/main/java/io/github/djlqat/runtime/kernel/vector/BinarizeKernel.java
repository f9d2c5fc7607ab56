package io.github.djlqat.runtime.kernel.vector;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;

import io.github.djlqat.runtime.kernel.BinarizeSpec;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.Scratch;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;

/** Codes to bits, 16 channels at a time; a unit is one pixel. */
final class BinarizeKernel implements Kernel {

    /** Channels are a multiple of this. */
    static final int STEP = 16;

    private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_128;

    /** For each byte its bit among eight. */
    private static final byte[] BITS = {1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128};

    private final BinarizeSpec spec;
    private final byte[] lowest;
    private final byte[] highest;

    BinarizeKernel(BinarizeSpec spec) {
        this.spec = spec;
        lowest = spec.lowest.toArray();
        highest = spec.highest.toArray();
    }

    @Override
    public int units() {
        return spec.pixels;
    }

    @Override
    public void run(byte[] arena, int begin, int end, Scratch scratch) {
        byte[] input = spec.input.array(arena);
        byte[] output = spec.output.array(arena);
        int channels = spec.channels;
        int pixelBytes = (channels + 31) / 32 * 4;
        for (int first = 0; first < channels; first += STEP) {
            int from = spec.input.offset() + begin * channels + first;
            int to = spec.output.offset() + begin * pixelBytes + first / 8;
            binarize(input, from, output, to, end - begin, first, pixelBytes);
        }
        if (channels % 32 != 0) {
            int to = spec.output.offset() + begin * pixelBytes + channels / 8;
            for (int pixel = begin; pixel < end; pixel++) {
                output[to] = 0;
                output[to + 1] = 0;
                to += pixelBytes;
            }
        }
    }

    private void binarize(
            byte[] input, int from, byte[] output, int to, int pixels, int first, int pixelBytes) {
        ByteVector low = ByteVector.fromArray(BYTES, lowest, first);
        ByteVector high = ByteVector.fromArray(BYTES, highest, first);
        ByteVector bits = ByteVector.fromArray(BYTES, BITS, 0);
        ByteVector none = ByteVector.zero(BYTES);
        int channels = spec.channels;
        for (int pixel = 0; pixel < pixels; pixel++) {
            ByteVector code = ByteVector.fromArray(BYTES, input, from + pixel * channels);
            ByteVector set = none.blend(bits, code.compare(LT, low));
            set = set.blend(bits, code.compare(GT, high));
            LongVector eight = set.reinterpretAsLongs();
            eight = eight.or(eight.lanewise(LSHR, 32));
            eight = eight.or(eight.lanewise(LSHR, 16));
            eight = eight.or(eight.lanewise(LSHR, 8));
            int at = to + pixel * pixelBytes;
            output[at] = (byte) eight.lane(0);
            output[at + 1] = (byte) eight.lane(1);
        }
    }
}
