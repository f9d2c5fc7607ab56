package io.github.djlqat.runtime.kernel.vector;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.LSHL;

import io.github.djlqat.runtime.kernel.BatchNormSpec;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.Scratch;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A multiplier and an offset for each channel; a unit is one pixel. Both are cut at bit 16, so that
 * 32 bits do: {@code ((x * low + lowOffset) >> 16) + x * high + highOffset) >> (shift - 16)}. Where
 * they would not, or channels are no whole vectors, codes are looked up: there are 256.
 */
final class BatchNormKernel implements Kernel {

    /** More channels than this, whose tables take 1 MiB, are computed by the reference. */
    static final int MOST = 4096;

    private static final VectorSpecies<Integer> INTS = Lanes.INTS;

    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, INTS.vectorShape());

    private static final int L = Lanes.COUNT;

    private final BatchNormSpec spec;

    /** [channel][code + 128]. */
    private final byte[] codes;

    // [group of 4 * L channels][byte of an int][L] each.
    private final int[] high;
    private final int[] low;
    private final int[] highOffset;
    private final int[] lowOffset;

    private final boolean vectors;

    BatchNormKernel(BatchNormSpec spec) {
        this.spec = spec;
        int channels = spec.channels;
        codes = new byte[256 * channels];
        long[] offset = spec.offsets();
        for (int i = 0; i < codes.length; i++) {
            int channel = i / 256;
            long product = (long) spec.multipliers.get(channel) * (i % 256 - 128);
            long scaled = product + offset[channel] >> spec.shift;
            codes[i] = (byte) Math.max(spec.minimum, Math.min(spec.maximum, scaled));
        }
        high = new int[channels];
        low = new int[channels];
        highOffset = new int[channels];
        lowOffset = new int[channels];
        boolean all = channels % (4 * L) == 0 && spec.shift >= 16 && spec.shift <= 47;
        for (int channel = 0; channel < channels; channel++) {
            int slot = channel / (4 * L) * (4 * L) + channel % 4 * L + channel / 4 % L;
            slot = all ? slot : channel;
            high[slot] = spec.multipliers.get(channel) >> 16;
            low[slot] = spec.multipliers.get(channel) & 0xFFFF;
            highOffset[slot] = (int) (offset[channel] >> 16);
            lowOffset[slot] = (int) offset[channel] & 0xFFFF;
            // With 128 times 16 bits, that stays below 2^31.
            all &= Math.abs(offset[channel]) < 1L << 45;
        }
        vectors = all;
    }

    /** Returns whether no code is looked up. */
    boolean isVector() {
        return vectors;
    }

    @Override
    public int units() {
        return spec.pixels;
    }

    @Override
    public void run(byte[] arena, int begin, int end, Scratch scratch) {
        byte[] input = spec.input.array(arena);
        byte[] output = spec.output.array(arena);
        int from = spec.input.offset() + begin * spec.channels;
        int to = spec.output.offset() + begin * spec.channels;
        if (vectors) {
            for (int first = 0; first < spec.channels; first += 4 * L) {
                scale(input, from + first, output, to + first, end - begin, first);
            }
            return;
        }
        int size = (end - begin) * spec.channels;
        for (int done = 0; done < size; done += spec.channels) {
            for (int c = 0; c < spec.channels; c++) {
                output[to + done + c] = codes[c * 256 + 128 + input[from + done + c]];
            }
        }
    }

    private void scale(byte[] input, int from, byte[] output, int to, int pixels, int first) {
        IntVector least = IntVector.broadcast(INTS, spec.minimum);
        IntVector most = IntVector.broadcast(INTS, spec.maximum);
        int shift = spec.shift - 16;
        for (int pixel = 0; pixel < pixels; pixel++) {
            IntVector x =
                    ByteVector.fromArray(BYTES, input, from + pixel * spec.channels)
                            .reinterpretAsInts();
            IntVector y = IntVector.zero(INTS);
            for (int part = 0; part < 4; part++) {
                int at = first + part * L;
                IntVector code = x.lanewise(LSHL, 24 - 8 * part).lanewise(ASHR, 24);
                IntVector less = code.mul(IntVector.fromArray(INTS, low, at));
                less = less.add(IntVector.fromArray(INTS, lowOffset, at)).lanewise(ASHR, 16);
                code = code.mul(IntVector.fromArray(INTS, high, at)).add(less);
                code = code.add(IntVector.fromArray(INTS, highOffset, at));
                code = code.lanewise(ASHR, shift);
                code = code.max(least).min(most).and(0xFF);
                y = y.or(code.lanewise(LSHL, 8 * part));
            }
            y.reinterpretAsBytes().intoArray(output, to + pixel * spec.channels);
        }
    }
}
