package io.github.djlqat.runtime.kernel.vector;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.LSHL;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;

/**
 * Inner products in 16 bits. A product of bytes has 16 bits, and two of them may be added before
 * they must be widened: for as many lanes again as of 32 bits, three instructions for the products
 * of two inputs and four to widen their sums.
 *
 * <p>A vector of shorts holds {@code low} channels in its even lanes and {@code high} ones in its
 * odd lanes. Its low ones get 32768 added, which makes them unsigned; seen as ints, pairs are then
 * {@code 65536 * high + low + 32768}, and {@code high} comes by a shift. The sums of the high
 * channels are kept as they are, those of the low ones as {@code low + 65536 * high + 32768 *
 * pairs}, modulo 2^32: {@link #first} takes off the last, {@link #finish} the other.
 */
final class PairTile {

    private static final int L = Lanes.COUNT;

    /** Output channels of a tile. */
    static final int WIDTH = 8 * L;

    /** What makes a low half unsigned, without a carry: shorts are added. */
    private static final int UNSIGNED = 0x8000;

    private PairTile() {}

    /** Returns in which lane of the weights a panel's channel lies. */
    static int lane(int channel) {
        int inPair = channel % (2 * L);
        return channel - inPair + inPair % L * 2 + inPair / L;
    }

    /** Returns with what the sum of a low channel begins, for it to end at {@code bias}. */
    static int first(int bias, int highBias, int pairs) {
        return bias + (highBias << Short.SIZE) - UNSIGNED * pairs;
    }

    /**
     * Adds the products of a pixel.
     *
     * @param x inputs, {@link Lanes#twice} each
     * @param x0 where the pixel's start
     * @param weights weights [depth][{@link #WIDTH}], channels as {@link #lane} has them
     * @param w where they start
     * @param depth how many inputs, even
     * @param sums accumulators, [pair of vectors][low, high]; may be the array of the inputs
     * @param s where the pixel's start
     */
    static void one(int[] x, int x0, short[] weights, int w, int depth, int[] sums, int s) {
        IntVector l0 = load(sums, s);
        IntVector h0 = load(sums, s + L);
        IntVector l1 = load(sums, s + 2 * L);
        IntVector h1 = load(sums, s + 3 * L);
        IntVector l2 = load(sums, s + 4 * L);
        IntVector h2 = load(sums, s + 5 * L);
        IntVector l3 = load(sums, s + 6 * L);
        IntVector h3 = load(sums, s + 7 * L);
        ShortVector unsigned =
                (ShortVector) IntVector.broadcast(Lanes.INTS, UNSIGNED).reinterpretAsShorts();
        for (int i = 0; i < depth; i += 2) {
            ShortVector v = broadcast(x, x0 + i);
            ShortVector p0 = v.mul(load(weights, w + i * WIDTH));
            ShortVector p1 = v.mul(load(weights, w + i * WIDTH + 2 * L));
            ShortVector p2 = v.mul(load(weights, w + i * WIDTH + 4 * L));
            ShortVector p3 = v.mul(load(weights, w + i * WIDTH + 6 * L));
            v = broadcast(x, x0 + i + 1);
            p0 = p0.add(v.mul(load(weights, w + i * WIDTH + 8 * L)));
            p1 = p1.add(v.mul(load(weights, w + i * WIDTH + 10 * L)));
            p2 = p2.add(v.mul(load(weights, w + i * WIDTH + 12 * L)));
            p3 = p3.add(v.mul(load(weights, w + i * WIDTH + 14 * L)));
            IntVector t = p0.add(unsigned).reinterpretAsInts();
            h0 = h0.add(t.lanewise(ASHR, Short.SIZE));
            l0 = l0.add(t);
            t = p1.add(unsigned).reinterpretAsInts();
            h1 = h1.add(t.lanewise(ASHR, Short.SIZE));
            l1 = l1.add(t);
            t = p2.add(unsigned).reinterpretAsInts();
            h2 = h2.add(t.lanewise(ASHR, Short.SIZE));
            l2 = l2.add(t);
            t = p3.add(unsigned).reinterpretAsInts();
            h3 = h3.add(t.lanewise(ASHR, Short.SIZE));
            l3 = l3.add(t);
        }
        l0.intoArray(sums, s);
        h0.intoArray(sums, s + L);
        l1.intoArray(sums, s + 2 * L);
        h1.intoArray(sums, s + 3 * L);
        l2.intoArray(sums, s + 4 * L);
        h2.intoArray(sums, s + 5 * L);
        l3.intoArray(sums, s + 6 * L);
        h3.intoArray(sums, s + 7 * L);
    }

    /** Takes the high channels' part off the low ones', for sums of pixels from index 0 on. */
    static void finish(int[] sums, int pixels) {
        for (int s = 0; s < pixels * WIDTH; s += 2 * L) {
            IntVector high = load(sums, s + L);
            load(sums, s).sub(high.lanewise(LSHL, Short.SIZE)).intoArray(sums, s);
        }
    }

    private static IntVector load(int[] array, int index) {
        return IntVector.fromArray(Lanes.INTS, array, index);
    }

    private static ShortVector load(short[] array, int index) {
        return ShortVector.fromArray(Lanes.HALVES, array, index);
    }

    private static ShortVector broadcast(int[] array, int index) {
        return (ShortVector) IntVector.broadcast(Lanes.INTS, array[index]).reinterpretAsShorts();
    }
}
