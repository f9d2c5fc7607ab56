package io.github.djlqat.runtime.kernel.vector;

import static jdk.incubator.vector.VectorOperators.S2I;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;

/**
 * The inner products: a tile of pixels by {@link #WIDTH} output channels held in registers while
 * the depth goes by. Weights are laid out [depth][{@link #WIDTH}], accumulators [pixel][{@link
 * #WIDTH}]; both grow the sums that are there.
 *
 * <p>Four pixels by two vectors take 8 of the 16 registers of AVX2; a larger tile spills.
 */
final class Tile {

    private static final int L = Lanes.COUNT;

    /** Output channels of a tile. */
    static final int WIDTH = 2 * L;

    /** Pixels of {@link #four}. */
    static final int HEIGHT = 4;

    private Tile() {}

    /**
     * Adds the products of four pixels.
     *
     * @param x widened inputs
     * @param x0 where pixel 0's inputs start
     * @param x1 where pixel 1's inputs start
     * @param x2 where pixel 2's inputs start
     * @param x3 where pixel 3's inputs start
     * @param weights packed weights
     * @param w where they start
     * @param depth how many inputs
     * @param sums accumulators; may be the array of the inputs
     * @param s where pixel 0's start
     */
    static void four(
            int[] x,
            int x0,
            int x1,
            int x2,
            int x3,
            int[] weights,
            int w,
            int depth,
            int[] sums,
            int s) {
        IntVector s00 = load(sums, s);
        IntVector s01 = load(sums, s + L);
        IntVector s10 = load(sums, s + WIDTH);
        IntVector s11 = load(sums, s + WIDTH + L);
        IntVector s20 = load(sums, s + 2 * WIDTH);
        IntVector s21 = load(sums, s + 2 * WIDTH + L);
        IntVector s30 = load(sums, s + 3 * WIDTH);
        IntVector s31 = load(sums, s + 3 * WIDTH + L);
        for (int i = 0; i < depth; i++) {
            IntVector w0 = load(weights, w + i * WIDTH);
            IntVector w1 = load(weights, w + i * WIDTH + L);
            IntVector v = IntVector.broadcast(Lanes.INTS, x[x0 + i]);
            s00 = s00.add(v.mul(w0));
            s01 = s01.add(v.mul(w1));
            v = IntVector.broadcast(Lanes.INTS, x[x1 + i]);
            s10 = s10.add(v.mul(w0));
            s11 = s11.add(v.mul(w1));
            v = IntVector.broadcast(Lanes.INTS, x[x2 + i]);
            s20 = s20.add(v.mul(w0));
            s21 = s21.add(v.mul(w1));
            v = IntVector.broadcast(Lanes.INTS, x[x3 + i]);
            s30 = s30.add(v.mul(w0));
            s31 = s31.add(v.mul(w1));
        }
        s00.intoArray(sums, s);
        s01.intoArray(sums, s + L);
        s10.intoArray(sums, s + WIDTH);
        s11.intoArray(sums, s + WIDTH + L);
        s20.intoArray(sums, s + 2 * WIDTH);
        s21.intoArray(sums, s + 2 * WIDTH + L);
        s30.intoArray(sums, s + 3 * WIDTH);
        s31.intoArray(sums, s + 3 * WIDTH + L);
    }

    /** As {@link #four}, with weights of 16 bits: half the memory to read. */
    static void fourNarrow(
            int[] x,
            int x0,
            int x1,
            int x2,
            int x3,
            short[] weights,
            int w,
            int depth,
            int[] sums,
            int s) {
        IntVector s00 = load(sums, s);
        IntVector s01 = load(sums, s + L);
        IntVector s10 = load(sums, s + WIDTH);
        IntVector s11 = load(sums, s + WIDTH + L);
        IntVector s20 = load(sums, s + 2 * WIDTH);
        IntVector s21 = load(sums, s + 2 * WIDTH + L);
        IntVector s30 = load(sums, s + 3 * WIDTH);
        IntVector s31 = load(sums, s + 3 * WIDTH + L);
        for (int i = 0; i < depth; i++) {
            IntVector w0 = widened(weights, w + i * WIDTH);
            IntVector w1 = widened(weights, w + i * WIDTH + L);
            IntVector v = IntVector.broadcast(Lanes.INTS, x[x0 + i]);
            s00 = s00.add(v.mul(w0));
            s01 = s01.add(v.mul(w1));
            v = IntVector.broadcast(Lanes.INTS, x[x1 + i]);
            s10 = s10.add(v.mul(w0));
            s11 = s11.add(v.mul(w1));
            v = IntVector.broadcast(Lanes.INTS, x[x2 + i]);
            s20 = s20.add(v.mul(w0));
            s21 = s21.add(v.mul(w1));
            v = IntVector.broadcast(Lanes.INTS, x[x3 + i]);
            s30 = s30.add(v.mul(w0));
            s31 = s31.add(v.mul(w1));
        }
        s00.intoArray(sums, s);
        s01.intoArray(sums, s + L);
        s10.intoArray(sums, s + WIDTH);
        s11.intoArray(sums, s + WIDTH + L);
        s20.intoArray(sums, s + 2 * WIDTH);
        s21.intoArray(sums, s + 2 * WIDTH + L);
        s30.intoArray(sums, s + 3 * WIDTH);
        s31.intoArray(sums, s + 3 * WIDTH + L);
    }

    /** Adds the products of one pixel; parameters as in {@link #four}. */
    static void one(int[] x, int x0, int[] weights, int w, int depth, int[] sums, int s) {
        IntVector s0 = load(sums, s);
        IntVector s1 = load(sums, s + L);
        for (int i = 0; i < depth; i++) {
            IntVector v = IntVector.broadcast(Lanes.INTS, x[x0 + i]);
            s0 = s0.add(v.mul(load(weights, w + i * WIDTH)));
            s1 = s1.add(v.mul(load(weights, w + i * WIDTH + L)));
        }
        s0.intoArray(sums, s);
        s1.intoArray(sums, s + L);
    }

    /**
     * Adds to four pixels' sums the inputs where a mask is 0, and takes off inputs plus one where
     * it is -1; masks, inputs and sums lie in one array. Otherwise as {@link #four}.
     */
    static void fourSigns(int[] ints, int x0, int x1, int x2, int x3, int w, int depth, int s) {
        IntVector s00 = load(ints, s);
        IntVector s01 = load(ints, s + L);
        IntVector s10 = load(ints, s + WIDTH);
        IntVector s11 = load(ints, s + WIDTH + L);
        IntVector s20 = load(ints, s + 2 * WIDTH);
        IntVector s21 = load(ints, s + 2 * WIDTH + L);
        IntVector s30 = load(ints, s + 3 * WIDTH);
        IntVector s31 = load(ints, s + 3 * WIDTH + L);
        for (int i = 0; i < depth; i++) {
            IntVector w0 = load(ints, w + i * WIDTH);
            IntVector w1 = load(ints, w + i * WIDTH + L);
            IntVector v = IntVector.broadcast(Lanes.INTS, ints[x0 + i]);
            s00 = s00.add(v.lanewise(XOR, w0));
            s01 = s01.add(v.lanewise(XOR, w1));
            v = IntVector.broadcast(Lanes.INTS, ints[x1 + i]);
            s10 = s10.add(v.lanewise(XOR, w0));
            s11 = s11.add(v.lanewise(XOR, w1));
            v = IntVector.broadcast(Lanes.INTS, ints[x2 + i]);
            s20 = s20.add(v.lanewise(XOR, w0));
            s21 = s21.add(v.lanewise(XOR, w1));
            v = IntVector.broadcast(Lanes.INTS, ints[x3 + i]);
            s30 = s30.add(v.lanewise(XOR, w0));
            s31 = s31.add(v.lanewise(XOR, w1));
        }
        s00.intoArray(ints, s);
        s01.intoArray(ints, s + L);
        s10.intoArray(ints, s + WIDTH);
        s11.intoArray(ints, s + WIDTH + L);
        s20.intoArray(ints, s + 2 * WIDTH);
        s21.intoArray(ints, s + 2 * WIDTH + L);
        s30.intoArray(ints, s + 3 * WIDTH);
        s31.intoArray(ints, s + 3 * WIDTH + L);
    }

    /** Replaces sums from index 0 on by {@code sum * factor + bias}. */
    static void scale(int[] sums, int rows, int factor, int[] bias, int b) {
        for (int i = 0; i < rows * WIDTH; i++) {
            sums[i] = sums[i] * factor + bias[b + i % WIDTH];
        }
    }

    private static IntVector load(int[] array, int index) {
        return IntVector.fromArray(Lanes.INTS, array, index);
    }

    private static IntVector widened(short[] array, int index) {
        ShortVector some = ShortVector.fromArray(Lanes.SHORTS, array, index);
        return (IntVector) some.convertShape(S2I, Lanes.INTS, 0);
    }
}
