package io.github.djlqat.runtime.kernel.vector;

import io.github.djlqat.runtime.kernel.BinaryConv2DSpec;
import io.github.djlqat.runtime.kernel.Requantize;
import org.jspecify.annotations.Nullable;

/**
 * Codes of a binary convolution as functions of dot products. A filter's code is a step function of
 * its dot product, which takes few values; {@code clamp((multiplier * dot + offset) >> shift)}
 * equals it, with an offset that is found at load by trying them all. Multiplier and offset are cut
 * at bit 16, so that 32 bits do: {@code ((dot * low + lowOffset) >> 16) + dot * high + highOffset)
 * >> shift}. A filter for which there is no such offset has a table.
 */
final class CodeSteps {

    /** The largest dot product: times 16 bits, with a sign, that leaves one bit. */
    static final int LARGEST = (1 << 14) - 1;

    /** The largest dot product of this convolution. */
    final int largest;

    final int[] high;
    final int[] low;
    final int[] highOffset;
    final int[] lowOffset;
    final int[] shift;
    final int[] minimum;
    final int[] maximum;

    /** For each filter null, or the codes of dot products from {@code -largest} on. */
    final byte[] @Nullable [] tables;

    /** How many filters have a table. */
    final int tabled;

    /**
     * Finds the functions.
     *
     * @param largest the largest dot product, at most {@link #LARGEST}
     */
    CodeSteps(BinaryConv2DSpec spec, Requantize requantize, int largest) {
        this.largest = largest;
        int filters = spec.outputShape.channels;
        high = new int[filters];
        low = new int[filters];
        highOffset = new int[filters];
        lowOffset = new int[filters];
        shift = new int[filters];
        minimum = new int[filters];
        maximum = new int[filters];
        tables = new byte[filters][];
        int count = 0;
        for (int filter = 0; filter < filters; filter++) {
            byte[] codes = codes(spec, requantize, filter);
            int bits = 31 - requantize.shifts.get(filter) - spec.shift;
            if (!find(filter, codes, requantize.multipliers.get(filter), bits)) {
                tables[filter] = codes;
                count++;
            }
        }
        tabled = count;
    }

    private byte[] codes(BinaryConv2DSpec spec, Requantize requantize, int filter) {
        byte[] codes = new byte[2 * largest + 1];
        int lowest = spec.lowest.get(filter);
        int highest = spec.highest.get(filter);
        for (int dot = -largest; dot <= largest; dot++) {
            int kept = Math.max(lowest, Math.min(highest, dot));
            int sum = (kept << spec.shift) + spec.bias.get(filter);
            codes[dot + largest] = (byte) VectorRequantizer.code(requantize, filter, sum);
        }
        return codes;
    }

    /** Finds a filter's slope and offset; returns whether there are any. */
    private boolean find(int filter, byte[] codes, long multiplier, int bits) {
        boolean found = fit(filter, codes, multiplier, bits);
        // Where ties away from zero fall on both sides, a slope slightly off serves.
        for (int off = 1; !found && off < 1 << 20; off += off / 8 + 1) {
            found =
                    fit(filter, codes, multiplier + off, bits)
                            || fit(filter, codes, multiplier - off, bits);
        }
        return found;
    }

    private boolean fit(int filter, byte[] codes, long multiplier, int bits) {
        int least = codes[0];
        int most = codes[2 * largest];
        minimum[filter] = least;
        maximum[filter] = most;
        for (byte code : codes) {
            if (code < least || code > most) {
                return false;
            }
        }
        if (least == most) {
            return true;
        }
        if (bits < 16 || bits > 47) {
            return false;
        }
        long from = Long.MIN_VALUE;
        long to = Long.MAX_VALUE;
        for (int dot = -largest; dot <= largest; dot++) {
            int code = codes[dot + largest];
            if (code > least) {
                from = Math.max(from, ((long) code << bits) - multiplier * dot);
            }
            if (code < most) {
                to = Math.min(to, ((code + 1L) << bits) - 1 - multiplier * dot);
            }
        }
        high[filter] = (int) (multiplier >> 16);
        low[filter] = (int) multiplier & 0xFFFF;
        highOffset[filter] = (int) (to >> 16);
        lowOffset[filter] = (int) to & 0xFFFF;
        shift[filter] = bits - 16;
        // high * dot stays below 2^29.
        return from <= to && Math.abs(to) < 1L << 45;
    }
}
