package io.github.djlqat.runtime.kernel.vector;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** What becomes of the counts of {@link BitTables}. */
abstract class LaneOutput {

    static final int L = BitTile.L;

    /** Ints of the room that {@link #write} uses: one for each output of a block. */
    static final int ROOM = 2 * BitTables.PIXELS;

    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int[] WORDS = words();

    /** Filters whose counts {@link #write} reads, those past the last being 0. */
    final int slots;

    /** Bytes of an output pixel. */
    final int pixelBytes;

    LaneOutput(int slots, int pixelBytes) {
        this.slots = slots;
        this.pixelBytes = pixelBytes;
    }

    /**
     * Writes a block's outputs.
     *
     * @param ints the memory of counts and room
     * @param counts where the counts are, for each slot {@link BitTables#COUNTS}
     * @param room where the room is
     * @param pixels how many
     * @param output where they go
     * @param to the first pixel's first byte
     */
    abstract void write(int[] ints, int counts, int room, int pixels, byte[] output, int to);

    /** Writes four bytes to each pixel, {@code ints} having them as counts lie in pairs. */
    final void scatter(int[] ints, int room, int pixels, byte[] output, int to) {
        for (int p = 0; p < pixels; p++) {
            INTS.set(output, to + p * pixelBytes, ints[room + word(p)]);
        }
    }

    /** Returns where a pixel's int is: [which of the counts][low, high half][L]. */
    static int word(int pixel) {
        return WORDS[pixel];
    }

    private static int[] words() {
        int[] words = new int[BitTables.PIXELS];
        for (int pixel = 0; pixel < words.length; pixel++) {
            int part = pixel / (4 * L) * 2 + pixel % 2;
            words[pixel] = (part * 2 + pixel / 2 % 2) * L + pixel % (4 * L) / 4;
        }
        return words;
    }
}
