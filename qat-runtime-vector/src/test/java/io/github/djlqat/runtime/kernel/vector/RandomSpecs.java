package io.github.djlqat.runtime.kernel.vector;

import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.kernel.AddSpec;
import io.github.djlqat.runtime.kernel.Broadcast;
import io.github.djlqat.runtime.kernel.Conv2DSpec;
import io.github.djlqat.runtime.kernel.DepthwiseConv2DSpec;
import io.github.djlqat.runtime.kernel.FullyConnectedSpec;
import io.github.djlqat.runtime.kernel.Image;
import io.github.djlqat.runtime.kernel.MeanSpec;
import io.github.djlqat.runtime.kernel.Operand;
import io.github.djlqat.runtime.kernel.PoolSpec;
import io.github.djlqat.runtime.kernel.Requantize;
import io.github.djlqat.runtime.kernel.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Specs with seeded random sizes and constants, their operands in an arena with gaps. */
final class RandomSpecs {

    /** How codes are drawn. */
    enum Fill {
        RANDOM,
        MINIMUM,
        MAXIMUM,
        MIXED_EXTREMES
    }

    private static final int GAP = 5;

    private final Random random;
    private final Fill fill;
    private final List<int[]> bits = new ArrayList<>();
    private int arenaSize = GAP;

    RandomSpecs(long seed, Fill fill) {
        random = new Random(seed);
        this.fill = fill;
    }

    /** Returns an arena large enough for all operands so far, inputs and gaps filled. */
    byte[] arena() {
        byte[] arena = codes(arenaSize);
        for (int[] place : bits) {
            for (int pixel = 0; pixel < place[1]; pixel++) {
                int words = (place[2] + 31) / 32;
                int at = place[0] + pixel * words * 4;
                for (int bit = place[2]; bit < words * 32; bit++) {
                    arena[at + bit / 8] &= (byte) ~(1 << bit % 8);
                }
            }
        }
        return arena;
    }

    /** Returns a place for bits, aligned, whose unused ones will be clear. */
    Operand placeBits(int pixels, int channels) {
        arenaSize = (arenaSize + 3) / 4 * 4;
        Operand operand = place(pixels * ((channels + 31) / 32) * 4);
        bits.add(new int[] {operand.offset(), pixels, channels});
        return operand;
    }

    int between(int low, int high) {
        return low + random.nextInt(high - low + 1);
    }

    byte[] codes(int count) {
        byte[] codes = new byte[count];
        switch (fill) {
            case RANDOM -> random.nextBytes(codes);
            case MINIMUM -> Arrays.fill(codes, Byte.MIN_VALUE);
            case MAXIMUM -> Arrays.fill(codes, Byte.MAX_VALUE);
            case MIXED_EXTREMES -> {
                for (int i = 0; i < count; i++) {
                    codes[i] = random.nextBoolean() ? Byte.MIN_VALUE : Byte.MAX_VALUE;
                }
            }
        }
        return codes;
    }

    Operand place(int size) {
        Operand operand = Operand.arena(arenaSize);
        arenaSize += size + GAP;
        return operand;
    }

    int zeroPoint() {
        return switch (between(0, 3)) {
            case 0 -> -128;
            case 1 -> 127;
            case 2 -> 0;
            default -> between(-128, 127);
        };
    }

    Ints bias(int channels) {
        boolean extreme = between(0, 7) == 0;
        int[] bias = new int[channels];
        for (int i = 0; i < channels; i++) {
            bias[i] = extreme ? random.nextInt() : between(-20000, 20000);
        }
        return Ints.of(bias);
    }

    /** Draws multipliers that bring sums of {@code depth} products near the range of codes. */
    Requantize requantize(int channels, int depth, RoundingMode rounding) {
        int[] multipliers = new int[channels];
        int[] shifts = new int[channels];
        int usual = -(31 - Integer.numberOfLeadingZeros(Math.max(depth, 1))) / 2 - 6;
        int kind = between(0, 9);
        for (int i = 0; i < channels; i++) {
            multipliers[i] = kind == 2 ? 1 << 30 : between(1 << 30, Integer.MAX_VALUE);
            shifts[i] = usual + between(-2, 2);
            if (kind == 0) {
                shifts[i] = between(-31, 30);
            } else if (kind == 1) {
                shifts[i] = between(-2, 2);
            } else if (between(0, 15) == 0) {
                multipliers[i] = 0;
                shifts[i] = 0;
            }
        }
        int low = between(0, 1) == 0 ? -128 : between(-128, 127);
        int high = between(0, 1) == 0 ? 127 : between(low, 127);
        return new Requantize(
                Ints.of(multipliers), Ints.of(shifts), rounding, zeroPoint(), low, high);
    }

    /** Draws a window and the output's size for it. */
    Window window(int height, int width, int strideH, int strideW, int dilation, Image in) {
        int reachH = (height - 1) * dilation + 1;
        int reachW = (width - 1) * dilation + 1;
        boolean same = reachH > in.height || reachW > in.width || between(0, 1) == 0;
        int padTop = same ? samePadding(in.height, reachH, strideH) : 0;
        int padLeft = same ? samePadding(in.width, reachW, strideW) : 0;
        return new Window(height, width, strideH, strideW, dilation, dilation, padTop, padLeft);
    }

    private static int samePadding(int in, int reach, int stride) {
        int out = (in + stride - 1) / stride;
        return Math.max(0, (out - 1) * stride + reach - in) / 2;
    }

    private static int outputs(int in, int taps, int dilation, int stride, int pad) {
        int reach = (taps - 1) * dilation + 1;
        return pad > 0 || reach > in ? (in + stride - 1) / stride : (in - reach) / stride + 1;
    }

    static Image output(Image in, Window w, int channels) {
        return new Image(
                in.batch,
                outputs(in.height, w.height, w.dilationH, w.strideH, w.padTop),
                outputs(in.width, w.width, w.dilationW, w.strideW, w.padLeft),
                channels);
    }

    Conv2DSpec conv(Image in, int height, int width, int outputs, int groups, RoundingMode mode) {
        int dilation = between(0, 3) == 0 ? between(1, 3) : 1;
        Window window = window(height, width, between(1, 3), between(1, 3), dilation, in);
        return conv(in, window, outputs, groups, mode);
    }

    /** Draws a 3x3 convolution without strides. */
    Conv2DSpec plain3x3(Image in, int outputs, RoundingMode mode) {
        return conv(in, window(3, 3, 1, 1, 1, in), outputs, 1, mode);
    }

    /** Draws a convolution whose weights are as large as their sums in 16 bits allow. */
    Conv2DSpec largestPairs(Image in, int width, int outputs, RoundingMode mode) {
        int run = width * in.channels;
        Window window = window(run % 2 == 0 ? between(1, 3) : 1, width, 2, 1, 1, in);
        byte[] filter = new byte[outputs * window.height * run];
        for (int i = 0; i < filter.length; i++) {
            int other = i % run % 2 == 0 || filter[i - 1] == -128 ? 127 : -128;
            boolean least = i % run % 2 == 0 && random.nextBoolean();
            filter[i] = (byte) (least ? -128 : random.nextBoolean() ? other : -127);
        }
        return conv(in, window, outputs, 1, Bytes.of(filter), 0, mode);
    }

    private Conv2DSpec conv(Image in, Window window, int outputs, int groups, RoundingMode mode) {
        int depth = window.taps() * (in.channels / groups);
        Bytes filter = Bytes.of(codes(outputs * depth));
        int filterZeroPoint = between(0, 2) == 0 ? zeroPoint() : 0;
        return conv(in, window, outputs, groups, filter, filterZeroPoint, mode);
    }

    private Conv2DSpec conv(
            Image in,
            Window window,
            int outputs,
            int groups,
            Bytes filter,
            int filterZeroPoint,
            RoundingMode mode) {
        Image out = output(in, window, outputs);
        int depth = window.taps() * (in.channels / groups);
        return new Conv2DSpec(
                place(in.size()),
                place(out.size()),
                in,
                out,
                window,
                groups,
                zeroPoint(),
                filter,
                filterZeroPoint,
                bias(outputs),
                requantize(outputs, depth, mode));
    }

    DepthwiseConv2DSpec depthwise(
            Image in, int height, int width, int multiplier, RoundingMode mode) {
        int dilation = between(0, 3) == 0 ? between(1, 3) : 1;
        Window window = window(height, width, between(1, 3), between(1, 3), dilation, in);
        int channels = in.channels * multiplier;
        Image out = output(in, window, channels);
        return new DepthwiseConv2DSpec(
                place(in.size()),
                place(out.size()),
                in,
                out,
                window,
                multiplier,
                zeroPoint(),
                Bytes.of(codes(channels * height * width)),
                between(0, 2) == 0 ? zeroPoint() : 0,
                bias(channels),
                requantize(channels, height * width, mode));
    }

    PoolSpec pool(Image in, int height, int width) {
        Window window = window(height, width, between(1, 3), between(1, 3), 1, in);
        Image out = output(in, window, in.channels);
        int low = between(0, 1) == 0 ? -128 : between(-128, 0);
        int high = between(0, 1) == 0 ? 127 : between(0, 127);
        return new PoolSpec(place(in.size()), place(out.size()), in, out, window, false, low, high);
    }

    FullyConnectedSpec fullyConnected(int rows, int inputs, int outputs, RoundingMode mode) {
        return new FullyConnectedSpec(
                place(rows * inputs),
                place(rows * outputs),
                rows,
                inputs,
                outputs,
                zeroPoint(),
                Bytes.of(codes(inputs * outputs)),
                between(0, 2) == 0 ? zeroPoint() : 0,
                bias(outputs),
                requantize(outputs, inputs, mode));
    }

    /** Draws a mean over any of an image's dimensions but the channels, or over none. */
    MeanSpec mean(Image in, RoundingMode mode) {
        int[] shape = {in.batch, in.height, in.width, in.channels};
        int[] strides = {in.imageSize(), in.rowSize(), in.channels, 1};
        int reduced = between(0, 7);
        List<Integer> kept = new ArrayList<>();
        List<Integer> gone = new ArrayList<>();
        int count = 1;
        for (int d = 0; d < 4; d++) {
            boolean sum = (reduced >> d & 1) == 1;
            (sum ? gone : kept).add(d);
            count *= sum ? shape[d] : 1;
        }
        return new MeanSpec(
                place(in.size()),
                place(in.size() / count),
                pick(shape, kept),
                pick(strides, kept),
                pick(shape, gone),
                pick(strides, gone),
                zeroPoint(),
                requantize(1, count, mode));
    }

    private static Ints pick(int[] from, List<Integer> dimensions) {
        return Ints.of(dimensions.stream().mapToInt(d -> from[d]).toArray());
    }

    AddSpec add(int size, boolean subtract, RoundingMode mode) {
        Broadcast broadcast =
                new Broadcast(
                        place(size),
                        place(size),
                        place(size),
                        Ints.of(size),
                        Ints.of(1),
                        Ints.of(1));
        return new AddSpec(
                broadcast,
                subtract,
                20,
                zeroPoint(),
                between(1 << 30, Integer.MAX_VALUE),
                between(-4, 0),
                zeroPoint(),
                between(1 << 30, Integer.MAX_VALUE),
                between(-4, 0),
                zeroPoint(),
                between(1 << 30, Integer.MAX_VALUE),
                between(-20, -16),
                mode,
                between(-128, 0),
                between(0, 127));
    }
}
