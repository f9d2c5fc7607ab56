package io.github.djlqat.runtime.kernel.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.kernel.Conv2DSpec;
import io.github.djlqat.runtime.kernel.DepthwiseConv2DSpec;
import io.github.djlqat.runtime.kernel.Image;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.KernelProvider;
import io.github.djlqat.runtime.kernel.Operand;
import io.github.djlqat.runtime.kernel.Requantize;
import io.github.djlqat.runtime.kernel.Scratch;
import io.github.djlqat.runtime.kernel.Window;
import io.github.djlqat.runtime.kernel.reference.ReferenceKernels;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Layers of real networks' sizes against the reference, bit for bit, units one by one and in runs.
 */
class NativeKernelsTest {

    private static final int GAP = 16;

    private final KernelProvider natives = Required.kernels();

    /** The build runs these tests a second time, on portable C. */
    @Test
    void portableCIsTakenWhereItIsAskedFor() {
        if (Integer.getInteger("qat.native.level", 1) == 0) {
            assertThat(NativeLibrary.load()).isEqualTo("portable");
        }
    }

    /** Height, width, channels in and out, window, stride: the ways that sizes lead to. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "14 14 16 16 3 1", // 4x4 tiles
                "15 13 32 40 3 1", // 4x4 tiles cut at the edges, a part of a panel
                "7 7 256 144 3 1", // 2x2 tiles: too many weights for 4x4
                "3 3 128 32 3 1", // 2x2 tiles: image too small for 4x4
                "16 16 16 32 3 2",
                "17 9 3 20 7 2",
                "9 9 24 16 5 1",
                "28 28 64 48 1 1",
                "60 60 24 40 3 2", // several units
                "15 15 64 128 1 2",
                "5 5 300 17 1 1"
            })
    void convolutionsEqual(String sizes) {
        int[] s = Arrays.stream(sizes.split(" ")).mapToInt(Integer::parseInt).toArray();
        for (int seed = 0; seed < 12; seed++) {
            Random random = new Random(seed);
            Image in = new Image(1 + seed % 2, s[0], s[1], s[2]);
            Window window = window(s[4], s[5], in, seed % 3 > 0);
            Image out = output(in, window, s[3], seed % 3 > 0);
            int depth = s[4] * s[4] * s[2];
            Conv2DSpec spec =
                    new Conv2DSpec(
                            Operand.arena(GAP),
                            Operand.arena(2 * GAP + in.size()),
                            in,
                            out,
                            window,
                            1,
                            zeroPoint(random),
                            Bytes.of(codes(random, s[3] * depth, seed % 4 == 3)),
                            seed == 5 ? 3 : 0,
                            bias(random, s[3], seed == 7),
                            requantize(random, s[3], depth, seed));
            Kernel kernel = natives.conv2d(spec);
            assertThat(kernel).as(sizes).isInstanceOf(NativeKernel.class);
            check(new ReferenceKernels().conv2d(spec), kernel, in.size(), out.size(), seed);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "14 14 32 3 1",
                "15 15 200 3 2",
                "15 12 304 3 2",
                "7 7 68 5 1",
                "20 20 8 3 1"
            })
    void depthwiseConvolutionsEqual(String sizes) {
        int[] s = Arrays.stream(sizes.split(" ")).mapToInt(Integer::parseInt).toArray();
        for (int seed = 0; seed < 12; seed++) {
            Random random = new Random(seed);
            Image in = new Image(1 + seed % 2, s[0], s[1], s[2]);
            Window window = window(s[3], s[4], in, seed % 3 > 0);
            Image out = output(in, window, s[2], seed % 3 > 0);
            int taps = s[3] * s[3];
            DepthwiseConv2DSpec spec =
                    new DepthwiseConv2DSpec(
                            Operand.arena(GAP),
                            Operand.arena(2 * GAP + in.size()),
                            in,
                            out,
                            window,
                            1,
                            zeroPoint(random),
                            Bytes.of(codes(random, s[2] * taps, seed % 4 == 3)),
                            seed == 5 ? -7 : 0,
                            bias(random, s[2], seed == 7),
                            requantize(random, s[2], taps, seed));
            Kernel kernel = natives.depthwiseConv2d(spec);
            assertThat(kernel).as(sizes).isInstanceOf(NativeKernel.class);
            check(
                    new ReferenceKernels().depthwiseConv2d(spec),
                    kernel,
                    in.size(),
                    out.size(),
                    seed);
        }
    }

    /** The library trusts its caller, so that the caller must not be trusted before. */
    @Test
    void smallArraysAndWrongUnitsAreRefused() {
        Image image = new Image(1, 8, 8, 16);
        Window window = new Window(1, 1, 1, 1, 1, 1, 0, 0);
        Random random = new Random(1);
        Conv2DSpec spec =
                new Conv2DSpec(
                        Operand.arena(0),
                        Operand.arena(1024),
                        image,
                        image,
                        window,
                        1,
                        0,
                        Bytes.of(codes(random, 256, false)),
                        0,
                        bias(random, 16, false),
                        requantize(random, 16, 16, 0));
        Kernel kernel = natives.conv2d(spec);
        Scratch scratch = Scratch.ofSize(kernel.scratchBytes(), 0);
        byte[] arena = new byte[2048];
        kernel.run(arena, 0, kernel.units(), scratch);
        assertThatThrownBy(() -> kernel.run(new byte[2047], 0, 1, scratch))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> kernel.run(arena, 0, kernel.units() + 1, scratch))
                .isInstanceOf(IndexOutOfBoundsException.class);
        Scratch small = Scratch.ofSize(kernel.scratchBytes() - 1, 0);
        assertThatThrownBy(() -> kernel.run(arena, 0, 1, small))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static void check(Kernel reference, Kernel kernel, int in, int out, int seed) {
        byte[] expected = codes(new Random(seed + 99), in + out + 3 * GAP, seed % 4 == 2);
        byte[] found = expected.clone();
        reference.run(expected, 0, reference.units(), Scratch.ofSize(0, 0));
        Scratch scratch = Scratch.ofSize(kernel.scratchBytes(), 0);
        Arrays.fill(scratch.bytes(), (byte) 0x5A);
        int step = seed % 2 == 0 ? kernel.units() : 1 + seed;
        for (int unit = 0; unit < kernel.units(); unit += step) {
            kernel.run(found, unit, Math.min(kernel.units(), unit + step), scratch);
        }
        assertThat(Arrays.mismatch(found, expected)).as("seed %d", seed).isEqualTo(-1);
    }

    private static Window window(int taps, int stride, Image in, boolean same) {
        int pad = same ? padding(in.height, taps, stride) : 0;
        int left = same ? padding(in.width, taps, stride) : 0;
        return new Window(taps, taps, stride, stride, 1, 1, pad, left);
    }

    private static int padding(int in, int taps, int stride) {
        return Math.max(0, ((in + stride - 1) / stride - 1) * stride + taps - in) / 2;
    }

    private static Image output(Image in, Window window, int channels, boolean same) {
        int reach = same ? 1 : window.height;
        return new Image(
                in.batch,
                (in.height - reach) / window.strideH + 1,
                (in.width - reach) / window.strideW + 1,
                channels);
    }

    private static byte[] codes(Random random, int count, boolean extreme) {
        byte[] codes = new byte[count];
        random.nextBytes(codes);
        for (int i = 0; extreme && i < count; i++) {
            codes[i] = codes[i] < 0 ? Byte.MIN_VALUE : Byte.MAX_VALUE;
        }
        return codes;
    }

    private static int zeroPoint(Random random) {
        return new int[] {-128, 127, 0, random.nextInt(256) - 128}[random.nextInt(4)];
    }

    private static Ints bias(Random random, int channels, boolean extreme) {
        return Ints.of(
                random.ints(channels, extreme ? Integer.MIN_VALUE : -9000, extreme ? -9 : 9000)
                        .toArray());
    }

    private static Requantize requantize(Random random, int channels, int depth, int seed) {
        int usual = -(31 - Integer.numberOfLeadingZeros(depth)) / 2 - 7;
        int low = seed == 9 ? -31 : usual - 1;
        int high = seed == 9 ? 30 : usual + 1;
        int[] multipliers = random.ints(channels, 1 << 30, Integer.MAX_VALUE).toArray();
        int[] shifts = random.ints(channels, low, high + 1).toArray();
        if (seed == 4) {
            multipliers[0] = 0;
            shifts[0] = 0;
        }
        RoundingMode rounding = RoundingMode.values()[seed % 2];
        return new Requantize(
                Ints.of(multipliers), Ints.of(shifts), rounding, random.nextInt(64), -120, 127);
    }
}
