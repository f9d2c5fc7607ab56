package io.github.djlqat.runtime.kernel.reference;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Words of bits in byte arrays, little-endian, at any place. */
final class Words {

    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Words() {}

    /** Returns how many words hold so many bits. */
    static int count(int bits) {
        return (bits + 31) / 32;
    }

    /** Returns the word in the 4 bytes from {@code offset} on. */
    static int get(byte[] bytes, int offset) {
        return (int) INTS.get(bytes, offset);
    }

    /** Returns the two words in the 8 bytes from {@code offset} on, the first in the low half. */
    static long getTwo(byte[] bytes, int offset) {
        return (long) LONGS.get(bytes, offset);
    }

    /** Writes a word to the 4 bytes from {@code offset} on. */
    static void put(byte[] bytes, int offset, int word) {
        INTS.set(bytes, offset, word);
    }
}
