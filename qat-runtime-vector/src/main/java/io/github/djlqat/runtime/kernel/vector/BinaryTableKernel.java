package io.github.djlqat.runtime.kernel.vector;

import io.github.djlqat.runtime.kernel.BinaryConv2DSpec;
import io.github.djlqat.runtime.kernel.Image;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.Scratch;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Convolution of bits with bits without groups, by {@link BitTables}, a block of outputs at a time;
 * what is left over goes to {@link BinaryConvKernel}. A unit is an output row.
 *
 * <p>Blocks are of consecutive outputs, whatever their rows. Their inputs come from {@link
 * BitPlanes}, which are filled for several blocks. A segment of tables is built from them, counted
 * for all filters, then the next.
 */
final class BinaryTableKernel implements Kernel {

    /** Fewer outputs than this go to the other kernel. */
    private static final int FEWEST = BitTables.PIXELS / 2;

    /** Fewer filters than this do not pay for the tables. */
    private static final int FEWEST_FILTERS = 8;

    /** More taps than this are not worth their bookkeeping. */
    private static final int MOST_TAPS = 256;

    /** Most bytes of planes. */
    private static final long LARGEST = 1L << 22;

    /** More patterns of weights than this (512 MiB) stay with the other kernel. */
    private static final long MOST_ROWS = 1L << 28;

    private static final int L = BitTile.L;

    private final BinaryConv2DSpec spec;
    private final BinaryConvKernel rest;
    private final LaneOutput output;
    private final BitPlanes planes;
    private final int band;
    private final int entries;
    private final int tables;
    private final int segments;
    private final char[] rows;
    private final int mostRuns;

    // Places in the scratch: ints after the tables, bytes after the planes.
    private final int counts;
    private final int room;
    private final int pairs;
    private final int mask;
    private final int starts;
    private final int sources;
    private final int seen;

    private BinaryTableKernel(
            BinaryConv2DSpec spec, BinaryConvKernel rest, BitPlanes planes, int band) {
        this.spec = spec;
        this.rest = rest;
        this.planes = planes;
        this.band = band;
        int total = spec.window.taps() * spec.depth;
        CodeSteps steps = rest.codeSteps;
        int filters = spec.outputShape.channels;
        output =
                steps == null
                        ? new LaneBits(total, spec.limits)
                        : new LaneCodes(filters, total, steps);
        entries = spec.window.taps() * planes.tapBytes;
        segments = (2 * entries + BitTables.MOST - 1) / BitTables.MOST;
        tables = Lanes.roundUp((2 * entries + segments - 1) / segments, BitTables.STEP);
        mostRuns = (BitTables.PIXELS - 2) / spec.outputShape.width + 2;
        counts = tables * BitTables.TABLE + L;
        room = counts + output.slots * BitTables.COUNTS;
        pairs = room + LaneOutput.ROOM;
        mask = pairs + tables * L;
        starts = mask + 2 * L;
        sources = starts + mostRuns + 1;
        seen = (int) planes.size() + BitTables.PIXELS;
        rows = pack();
    }

    /** Returns a kernel, or null where this way is not possible or does not pay. */
    static @Nullable BinaryTableKernel of(BinaryConv2DSpec spec, BinaryConvKernel rest) {
        Image out = spec.outputShape;
        int taps = spec.window.taps();
        long patterns = 2L * taps * ((spec.depth + 7) / 8) + BitTables.MOST;
        boolean exact = spec.depth % 4 == 0 || spec.onePadding || !BitPlanes.seesOutside(spec);
        if (!exact
                || out.channels < FEWEST_FILTERS
                || taps > MOST_TAPS
                || (long) out.batch * out.height * out.width < FEWEST
                || out.channels * patterns > MOST_ROWS) {
            return null;
        }
        for (int blocks = 16; blocks >= 1; blocks /= 4) {
            int band = blocks * BitTables.PIXELS;
            BitPlanes planes = new BitPlanes(spec, (band - 2) / out.width + 2);
            if (planes.size() <= LARGEST) {
                return new BinaryTableKernel(spec, rest, planes, band);
            }
        }
        return null;
    }

    /** Returns for each segment, filter and table the row: [segment][filter][table]. */
    private char[] pack() {
        int filters = spec.outputShape.channels;
        char[] packed = new char[segments * filters * tables];
        for (int at = 0; at < packed.length; at++) {
            int table = at % tables;
            int index = at / tables / filters * tables + table;
            int row = table * 16;
            if (index >= 2 * entries) {
                row = tables * 16;
            } else {
                int bits = rest.bits(at / tables % filters, index / 2);
                row += bits >> index % 2 * 4 & 15;
            }
            packed[at] = (char) (row * L);
        }
        return packed;
    }

    @Override
    public int units() {
        return rest.units();
    }

    @Override
    public int scratchInts() {
        int own = sources + mostRuns * spec.window.taps();
        return Math.max(own, rest.scratchInts());
    }

    @Override
    public int scratchBytes() {
        return seen + (tables / 2 + 1) * BitTables.ENTRY;
    }

    @Override
    public void run(byte[] arena, int begin, int end, Scratch scratch) {
        int width = spec.outputShape.width;
        int last = end * width;
        int pixel = begin * width;
        while (last - pixel >= FEWEST) {
            int count = Math.min(band, last - pixel);
            if (count > BitTables.PIXELS) {
                count -= count % BitTables.PIXELS;
            }
            band(arena, pixel, count, scratch);
            pixel += count;
        }
        rest.run(arena, pixel, last, scratch.ints());
    }

    private void band(byte[] arena, int begin, int count, Scratch scratch) {
        int width = spec.outputShape.width;
        byte[] bytes = scratch.bytes();
        int[] ints = scratch.ints();
        int first = begin / width;
        planes.fill(spec.input.array(arena), first, (begin + count - 1) / width, bytes);
        Arrays.fill(ints, tables * BitTables.TABLE, counts, 0);
        for (int done = 0; done < count; done += BitTables.PIXELS) {
            int pixels = Math.min(BitTables.PIXELS, count - done);
            int runs = runs(first, begin + done, pixels, ints);
            Arrays.fill(ints, counts, room, 0);
            for (int segment = 0; segment < segments; segment++) {
                int from = segment * (tables / 2);
                build(bytes, ints, runs, from, Math.min(tables / 2, entries - from));
                int w = segment * spec.outputShape.channels * tables;
                BitTables.count(ints, rows, w, tables, spec.outputShape.channels, counts);
            }
            int to = spec.output.offset() + (begin + done) * output.pixelBytes;
            output.write(ints, counts, room, pixels, spec.output.array(arena), to);
        }
    }

    /** Lists runs of a block's outputs that are in one row; returns how many. */
    private int runs(int first, int begin, int pixels, int[] ints) {
        int width = spec.outputShape.width;
        int taps = spec.window.taps();
        int run = 0;
        for (int done = 0; done < pixels; run++) {
            int row = (begin + done) / width;
            int x = (begin + done) % width;
            ints[starts + run] = done;
            for (int tap = 0; tap < taps; tap++) {
                ints[sources + run * taps + tap] = planes.source(first, row, x, tap);
            }
            done += Math.min(width - x, pixels - done);
        }
        ints[starts + run] = pixels;
        return run;
    }

    /** Builds a segment's tables. */
    private void build(byte[] bytes, int[] ints, int runs, int from, int count) {
        int tapBytes = planes.tapBytes;
        for (int i = 0; i < count; ) {
            int tap = (from + i) / tapBytes;
            int plane = (from + i) % tapBytes;
            int some = Math.min(count - i, tapBytes - plane);
            copy(bytes, ints, runs, tap, plane, some);
            int pair = pairs + 2 * i * L;
            BitTables.pair(bytes, seen, some, ints, pair);
            if (planes.masked) {
                copy(bytes, ints, runs, tap, tapBytes, 1);
                BitTables.pair(bytes, seen, 1, ints, mask);
            } else {
                Lanes.fill(ints, mask, L, -1);
            }
            BitTables.build(ints, pair, 2 * i * BitTables.TABLE, 2 * some, mask);
            i += some;
        }
    }

    /** Copies what a tap sees in some planes, for all outputs of a block. */
    private void copy(byte[] bytes, int[] ints, int runs, int tap, int plane, int count) {
        int taps = spec.window.taps();
        int from = plane * planes.planeSize;
        for (int run = 0; run < runs; run++) {
            int start = ints[starts + run];
            int length = ints[starts + run + 1] - start;
            int source = from + ints[sources + run * taps + tap];
            BitTables.copy(bytes, source, planes.planeSize, seen + start, count, length);
        }
    }
}
