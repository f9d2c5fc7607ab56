package io.github.djlqat.runtime.kernel.vector;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;

import java.util.Arrays;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Counts the bits in which inputs differ from weights: XOR and bit count, for one pixel and {@link
 * #WIDTH} filters at a time. A lane of 8 bits is a filter's; a step takes 8 bits of the input, the
 * same for all filters.
 *
 * <p>Nothing is counted one step at a time. Carry-save adders keep, for each of the 8 bits, how
 * often it differed: 7 adders turn 8 steps into one carry that is worth 8, which goes to memory,
 * and what is left in the planes of ones, twos and fours (Harley and Seal, in Warren, Hacker's
 * Delight, 5-1). Carries go through the same again, four at a time, then all planes are added up
 * within the bytes.
 *
 * <p>An adder of a, b and s costs 5 operations; it costs 4 where b comes as u = a ^ b, which the
 * packed weights and the gathered inputs do: {@code carry = u ? s : a, s = s ^ u}.
 *
 * <p>The methods are as small as they are because the compiler of JDK 17 inlines some 50 vector
 * operations into a method and calls the rest.
 */
final class BitTile {

    /** At most 256 bits: a whole number of tiles makes a word of outputs, or two a word. */
    static final VectorSpecies<Integer> INTS =
            Lanes.COUNT > 8 ? IntVector.SPECIES_256 : IntVector.SPECIES_PREFERRED;

    /** Lanes of {@link #INTS}. */
    static final int L = INTS.length();

    /** Filters of a tile. */
    static final int WIDTH = 4 * L;

    /** Pixels that go through a tile's filters together. */
    static final int BLOCK = 16;

    /** Steps that share one carry. */
    static final int STEPS = 8;

    /** Most carries that the bytes of {@link #ACC} can add up: 31 quarters of at most 8. */
    private static final int MOST_CARRIES = 124;

    // A pixel's record, in vectors: planes of 1, 2, 4, 8, 16, bytes in units of 32, then carries.
    private static final int HIGH = 3 * L;
    private static final int ACC = 5 * L;
    private static final int CARRIES = 6 * L;

    private static final int FIELDS_1 = 0x55555555;
    private static final int FIELDS_2 = 0x33333333;
    private static final int FIELDS_4 = 0x0F0F0F0F;
    private static final int FIELDS_8 = 0x00FF00FF;

    /**
     * Ints of a pixel's counts: of the even bytes, of the odd ones, 16 bits each; and some room.
     */
    static final int COUNTS = 3 * L;

    private final int steps;
    private final int record;

    /**
     * Plans the scratch.
     *
     * @param steps how many, a multiple of {@link #STEPS}
     */
    BitTile(int steps) {
        this.steps = steps;
        record = CARRIES + Lanes.roundUp(Math.min(steps / STEPS, MOST_CARRIES), 4) * L;
    }

    /** Returns the ints of scratch used: a block's counts come first. */
    int scratchInts() {
        return BLOCK * (COUNTS + record);
    }

    /**
     * Counts for some pixels and one tile of filters.
     *
     * @param ints the scratch: counts, records, and the inputs somewhere behind
     * @param x the first pixel's inputs: pairs of a and u, each a byte in all four bytes of an int
     * @param pixels how many, at most {@link #BLOCK}
     * @param weights for each pair of steps a, then u, a vector each
     * @param w where the tile's start
     */
    void count(int[] ints, int x, int pixels, int[] weights, int w) {
        int base = BLOCK * COUNTS;
        Arrays.fill(ints, 0, pixels * COUNTS, 0);
        int all = steps / STEPS;
        for (int first = 0; first < all; first += MOST_CARRIES) {
            int carries = Math.min(MOST_CARRIES, all - first);
            int whole = Lanes.roundUp(carries, 4);
            for (int p = 0; p < pixels; p++) {
                int to = base + p * record;
                if (whole > carries) {
                    int end = to + CARRIES + whole * L;
                    Arrays.fill(ints, end - (whole - carries) * L, end, 0);
                }
                int from = x + p * steps + first * STEPS;
                add(ints, from, weights, w + first * STEPS * L, carries, to);
            }
            for (int carry = 0; carry < whole; carry += 4) {
                addCarries(ints, base, record, pixels, CARRIES + carry * L);
            }
            addPlanes(ints, base, record, pixels);
            addBytes(ints, base, record, pixels);
        }
    }

    private static IntVector load(int[] ints, int at) {
        return IntVector.fromArray(INTS, ints, at);
    }

    private static IntVector differ(int x, int[] weights, int at) {
        return IntVector.broadcast(INTS, x).lanewise(XOR, IntVector.fromArray(INTS, weights, at));
    }

    /** Adds {@code 8 * carries} steps of one pixel; writes its planes and its carries. */
    private static void add(int[] ints, int x0, int[] weights, int w0, int carries, int to) {
        IntVector one = IntVector.zero(INTS);
        one.intoArray(ints, to + HIGH);
        one.intoArray(ints, to + HIGH + L);
        one.intoArray(ints, to + ACC);
        IntVector two = one;
        IntVector four = one;
        for (int i = 0; i < carries; i++) {
            int x = x0 + STEPS * i;
            int w = w0 + STEPS * L * i;
            IntVector a = differ(ints[x], weights, w);
            IntVector u = differ(ints[x + 1], weights, w + L);
            IntVector c = one.lanewise(XOR, a).and(u).lanewise(XOR, a);
            one = one.lanewise(XOR, u);
            a = differ(ints[x + 2], weights, w + 2 * L);
            u = differ(ints[x + 3], weights, w + 3 * L);
            IntVector d = one.lanewise(XOR, a).and(u).lanewise(XOR, a);
            one = one.lanewise(XOR, u);
            u = c.lanewise(XOR, d);
            IntVector e = c.and(d).or(u.and(two));
            two = two.lanewise(XOR, u);
            a = differ(ints[x + 4], weights, w + 4 * L);
            u = differ(ints[x + 5], weights, w + 5 * L);
            c = one.lanewise(XOR, a).and(u).lanewise(XOR, a);
            one = one.lanewise(XOR, u);
            a = differ(ints[x + 6], weights, w + 6 * L);
            u = differ(ints[x + 7], weights, w + 7 * L);
            d = one.lanewise(XOR, a).and(u).lanewise(XOR, a);
            one = one.lanewise(XOR, u);
            u = c.lanewise(XOR, d);
            a = c.and(d).or(u.and(two));
            two = two.lanewise(XOR, u);
            u = e.lanewise(XOR, a);
            e.and(a).or(u.and(four)).intoArray(ints, to + CARRIES + i * L);
            four = four.lanewise(XOR, u);
        }
        one.intoArray(ints, to);
        two.intoArray(ints, to + L);
        four.intoArray(ints, to + 2 * L);
    }

    /** Adds four carries of each pixel to its planes of 8 and 16 and its bytes of 32. */
    private static void addCarries(int[] ints, int base, int step, int pixels, int offset) {
        IntVector m1 = IntVector.broadcast(INTS, FIELDS_1);
        IntVector m2 = IntVector.broadcast(INTS, FIELDS_2);
        IntVector m4 = IntVector.broadcast(INTS, FIELDS_4);
        for (int p = 0; p < pixels; p++) {
            int at = base + p * step;
            int from = at + offset;
            IntVector one = load(ints, at + HIGH);
            IntVector two = load(ints, at + HIGH + L);
            IntVector a = load(ints, from);
            IntVector b = load(ints, from + L);
            IntVector u = a.lanewise(XOR, b);
            IntVector c = a.and(b).or(u.and(one));
            one = one.lanewise(XOR, u);
            a = load(ints, from + 2 * L);
            b = load(ints, from + 3 * L);
            u = a.lanewise(XOR, b);
            a = a.and(b).or(u.and(one));
            one.lanewise(XOR, u).intoArray(ints, at + HIGH);
            u = a.lanewise(XOR, c);
            a = a.and(c).or(u.and(two));
            two.lanewise(XOR, u).intoArray(ints, at + HIGH + L);
            a = a.sub(a.lanewise(LSHR, 1).and(m1));
            a = a.and(m2).add(a.lanewise(LSHR, 2).and(m2));
            a = a.add(a.lanewise(LSHR, 4)).and(m4);
            load(ints, at + ACC).add(a).intoArray(ints, at + ACC);
        }
    }

    /** Puts the sum of the planes of 1, 2 and 4 within each byte in place of the first. */
    private static void addPlanes(int[] ints, int base, int step, int pixels) {
        IntVector m1 = IntVector.broadcast(INTS, FIELDS_1);
        IntVector m2 = IntVector.broadcast(INTS, FIELDS_2);
        IntVector m4 = IntVector.broadcast(INTS, FIELDS_4);
        for (int p = 0; p < pixels; p++) {
            int at = base + p * step;
            IntVector a = load(ints, at);
            a = a.sub(a.lanewise(LSHR, 1).and(m1));
            a = a.and(m2).add(a.lanewise(LSHR, 2).and(m2));
            IntVector b = load(ints, at + L);
            b = b.sub(b.lanewise(LSHR, 1).and(m1));
            b = b.and(m2).add(b.lanewise(LSHR, 2).and(m2));
            a = a.add(b.add(b));
            a = a.and(m4).add(a.lanewise(LSHR, 4).and(m4));
            b = load(ints, at + 2 * L);
            b = b.sub(b.lanewise(LSHR, 1).and(m1));
            b = b.and(m2).add(b.lanewise(LSHR, 2).and(m2));
            b = b.add(b.lanewise(LSHR, 4)).and(m4);
            a.add(b.lanewise(LSHL, 2)).intoArray(ints, at);
        }
    }

    /** Adds bytes, planes of 8 and 16, and bytes of 32 to the counts. */
    private static void addBytes(int[] ints, int base, int step, int pixels) {
        IntVector m1 = IntVector.broadcast(INTS, FIELDS_1);
        IntVector m2 = IntVector.broadcast(INTS, FIELDS_2);
        IntVector m4 = IntVector.broadcast(INTS, FIELDS_4);
        IntVector m8 = IntVector.broadcast(INTS, FIELDS_8);
        for (int p = 0; p < pixels; p++) {
            int at = base + p * step;
            int to = p * COUNTS;
            IntVector a = load(ints, at + HIGH);
            a = a.sub(a.lanewise(LSHR, 1).and(m1));
            a = a.and(m2).add(a.lanewise(LSHR, 2).and(m2));
            IntVector b = load(ints, at + HIGH + L);
            b = b.sub(b.lanewise(LSHR, 1).and(m1));
            b = b.and(m2).add(b.lanewise(LSHR, 2).and(m2));
            a = a.add(b.add(b));
            a = a.and(m4).add(a.lanewise(LSHR, 4).and(m4));
            // At most 56 and 8 * 24: the sum still fits the byte.
            a = a.lanewise(LSHL, 3).add(load(ints, at));
            b = load(ints, at + ACC);
            IntVector even = a.and(m8).add(b.and(m8).lanewise(LSHL, 5));
            a = a.lanewise(LSHR, 8).and(m8);
            a = a.add(b.lanewise(LSHR, 8).and(m8).lanewise(LSHL, 5));
            even.add(load(ints, to)).intoArray(ints, to);
            a.add(load(ints, to + L)).intoArray(ints, to + L);
        }
    }
}
