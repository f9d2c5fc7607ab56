package io.github.djlqat.runtime.kernel.vector;

import static io.github.djlqat.runtime.kernel.vector.WinogradPasses.SIZE;
import static io.github.djlqat.runtime.kernel.vector.WinogradPasses.SPAN;

import io.github.djlqat.runtime.kernel.Conv2DSpec;
import io.github.djlqat.runtime.kernel.Image;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.Scratch;
import io.github.djlqat.runtime.kernel.Window;

/**
 * 3x3 convolutions by Winograd's minimal filtering, in integers and exact: 36 products for a tile
 * of 4x4 outputs, where the plain way takes 144.
 *
 * <p>The filter's transform has a denominator of 24 in each direction, 576 = 64 * 9 in all.
 * Multiplied by 576 and by 1/9 modulo 2^32, transformed weights are integers, and sums of products
 * modulo 2^32, transformed back, are 64 times the sums wanted, modulo 2^32. So these are exact
 * where they lie in 26 bits, which the weights prove at load ({@link #suits}).
 *
 * <p>Units are those of {@link Split}, of rows of tiles. Some rows of tiles at a time are
 * transformed, [position][tile][input channel], and multiplied by one panel of output channels
 * after the other.
 */
final class WinogradKernel implements Kernel {

    private static final int POSITIONS = SPAN * SPAN;

    /** Fewer channels than this, in or out, leave too little between the transforms. */
    private static final int FEWEST_CHANNELS = 16;

    /** Sums must lie below this, without sign. */
    private static final long LIMIT = 1L << 25;

    /** Ints of transformed inputs aimed at: 256 KiB. */
    private static final int TARGET = 1 << 16;

    /**
     * More transformed weights than this are kept in 16 bits: no cache holds them, and reading half
     * as much outweighs making ints of them.
     */
    private static final int FEW_WEIGHTS = 1 << 20;

    /** Parts of the panels, where they are split: each transforms its strip's inputs anew. */
    private static final int PARTS = 4;

    /** With fewer tiles, many weights are read more slowly than the plain way goes. */
    private static final int MANY_TILES = 4;

    private final Conv2DSpec spec;
    private final int tilesAcross;
    private final int tilesDown;
    private final int pixel;
    private final WideRows rows;
    private final Split split;
    private final Panels panels;

    /** Transformed; empty where they are kept {@link #narrow}. */
    private final int[] weights;

    private final short[] narrow;

    private final int[] bias;
    private final VectorRequantizer requantizer;

    /** Where things are in the scratch. */
    private final int down;

    private final int transformed;
    private final int sums;
    private final int scratch;

    WinogradKernel(Conv2DSpec spec) {
        this.spec = spec;
        Image in = spec.inputShape;
        Image out = spec.outputShape;
        tilesAcross = tiles(out.width);
        tilesDown = tiles(out.height);
        pixel = Lanes.roundUp(in.channels, Lanes.COUNT);
        Image whole = new Image(out.batch, tilesDown * SIZE, tilesAcross * SIZE, out.channels);
        rows = new WideRows(in, whole, spec.window, 1, pixel, spec.inputZeroPoint, 0, false, SIZE);
        int size = (int) size(in, out);
        int ofRow = POSITIONS * tilesAcross * pixel;
        // Each block reads all weights: where these are many, blocks may be larger.
        int target = Math.max(TARGET, size / 4);
        int capacity = Math.max(1, Math.min(tilesDown, target / ofRow));
        int room = room(capacity * tilesAcross);
        down = rows.scratchInts();
        transformed = down + SPAN * rows.rowSize();
        sums = transformed + POSITIONS * room * pixel;
        scratch = sums + POSITIONS * room * Tile.WIDTH;
        panels = new Panels(1, out.channels, Tile.WIDTH);
        boolean many = size > FEW_WEIGHTS && spec.filterZeroPoint == 0;
        long bytes = (long) size * (many ? Short.BYTES : Integer.BYTES);
        split = new Split(tilesDown, capacity, panels.count(), bytes, PARTS);
        weights = new int[many ? 0 : size];
        narrow = new short[many ? size : 0];
        bias = panels.bias(spec.bias);
        for (int channel = 0; channel < out.channels; channel++) {
            // One group: a channel's slot is its number.
            bias[channel] -= spec.inputZeroPoint * pack(channel);
        }
        requantizer = new VectorRequantizer(spec.requantize, panels.channels());
    }

    /** Returns whether this way is possible, exact, and better than the plain one. */
    static boolean suits(Conv2DSpec spec) {
        Window window = spec.window;
        Image in = spec.inputShape;
        Image out = spec.outputShape;
        if (spec.groups != 1
                || window.height != 3
                || window.width != 3
                || window.strideH != 1
                || window.strideW != 1
                || window.dilationH != 1
                || window.dilationW != 1
                || Math.min(in.channels, out.channels) < FEWEST_CHANNELS
                || !WideRows.fits(in, out, window, 1)) {
            return false;
        }
        // 36 products for each tile, against 9 for each output: a third saved, or more.
        int tiles = tiles(out.height) * tiles(out.width);
        long size = size(in, out);
        return 6L * tiles <= (long) out.height * out.width
                && size <= Integer.MAX_VALUE
                && (tiles >= MANY_TILES || size <= FEW_WEIGHTS)
                && exact(spec);
    }

    /**
     * Returns the tiles that there is room for at each position: whole {@link Tile}s, and one more,
     * for an odd number, so that positions are not a multiple of 4 KiB apart, where a processor
     * takes a store to the one for a store to the other.
     */
    private static int room(int tiles) {
        return Lanes.roundUp(tiles, Tile.HEIGHT) + 1;
    }

    private static int tiles(int pixels) {
        return (pixels + SIZE - 1) / SIZE;
    }

    /** Returns the ints of the transformed weights. */
    private static long size(Image in, Image out) {
        return (long) POSITIONS * in.channels * Panels.slots(1, out.channels, Tile.WIDTH);
    }

    /** Returns whether no sum of products of codes leaves 26 bits. */
    private static boolean exact(Conv2DSpec spec) {
        int depth = 9 * spec.inputShape.channels;
        for (int channel = 0; channel < spec.outputShape.channels; channel++) {
            long sum = 0;
            for (int i = 0; i < depth; i++) {
                sum += Math.abs(spec.filter.get(channel * depth + i) - spec.filterZeroPoint);
            }
            if (sum * -Byte.MIN_VALUE >= LIMIT) {
                return false;
            }
        }
        return true;
    }

    /** Packs a filter's transform: [panel][position][depth][slot]. Returns the sum of its taps. */
    private int pack(int channel) {
        int inputs = spec.inputShape.channels;
        int[] taps = new int[9];
        int[] half = new int[SPAN * 3];
        int[] of = new int[POSITIONS];
        int sum = 0;
        int panel = channel / Tile.WIDTH;
        int to = panel * Tile.WIDTH * inputs * POSITIONS + channel % Tile.WIDTH;
        for (int input = 0; input < inputs; input++) {
            for (int tap = 0; tap < taps.length; tap++) {
                int at = (channel * taps.length + tap) * inputs + input;
                taps[tap] = spec.filter.get(at) - spec.filterZeroPoint;
                sum += taps[tap];
            }
            WinogradPasses.filter(taps, half, of);
            for (int position = 0; position < POSITIONS; position++) {
                int at = to + (position * inputs + input) * Tile.WIDTH;
                if (narrow.length > 0) {
                    narrow[at] = WinogradPasses.narrow(of[position], position);
                } else {
                    weights[at] = of[position];
                }
            }
        }
        return sum;
    }

    @Override
    public int units() {
        return split.units(spec.outputShape.batch);
    }

    @Override
    public int scratchInts() {
        return scratch;
    }

    @Override
    public void run(byte[] arena, int begin, int end, Scratch scratch) {
        byte[] input = spec.input.array(arena);
        byte[] output = spec.output.array(arena);
        int[] ints = scratch.ints();
        int taken;
        for (int unit = begin; unit < end; unit += taken) {
            taken = split.take(unit, end);
            int image = split.image(unit);
            int y = split.row(unit);
            int count = split.rows(unit, taken);
            int tiles = count * tilesAcross;
            int room = room(tiles);
            for (int row = 0; row < count; row++) {
                transform(input, image, y + row, ints, row * tilesAcross, room);
            }
            int lastPanel = split.endPanel(unit, taken);
            for (int panel = split.beginPanel(unit); panel < lastPanel; panel++) {
                multiply(ints, panel, tiles, room);
                emit(ints, panel, image, y, count, room, output);
            }
        }
    }

    /** Transforms the inputs of a row of tiles, the first of which is tile {@code first}. */
    private void transform(byte[] input, int image, int y, int[] ints, int first, int room) {
        rows.load(input, spec.input.offset(), image, y * SIZE, SIZE, ints);
        int size = rows.rowSize();
        WinogradPasses.input(ints, 0, size, 1, down, size);
        int step = room * pixel;
        for (int row = 0; row < SPAN; row++) {
            int to = transformed + row * SPAN * step + first * pixel;
            WinogradPasses.input(ints, down + row * size, pixel, tilesAcross, to, step);
        }
    }

    /** Sums the products of one panel: [position][tile][slot]. */
    private void multiply(int[] ints, int panel, int tiles, int room) {
        int inputs = spec.inputShape.channels;
        Lanes.fill(ints, sums, POSITIONS * room * Tile.WIDTH, 0);
        int w = panel * POSITIONS * inputs * Tile.WIDTH;
        for (int position = 0; position < POSITIONS; position++) {
            for (int i = 0; i < inputs; i += PackedGemm.RUN) {
                int part = Math.min(PackedGemm.RUN, inputs - i);
                int x = transformed + position * room * pixel + i;
                int s = sums + position * room * Tile.WIDTH;
                for (int tile = 0; tile < tiles; tile += Tile.HEIGHT) {
                    if (narrow.length > 0) {
                        Tile.fourNarrow(
                                ints,
                                x,
                                x + pixel,
                                x + 2 * pixel,
                                x + 3 * pixel,
                                narrow,
                                w,
                                part,
                                ints,
                                s);
                    } else if (tiles - tile > 1) {
                        Tile.four(
                                ints,
                                x,
                                x + pixel,
                                x + 2 * pixel,
                                x + 3 * pixel,
                                weights,
                                w,
                                part,
                                ints,
                                s);
                    } else {
                        Tile.one(ints, x, weights, w, part, ints, s);
                    }
                    x += Tile.HEIGHT * pixel;
                    s += Tile.HEIGHT * Tile.WIDTH;
                }
                w += part * Tile.WIDTH;
            }
        }
        if (narrow.length > 0) {
            WinogradPasses.widen(ints, sums, room * Tile.WIDTH);
        }
    }

    /** Transforms one panel's sums back and writes their codes. */
    private void emit(int[] ints, int panel, int image, int y, int count, int room, byte[] output) {
        Image out = spec.outputShape;
        int size = room * Tile.WIDTH;
        for (int row = 0; row < SPAN; row++) {
            WinogradPasses.sumAcross(ints, sums + row * SPAN * size, size, size);
        }
        WinogradPasses.sumDown(ints, sums, SPAN * size, SIZE * size, bias, panel * Tile.WIDTH);
        int lanes = panels.lanes(panel);
        for (int row = 0; row < SIZE; row++) {
            int from = sums + row * SPAN * size;
            for (int v = 0; v < lanes; v += Lanes.COUNT) {
                int slot = panel * Tile.WIDTH + v;
                requantizer.scale(ints, from + v, Tile.WIDTH, SIZE * room, slot);
            }
            for (int tileRow = 0; tileRow < count; tileRow++) {
                int line = (y + tileRow) * SIZE + row;
                if (line >= out.height) {
                    break;
                }
                int to =
                        spec.output.offset()
                                + (image * out.height + line) * out.rowSize()
                                + panel * Tile.WIDTH;
                for (int x = 0; x < Math.min(SIZE, out.width); x++) {
                    Lanes.narrow(
                            ints,
                            from + x * size + tileRow * tilesAcross * Tile.WIDTH,
                            Tile.WIDTH,
                            (out.width - x + SIZE - 1) / SIZE,
                            output,
                            to + x * out.channels,
                            SIZE * out.channels,
                            lanes);
                }
            }
        }
    }
}
