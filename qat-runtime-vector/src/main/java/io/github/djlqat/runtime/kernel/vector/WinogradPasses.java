package io.github.djlqat.runtime.kernel.vector;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.LSHL;

import jdk.incubator.vector.IntVector;

/**
 * The transforms of Winograd's F(4x4, 3x3) (Lavin and Gray, "Fast Algorithms for Convolutional
 * Neural Networks", CVPR 2016, section 4.3) on lanes of 32 bits, each as two passes, down and
 * across. Everything wraps modulo 2^32.
 *
 * <p>One pass a loop, and no helpers: where methods grow, the compiler of JDK 17 refuses to inline
 * what is not the Vector API's own, and boxes vectors.
 */
final class WinogradPasses {

    private static final int L = Lanes.COUNT;

    /** Inputs that a tile sees in each direction; positions of a transformed one. */
    static final int SPAN = 6;

    /** Outputs of a tile in each direction. */
    static final int SIZE = 4;

    /** By how much a sum is to be moved right in the end: transformed products are 64 times it. */
    private static final int SHIFT = 6;

    /** 1/9 modulo 2^32, for 24 * 24 is 9 * 64. */
    private static final int NINTH = 0x38E38E39;

    private WinogradPasses() {}

    /**
     * Transforms a filter of 3x3 taps: G g G^T, times 64 modulo 2^32.
     *
     * @param taps the filter, [3][3]
     * @param half room for {@code SPAN * 3} numbers
     * @param weights where one weight for each position goes, [{@link #SPAN}][{@link #SPAN}]
     */
    static void filter(int[] taps, int[] half, int[] weights) {
        for (int column = 0; column < 3; column++) {
            filter(taps, column, 3, half, column, 3);
        }
        for (int row = 0; row < SPAN; row++) {
            filter(half, row * 3, 1, weights, row * SPAN, 1);
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] *= NINTH;
        }
    }

    /**
     * Returns a weight of {@link #filter} in 16 bits: times 9, and of the last row and column a
     * third, which is at most 144 * 127.
     */
    static short narrow(int weight, int position) {
        int ninefold = weight * 9;
        return (short) (ninefold / lack(position));
    }

    /** What a narrow weight lacks as a factor, but for 1/9. */
    private static int lack(int position) {
        return (position / SPAN == SPAN - 1 ? 3 : 1) * (position % SPAN == SPAN - 1 ? 3 : 1);
    }

    /**
     * Makes of sums of products with {@link #narrow} weights what they are with the others.
     *
     * @param at where position 0's sums are
     * @param size ints of each position, a multiple of the lanes
     */
    static void widen(int[] ints, int at, int size) {
        for (int position = 0; position < SPAN * SPAN; position++) {
            IntVector factor = IntVector.broadcast(Lanes.INTS, NINTH * lack(position));
            for (int i = at + position * size; i < at + (position + 1) * size; i += L) {
                IntVector.fromArray(Lanes.INTS, ints, i).mul(factor).intoArray(ints, i);
            }
        }
    }

    /** Multiplies three numbers by 24 times G. */
    private static void filter(int[] taps, int from, int step, int[] to, int at, int stride) {
        int g0 = taps[from];
        int g1 = taps[from + step];
        int g2 = taps[from + 2 * step];
        to[at] = 6 * g0;
        to[at + stride] = -4 * (g0 + g1 + g2);
        to[at + 2 * stride] = -4 * (g0 - g1 + g2);
        to[at + 3 * stride] = g0 + 2 * g1 + 4 * g2;
        to[at + 4 * stride] = g0 - 2 * g1 + 4 * g2;
        to[at + 5 * stride] = 24 * g2;
    }

    /**
     * B^T d: from six pixels of each tile of a row to six positions of it. Down, the rows of one
     * row of tiles are the pixels of one tile.
     *
     * @param ints the memory of both
     * @param from where the row is
     * @param pixel ints of a pixel and of a transformed one, a multiple of the lanes
     * @param tiles how many tiles, each {@link #SIZE} pixels from the last
     * @param to where position 0 of the first tile goes
     * @param step from a position to the next
     */
    static void input(int[] ints, int from, int pixel, int tiles, int to, int step) {
        for (int tile = 0; tile < tiles; tile++) {
            int at = from + tile * SIZE * pixel;
            int out = to + tile * pixel;
            for (int i = 0; i < pixel; i += L) {
                IntVector d0 = IntVector.fromArray(Lanes.INTS, ints, at + i);
                IntVector d1 = IntVector.fromArray(Lanes.INTS, ints, at + pixel + i);
                IntVector d2 = IntVector.fromArray(Lanes.INTS, ints, at + 2 * pixel + i);
                IntVector d3 = IntVector.fromArray(Lanes.INTS, ints, at + 3 * pixel + i);
                IntVector d4 = IntVector.fromArray(Lanes.INTS, ints, at + 4 * pixel + i);
                IntVector d5 = IntVector.fromArray(Lanes.INTS, ints, at + 5 * pixel + i);
                IntVector even = d4.sub(d2);
                IntVector odd = d3.sub(d1);
                IntVector twice = odd.add(odd);
                even.add(twice).intoArray(ints, out + 3 * step + i);
                even.sub(twice).intoArray(ints, out + 4 * step + i);
                d0.sub(d2).lanewise(LSHL, 2).add(even).intoArray(ints, out + i);
                d5.sub(d3).sub(odd.lanewise(LSHL, 2)).intoArray(ints, out + 5 * step + i);
                even = d4.sub(d2.lanewise(LSHL, 2));
                odd = d3.sub(d1.lanewise(LSHL, 2));
                even.add(odd).intoArray(ints, out + step + i);
                even.sub(odd).intoArray(ints, out + 2 * step + i);
            }
        }
    }

    /**
     * Times A, in place: six positions to four columns.
     *
     * @param at where position 0's sums are
     * @param step from a position to the next
     * @param size ints of each position, a multiple of the lanes
     */
    static void sumAcross(int[] ints, int at, int step, int size) {
        for (int i = at; i < at + size; i += L) {
            IntVector m1 = IntVector.fromArray(Lanes.INTS, ints, i + step);
            IntVector m2 = IntVector.fromArray(Lanes.INTS, ints, i + 2 * step);
            IntVector m3 = IntVector.fromArray(Lanes.INTS, ints, i + 3 * step);
            IntVector m4 = IntVector.fromArray(Lanes.INTS, ints, i + 4 * step);
            IntVector near = m1.add(m2);
            IntVector far = m3.add(m4);
            IntVector.fromArray(Lanes.INTS, ints, i).add(near).add(far).intoArray(ints, i);
            near.add(far.lanewise(LSHL, 2)).intoArray(ints, i + 2 * step);
            near = m1.sub(m2);
            far = m3.sub(m4);
            near.add(far.add(far)).intoArray(ints, i + step);
            IntVector m5 = IntVector.fromArray(Lanes.INTS, ints, i + 5 * step);
            near.add(far.lanewise(LSHL, 3)).add(m5).intoArray(ints, i + 3 * step);
        }
    }

    /**
     * A^T times, in place, and the end of the sums: from 64 times to the sum itself, plus the bias.
     *
     * @param at where row 0's sums are, [tile][{@link Tile#WIDTH}]
     * @param step from a row to the next
     * @param size ints of each row, a multiple of {@link Tile#WIDTH}
     * @param bias holds the bias of each output channel
     * @param b where it starts
     */
    static void sumDown(int[] ints, int at, int step, int size, int[] bias, int b) {
        for (int lane = 0; lane < Tile.WIDTH; lane += L) {
            IntVector start = IntVector.fromArray(Lanes.INTS, bias, b + lane);
            for (int i = at + lane; i < at + size; i += Tile.WIDTH) {
                IntVector m1 = IntVector.fromArray(Lanes.INTS, ints, i + step);
                IntVector m2 = IntVector.fromArray(Lanes.INTS, ints, i + 2 * step);
                IntVector m3 = IntVector.fromArray(Lanes.INTS, ints, i + 3 * step);
                IntVector m4 = IntVector.fromArray(Lanes.INTS, ints, i + 4 * step);
                IntVector near = m1.add(m2);
                IntVector far = m3.add(m4);
                IntVector m0 = IntVector.fromArray(Lanes.INTS, ints, i);
                m0.add(near).add(far).lanewise(ASHR, SHIFT).add(start).intoArray(ints, i);
                near.add(far.lanewise(LSHL, 2))
                        .lanewise(ASHR, SHIFT)
                        .add(start)
                        .intoArray(ints, i + 2 * step);
                near = m1.sub(m2);
                far = m3.sub(m4);
                near.add(far.add(far)).lanewise(ASHR, SHIFT).add(start).intoArray(ints, i + step);
                IntVector m5 = IntVector.fromArray(Lanes.INTS, ints, i + 5 * step);
                near.add(far.lanewise(LSHL, 3))
                        .add(m5)
                        .lanewise(ASHR, SHIFT)
                        .add(start)
                        .intoArray(ints, i + 3 * step);
            }
        }
    }
}
