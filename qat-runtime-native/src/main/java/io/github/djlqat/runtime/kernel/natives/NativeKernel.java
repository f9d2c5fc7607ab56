package io.github.djlqat.runtime.kernel.natives;

import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.Operand;
import io.github.djlqat.runtime.kernel.Scratch;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A kernel prepared by the C library, in memory outside the heap. */
final class NativeKernel implements Kernel {

    private static final int ALIGNMENT = 64;

    /**
     * Multiply-accumulates of a unit at least, some microseconds: less is not worth handing out.
     */
    private static final long LEAST_WORK = 300_000;

    private final ByteBuffer memory;
    private final long address;
    private final int units;

    /** The units that the library counts, of which one here holds some. */
    private final int parts;

    private final int scratchBytes;
    private final int left;
    private final int right;
    private final int output;
    private final int arenaBytes;

    private NativeKernel(ByteBuffer memory, long address, NativeSpec spec) {
        this.memory = memory;
        this.address = address;
        parts = NativeLibrary.units(address);
        units = (int) Math.max(1, Math.min(parts, spec.work() / LEAST_WORK));
        scratchBytes = NativeLibrary.scratchBytes(address);
        left = spec.left().offset();
        right = spec.right().offset();
        output = spec.output().offset();
        arenaBytes = spec.arenaBytes();
    }

    /** Prepares a kernel, or returns null if the library has none for this spec. */
    static @Nullable NativeKernel of(NativeSpec spec) {
        if (spec.left().isConstant() || spec.right().isConstant()) {
            return null;
        }
        long size = spec.prepare(null);
        if (size == 0 || size > Integer.MAX_VALUE - ALIGNMENT) {
            return null;
        }
        ByteBuffer memory =
                ByteBuffer.allocateDirect((int) size + ALIGNMENT).alignedSlice(ALIGNMENT);
        return new NativeKernel(memory, spec.prepare(memory), spec);
    }

    /** Returns the bytes outside the heap. */
    int packedBytes() {
        return memory.capacity();
    }

    @Override
    public int units() {
        return units;
    }

    @Override
    public int scratchBytes() {
        return scratchBytes;
    }

    @Override
    public void run(byte[] arena, int begin, int end, Scratch scratch) {
        byte[] working = scratch.bytes();
        Objects.checkFromToIndex(begin, end, units);
        Objects.checkFromIndexSize(0, arenaBytes, arena.length);
        Objects.checkFromIndexSize(0, scratchBytes, working.length);
        try {
            NativeLibrary.run(address, arena, left, right, output, part(begin), part(end), working);
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    /** Returns the first of the library's units that belongs to a unit. */
    private int part(int unit) {
        return (int) ((long) unit * parts / units);
    }

    /** Returns the end of an operand of some bytes. */
    static int end(Operand operand, int bytes) {
        return Math.addExact(operand.offset(), bytes);
    }
}
