package io.github.djlqat.runtime.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * Places buffers of known size and lifetime in one arena: largest first, each at the lowest offset
 * where it meets none that lives at the same time. TFLite-Micro's greedy planner.
 */
final class MemoryPlanner {

    /** Offsets are multiples of this. */
    static final int ALIGNMENT = 16;

    /** A buffer to place. */
    static final class Buffer {
        /** Its size, at least 1. */
        final long bytes;

        /** The first step it is needed at. */
        final int first;

        /** The last step it is needed at. */
        final int last;

        /** Sets every field, in their order. */
        Buffer(long bytes, int first, int last) {
            this.bytes = bytes;
            this.first = first;
            this.last = last;
        }

        /** Sorts by size, largest first, then by first step. */
        private int order(Buffer other) {
            return bytes != other.bytes
                    ? Long.compare(other.bytes, bytes)
                    : Integer.compare(first, other.first);
        }

        private boolean meets(Buffer other) {
            return first <= other.last && other.first <= last;
        }
    }

    /** Where the buffers are. */
    static final class Placement {
        /** One for each buffer. */
        final List<Long> offsets;

        /** Of the arena. */
        final long size;

        /** Sets every field, in their order. */
        Placement(List<Long> offsets, long size) {
            this.offsets = offsets;
            this.size = size;
        }
    }

    private MemoryPlanner() {}

    /** Returns a placement of {@code buffers}; the same for the same list. */
    static Placement place(List<Buffer> buffers) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < buffers.size(); i++) {
            order.add(i);
        }
        // A stable sort, so that equals stay in the order of the list.
        order.sort((a, b) -> buffers.get(a).order(buffers.get(b)));
        long[] offsets = new long[buffers.size()];
        // Those placed so far, by offset.
        List<Integer> placed = new ArrayList<>();
        long size = 0;
        for (int index : order) {
            Buffer buffer = buffers.get(index);
            long offset = 0;
            for (int other : placed) {
                Buffer neighbour = buffers.get(other);
                if (!buffer.meets(neighbour)) {
                    continue;
                }
                if (offsets[other] - offset >= buffer.bytes) {
                    break;
                }
                offset = Math.max(offset, align(offsets[other] + neighbour.bytes));
            }
            offsets[index] = offset;
            size = Math.max(size, offset + buffer.bytes);
            int at = 0;
            while (at < placed.size() && offsets[placed.get(at)] <= offset) {
                at++;
            }
            placed.add(at, index);
        }
        List<Long> result = new ArrayList<>();
        for (long offset : offsets) {
            result.add(offset);
        }
        return new Placement(result, size);
    }

    private static long align(long offset) {
        return (offset + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
}
