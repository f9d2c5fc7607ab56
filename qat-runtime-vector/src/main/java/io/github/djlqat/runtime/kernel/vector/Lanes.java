package io.github.djlqat.runtime.kernel.vector;

import static jdk.incubator.vector.VectorOperators.B2I;
import static jdk.incubator.vector.VectorOperators.I2B;
import static jdk.incubator.vector.VectorOperators.LSHL;

import java.util.Arrays;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The vector shape of this machine, and the way between codes and lanes of 32 bits. */
final class Lanes {

    /** The preferred species of 32-bit lanes. */
    static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

    /** Lanes of {@link #INTS}: 4, 8 or 16 on the machines known. */
    static final int COUNT = INTS.length();

    /** Bytes for one vector of ints, or 8 where the ints are fewer: no shape is smaller. */
    private static final VectorSpecies<Byte> BYTES =
            COUNT > 8
                    ? VectorSpecies.of(byte.class, VectorShape.forBitSize(COUNT * 8))
                    : ByteVector.SPECIES_64;

    /** Shorts for one vector of ints. */
    static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, VectorShape.forBitSize(COUNT * Short.SIZE));

    /** Two shorts for each int of a vector. */
    static final VectorSpecies<Short> HALVES = VectorSpecies.of(short.class, INTS.vectorShape());

    private static final int BYTE_COUNT = BYTES.length();

    private Lanes() {}

    /** Returns {@code count} rounded up to a multiple of {@code step}. */
    static int roundUp(int count, int step) {
        return (count + step - 1) / step * step;
    }

    /** Returns a code in both halves of an int. */
    static int twice(int code) {
        return code << Short.SIZE | code & 0xFFFF;
    }

    /**
     * Copies {@code count} codes from {@code codes[from]} on to ints from {@code ints[to]} on, each
     * {@link #twice} if asked for.
     */
    static void widen(byte[] codes, int from, int[] ints, int to, int count, boolean twice) {
        widen(codes, from, ints, to, count);
        if (!twice) {
            return;
        }
        int i = 0;
        IntVector low = IntVector.broadcast(INTS, 0xFFFF);
        for (; i <= count - COUNT; i += COUNT) {
            IntVector some = IntVector.fromArray(INTS, ints, to + i);
            some.lanewise(LSHL, Short.SIZE).or(some.and(low)).intoArray(ints, to + i);
        }
        for (; i < count; i++) {
            ints[to + i] = twice(ints[to + i]);
        }
    }

    /** Copies {@code count} codes from {@code codes[from]} on to ints from {@code ints[to]} on. */
    static void widen(byte[] codes, int from, int[] ints, int to, int count) {
        int i = 0;
        if (BYTE_COUNT == COUNT) {
            for (; i <= count - BYTE_COUNT; i += BYTE_COUNT) {
                ByteVector eight = ByteVector.fromArray(BYTES, codes, from + i);
                ((IntVector) eight.convertShape(B2I, INTS, 0)).intoArray(ints, to + i);
            }
        } else if (BYTE_COUNT == 2 * COUNT) {
            for (; i <= count - BYTE_COUNT; i += BYTE_COUNT) {
                ByteVector eight = ByteVector.fromArray(BYTES, codes, from + i);
                ((IntVector) eight.convertShape(B2I, INTS, 0)).intoArray(ints, to + i);
                ((IntVector) eight.convertShape(B2I, INTS, 1)).intoArray(ints, to + i + COUNT);
            }
        }
        for (; i < count; i++) {
            ints[to + i] = codes[from + i];
        }
    }

    /** Sets {@code count} ints from {@code ints[to]} on to {@code value}. */
    static void fill(int[] ints, int to, int count, int value) {
        Arrays.fill(ints, to, to + count, value);
    }

    /**
     * Copies the low bytes of rows of ints to codes.
     *
     * @param ints the ints
     * @param from where the first row is
     * @param step from a row to the next
     * @param rows how many
     * @param codes where the codes go
     * @param to where the first row's go
     * @param codeStep from a row's to the next
     * @param count how many ints of each row
     */
    static void narrow(
            int[] ints,
            int from,
            int step,
            int rows,
            byte[] codes,
            int to,
            int codeStep,
            int count) {
        int done = 0;
        if (BYTE_COUNT == COUNT) {
            for (; done <= count - COUNT; done += COUNT) {
                narrow(ints, from + done, step, rows, codes, to + done, codeStep);
            }
        }
        for (int row = 0; row < rows && done < count; row++) {
            for (int i = done; i < count; i++) {
                codes[to + row * codeStep + i] = (byte) ints[from + row * step + i];
            }
        }
    }

    /** Copies the low bytes of {@code count} ints from index 0 on to codes. */
    static void narrow(int[] ints, byte[] codes, int to, int count) {
        int whole = count / COUNT;
        int done = whole * COUNT;
        narrow(ints, 0, COUNT, whole, codes, to, COUNT, COUNT);
        narrow(ints, done, COUNT, 1, codes, to + done, COUNT, count - done);
    }

    /** Copies the low bytes of a column of vectors. */
    private static void narrow(
            int[] ints, int from, int step, int rows, byte[] codes, int to, int codeStep) {
        for (int row = 0; row < rows; row++) {
            IntVector some = IntVector.fromArray(INTS, ints, from + row * step);
            ((ByteVector) some.convertShape(I2B, BYTES, 0)).intoArray(codes, to + row * codeStep);
        }
    }
}
