package io.github.djlqat.runtime.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.kernel.BinaryConv2DSpec;
import io.github.djlqat.runtime.kernel.Image;
import io.github.djlqat.runtime.kernel.Requantize;
import io.github.djlqat.runtime.kernel.Window;
import io.github.djlqat.runtime.kernel.vector.RandomSpecs.Fill;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Convolutions of bits against the reference, to bits and to codes. */
class BinaryKernelsTest {

    @ParameterizedTest
    @EnumSource(Fill.class)
    void smallConvolutionsEqual(Fill fill) {
        for (int seed = 0; seed < 300; seed++) {
            RandomSpecs specs = new RandomSpecs(seed, fill);
            Image in = VectorKernelsTest.image(specs, 1);
            int inputs = specs.between(1, seed % 3 == 0 ? 130 : 40);
            int outputs = specs.between(1, seed % 4 == 0 ? 130 : 40);
            checkBoth(specs, seed, in, inputs, specs.between(1, 4), specs.between(1, 4), outputs);
        }
    }

    @ParameterizedTest
    @EnumSource(Fill.class)
    void largeConvolutionsEqual(Fill fill) {
        // Channels, window and filters: one word of several, many carries, more than fit a byte.
        int[][] sizes = {
            {64, 3, 64}, {512, 3, 16}, {256, 1, 130}, {16, 3, 32}, {300, 5, 9}, {640, 5, 8}
        };
        for (int seed = 0; seed < 2 * sizes.length; seed++) {
            RandomSpecs specs = new RandomSpecs(seed, fill);
            int[] size = sizes[seed / 2];
            int height = specs.between(5, 9);
            Image in = new Image(1, height, specs.between(7, 30), 1);
            checkBoth(specs, seed, in, size[0], size[1], size[1], size[2]);
        }
    }

    @ParameterizedTest
    @EnumSource(Fill.class)
    void blocksOfOutputsEqual(Fill fill) {
        for (int seed = 0; seed < 30; seed++) {
            RandomSpecs specs = new RandomSpecs(seed, fill);
            Image in =
                    new Image(specs.between(1, 3), specs.between(7, 18), specs.between(7, 50), 1);
            int inputs = seed % 3 == 0 ? 64 * specs.between(1, 3) : 4 * specs.between(1, 40);
            // Any padding and any size of the output: some windows see nothing but padding.
            Window window =
                    new Window(
                            specs.between(1, 4),
                            specs.between(1, 4),
                            specs.between(1, 3),
                            specs.between(1, 3),
                            specs.between(1, 2),
                            specs.between(1, 2),
                            specs.between(0, 6),
                            specs.between(0, 6));
            int outputs = specs.between(8, 70);
            Image out = new Image(in.batch, specs.between(4, 14), specs.between(8, 70), outputs);
            BinaryConv2DSpec bits = bits(specs, in, window, out, inputs);
            checkBoth(specs, seed, bits);
            assertThat(new VectorKernels().binaryConv2d(bits))
                    .as("seed %d", seed)
                    .isInstanceOf(BinaryTableKernel.class);
        }
    }

    @Test
    void codesThatNoSlopeGivesAreLookedUp() {
        for (int seed = 0; seed < 20; seed++) {
            RandomSpecs specs = new RandomSpecs(seed, Fill.RANDOM);
            Image in = new Image(1, 9, specs.between(9, 12), 1);
            BinaryConv2DSpec bits = bits(specs, in, 4 * specs.between(2, 9), 3, 3, 37);
            BinaryConv2DSpec codes = codes(specs, bits, false, VectorKernelsTest.mode(seed));
            int[] shifts = codes.requantize.shifts.toArray();
            for (int i = 0; i < shifts.length; i += 5) {
                shifts[i] = 31 - codes.shift - specs.between(0, 15);
            }
            Requantize steep =
                    new Requantize(
                            codes.requantize.multipliers,
                            Ints.of(shifts),
                            codes.requantize.rounding,
                            codes.requantize.zeroPoint,
                            -128,
                            127);
            BinaryConv2DSpec spec =
                    new BinaryConv2DSpec(
                            codes, steep, codes.shift, codes.bias, codes.lowest, codes.highest);
            VectorKernelsTest.check(specs, seed, spec, p -> p.binaryConv2d(spec));
            int largest = 9 * bits.depth;
            assertThat(new CodeSteps(spec, steep, largest).tabled).as("seed %d", seed).isPositive();
        }
    }

    private static void checkBoth(
            RandomSpecs specs, int seed, Image in, int inputs, int height, int width, int outputs) {
        checkBoth(specs, seed, bits(specs, in, inputs, height, width, outputs));
    }

    private static void checkBoth(RandomSpecs specs, int seed, BinaryConv2DSpec bits) {
        VectorKernelsTest.check(specs, seed, bits, p -> p.binaryConv2d(bits));
        RoundingMode mode = VectorKernelsTest.mode(seed / 2);
        BinaryConv2DSpec codes = codes(specs, bits, seed % 3 == 0, mode);
        VectorKernelsTest.check(specs, seed, codes, p -> p.binaryConv2d(codes));
    }

    private static BinaryConv2DSpec bits(
            RandomSpecs specs, Image in, int inputs, int height, int width, int outputs) {
        int dilation = specs.between(0, 3) == 0 ? specs.between(1, 3) : 1;
        int stride = specs.between(0, 2) == 0 ? specs.between(2, 3) : 1;
        int other = specs.between(0, 2) == 0 ? specs.between(1, 3) : stride;
        Window window = specs.window(height, width, stride, other, dilation, in);
        return bits(specs, in, window, RandomSpecs.output(in, window, outputs), inputs);
    }

    private static BinaryConv2DSpec bits(
            RandomSpecs specs, Image in, Window window, Image out, int inputs) {
        int outputs = out.channels;
        int words = (inputs + 31) / 32;
        int[] filter = new int[outputs * window.taps() * words];
        byte[] random = specs.codes(filter.length * 4);
        for (int i = 0; i < filter.length; i++) {
            int used = Math.min(32, inputs - i % words * 32);
            for (int b = 0; b < 4; b++) {
                filter[i] |= (random[4 * i + b] & 0xFF) << 8 * b;
            }
            filter[i] &= -1 >>> (32 - used);
        }
        int[] limits = new int[outputs];
        int reach = (int) Math.sqrt(window.taps() * inputs) + 1;
        for (int i = 0; i < outputs; i++) {
            limits[i] = specs.between(-reach, reach);
            if (specs.between(0, 15) == 0) {
                limits[i] = specs.between(0, 1) == 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE;
            }
        }
        return new BinaryConv2DSpec(
                specs.placeBits(in.batch * in.height * in.width, inputs),
                specs.place(out.batch * out.height * out.width * ((outputs + 31) / 32) * 4),
                new Image(in.batch, in.height, in.width, words),
                out,
                window,
                1,
                inputs,
                specs.between(0, 1) == 0,
                Ints.of(filter),
                Ints.of(limits));
    }

    private static BinaryConv2DSpec codes(
            RandomSpecs specs, BinaryConv2DSpec bits, boolean clamped, RoundingMode mode) {
        int channels = bits.outputShape.channels;
        int largest = bits.window.taps() * bits.depth;
        // As the lowering chooses it: sums stay below 2^30.
        int shift = Math.min(20, Integer.numberOfLeadingZeros(largest) - 3);
        int[] multipliers = new int[channels];
        int[] shifts = new int[channels];
        int[] bias = new int[channels];
        int[] lowest = new int[channels];
        int[] highest = new int[channels];
        int reach = Math.min((int) Math.sqrt(largest) + 1, largest / 2);
        int usual = 5 - (31 - Integer.numberOfLeadingZeros(largest)) / 2 - shift;
        for (int i = 0; i < channels; i++) {
            multipliers[i] = specs.between(1 << 30, Integer.MAX_VALUE);
            shifts[i] = usual + specs.between(-2, 2);
            bias[i] = specs.between(-2 * reach, 2 * reach) << shift;
            bias[i] += specs.between(0, 1 << shift);
            lowest[i] = clamped ? specs.between(-largest, largest) : -largest;
            highest[i] = clamped ? specs.between(lowest[i], largest) : largest;
            if (specs.between(0, 15) == 0) {
                multipliers[i] = 0;
                shifts[i] = 0;
            }
        }
        int low = specs.between(0, 1) == 0 ? -128 : specs.between(-128, 127);
        int high = specs.between(0, 1) == 0 ? 127 : specs.between(low, 127);
        Requantize requantize =
                new Requantize(
                        Ints.of(multipliers), Ints.of(shifts), mode, specs.zeroPoint(), low, high);
        BinaryConv2DSpec moved =
                new BinaryConv2DSpec(
                        bits.input,
                        specs.place(bits.outputShape.size()),
                        bits.inputShape,
                        bits.outputShape,
                        bits.window,
                        1,
                        bits.depth,
                        bits.onePadding,
                        bits.filter,
                        bits.limits);
        return new BinaryConv2DSpec(
                moved, requantize, shift, Ints.of(bias), Ints.of(lowest), Ints.of(highest));
    }
}
