package io.github.djlqat.runtime.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.kernel.Conv2DSpec;
import io.github.djlqat.runtime.kernel.DepthwiseConv2DSpec;
import io.github.djlqat.runtime.kernel.Image;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.KernelProvider;
import io.github.djlqat.runtime.kernel.MeanSpec;
import io.github.djlqat.runtime.kernel.PoolSpec;
import io.github.djlqat.runtime.kernel.Scratch;
import io.github.djlqat.runtime.kernel.reference.ReferenceKernels;
import io.github.djlqat.runtime.kernel.vector.RandomSpecs.Fill;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every kernel here against the reference, bit for bit, units in any order and split. */
class VectorKernelsTest {

    private static final KernelProvider REFERENCE = new ReferenceKernels();
    private static final KernelProvider VECTOR = new VectorKernels();

    static RoundingMode mode(int seed) {
        return RoundingMode.values()[seed % 2];
    }

    /** The build runs these tests a second time, on the narrowest vectors. */
    @Test
    void vectorsHaveTheLanesThatTheBuildAsksFor() {
        int asked = Integer.getInteger("qat.test.lanes", Lanes.COUNT);
        assertThat(Lanes.COUNT).isEqualTo(asked);
    }

    @ParameterizedTest
    @EnumSource(Fill.class)
    void convolutionsEqual(Fill fill) {
        for (int seed = 0; seed < 220; seed++) {
            RandomSpecs specs = new RandomSpecs(seed, fill);
            int groups = seed % 5 == 4 ? specs.between(1, 4) : 1;
            int inputs = groups * (groups > 1 ? specs.between(1, 5) : specs.between(1, 22));
            int outputs = groups * (groups > 1 ? specs.between(1, 9) : specs.between(1, 22));
            Image in = image(specs, inputs);
            Conv2DSpec spec =
                    specs.conv(
                            in,
                            specs.between(1, 4),
                            specs.between(1, 4),
                            outputs,
                            groups,
                            mode(seed));
            check(specs, seed, spec, p -> p.conv2d(spec));
        }
    }

    @ParameterizedTest
    @EnumSource(Fill.class)
    void wideConvolutionsEqual(Fill fill) {
        int[][] sizes = {{3, 64, 40}, {1, 300, 48}, {1, 257, 33}, {3, 96, 16}, {5, 33, 70}};
        for (int seed = 0; seed < 2 * sizes.length; seed++) {
            RandomSpecs specs = new RandomSpecs(seed, fill);
            int[] size = sizes[seed / 2];
            Image in = new Image(2, specs.between(5, 9), specs.between(5, 9), size[1]);
            Conv2DSpec spec = specs.conv(in, size[0], size[0], size[2], 1, mode(seed));
            check(specs, seed, spec, p -> p.conv2d(spec));
        }
    }

    @ParameterizedTest
    @EnumSource(Fill.class)
    void convolutionsOfManyChannelsEqual(Fill fill) {
        int inPairs = 0;
        for (int seed = 0; seed < 60; seed++) {
            RandomSpecs specs = new RandomSpecs(seed, fill);
            int groups = seed % 6 == 5 ? 2 : 1;
            int inputs =
                    groups * specs.between(seed % 10 == 9 ? 129 : 1, seed % 10 == 9 ? 300 : 40);
            int outputs = groups * specs.between(43, 150);
            Conv2DSpec spec =
                    specs.conv(
                            image(specs, inputs),
                            specs.between(1, 3),
                            specs.between(1, 3),
                            outputs,
                            groups,
                            mode(seed));
            inPairs += inPairs(spec) ? 1 : 0;
            check(specs, seed, spec, p -> p.conv2d(spec));
        }
        assertThat(inPairs).isGreaterThan(fill == Fill.RANDOM ? 5 : fill == Fill.MAXIMUM ? 20 : -1);
    }

    /** Pairs whose weights come to 255 are added in 16 bits; those of 256 would not fit. */
    @ParameterizedTest
    @EnumSource(Fill.class)
    void largestPairsEqual(Fill fill) {
        for (int seed = 0; seed < 20; seed++) {
            RandomSpecs specs = new RandomSpecs(seed, fill);
            Image in = image(specs, specs.between(1, 40));
            Conv2DSpec spec = specs.largestPairs(in, specs.between(1, 3), 64, mode(seed));
            assertThat(inPairs(spec)).isTrue();
            check(specs, seed, spec, p -> p.conv2d(spec));
        }
        assertThat(fits(4, 0, 127, 0, 0, -128)).isTrue();
        assertThat(fits(4, 0, -128, 127, 0, 0)).isTrue();
        assertThat(fits(4, 0, 0, 0, -128, -128)).isFalse();
        assertThat(fits(1, 0, -128, -128, 0)).isTrue();
        assertThat(fits(3, 1, -128, 127, 0)).isTrue();
        assertThat(fits(3, -1, -128, 127, 0)).isTrue();
        assertThat(fits(3, 1, -128, -127, 0)).isFalse();
        assertThat(fits(2, 0, -128, -127, 0, 0, 1, -1)).isTrue();
    }

    /** Returns whether pairs are taken where each of 64 channels has these weights. */
    private static boolean fits(int run, int zeroPoint, int... weights) {
        int channels = 64;
        byte[] filter = new byte[channels * weights.length];
        for (int i = 0; i < filter.length; i++) {
            filter[i] = (byte) weights[i % weights.length];
        }
        RandomSpecs specs = new RandomSpecs(1, Fill.RANDOM);
        return PairGemm.suits(
                new GemmSpec(
                        Bytes.of(filter),
                        zeroPoint,
                        null,
                        0,
                        specs.bias(channels),
                        1,
                        weights.length / run,
                        run,
                        specs.requantize(channels, weights.length, RoundingMode.DOUBLE)));
    }

    private static boolean inPairs(Conv2DSpec spec) {
        int runs = ConvRowsKernel.suits(spec) ? spec.window.height : 1;
        return PairGemm.suits(GemmSpec.of(spec, null, runs));
    }

    @ParameterizedTest
    @EnumSource(Fill.class)
    void meansEqual(Fill fill) {
        for (int seed = 0; seed < 80; seed++) {
            RandomSpecs specs = new RandomSpecs(seed, fill);
            Image in = image(specs, specs.between(Lanes.COUNT, 150));
            MeanSpec spec = specs.mean(in, mode(seed));
            check(specs, seed, spec, p -> p.mean(spec));
        }
        RandomSpecs few = new RandomSpecs(1, fill);
        MeanSpec spec = few.mean(image(few, Lanes.COUNT - 1), mode(1));
        assertThat(VECTOR.mean(spec)).isNotInstanceOf(MeanKernel.class);
    }

    @ParameterizedTest
    @EnumSource(Fill.class)
    void minimalFilteringEquals(Fill fill) {
        int taken = 0;
        for (int seed = 0; seed < 60; seed++) {
            RandomSpecs specs = new RandomSpecs(seed, fill);
            int inputs = seed % 12 == 11 ? specs.between(257, 300) : specs.between(16, 50);
            Image in = new Image(2, specs.between(4, 19), specs.between(4, 19), inputs);
            Conv2DSpec spec = specs.plain3x3(in, specs.between(16, 50), mode(seed));
            taken += VECTOR.conv2d(spec) instanceof WinogradKernel ? 1 : 0;
            check(specs, seed, spec, p -> p.conv2d(spec));
        }
        assertThat(taken).isGreaterThan(30);
    }

    /** Many transformed weights are kept in 16 bits; extreme ones take all of these. */
    @ParameterizedTest
    @EnumSource(Fill.class)
    void minimalFilteringOfManyWeightsEquals(Fill fill) {
        int taken = 0;
        for (int seed = 0; seed < 6; seed++) {
            RandomSpecs specs = new RandomSpecs(seed, fill);
            Image in = new Image(seed % 2 + 1, specs.between(7, 8), specs.between(7, 12), 160);
            Conv2DSpec spec = specs.plain3x3(in, 190, mode(seed));
            boolean symmetric = spec.filterZeroPoint == 0;
            taken += symmetric && VECTOR.conv2d(spec) instanceof WinogradKernel ? 1 : 0;
            check(specs, seed, spec, p -> p.conv2d(spec));
        }
        assertThat(taken).isGreaterThan(1);
    }

    /** Sums that may leave 26 bits are not for Winograd's way, and stay right. */
    @ParameterizedTest
    @EnumSource(Fill.class)
    void largeSumsAreNotFiltered(Fill fill) {
        RandomSpecs specs = new RandomSpecs(1, fill);
        Conv2DSpec spec = specs.plain3x3(new Image(1, 9, 9, 600), 16, mode(0));
        check(specs, 1, spec, p -> p.conv2d(spec));
        if (fill != Fill.RANDOM) {
            assertThat(VECTOR.conv2d(spec)).isNotInstanceOf(WinogradKernel.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Fill.class)
    void imagesLargerThanAStripEqual(Fill fill) {
        for (int seed = 0; seed < 4; seed++) {
            RandomSpecs specs = new RandomSpecs(seed, fill);
            Image in = new Image(1, 45, 47, seed < 2 ? 40 : 4);
            Conv2DSpec conv = specs.conv(in, 3, 3, 8, 1, mode(seed));
            check(specs, seed, conv, p -> p.conv2d(conv));
            DepthwiseConv2DSpec depthwise = specs.depthwise(in, 3, 3, 1, mode(seed));
            check(specs, seed, depthwise, p -> p.depthwiseConv2d(depthwise));
        }
    }

    @ParameterizedTest
    @EnumSource(Fill.class)
    void depthwiseConvolutionsEqual(Fill fill) {
        for (int seed = 0; seed < 220; seed++) {
            RandomSpecs specs = new RandomSpecs(seed, fill);
            Image in = image(specs, specs.between(1, 22));
            int multiplier = seed % 3 == 2 ? specs.between(2, 5) : 1;
            boolean three = seed % 2 == 0;
            DepthwiseConv2DSpec spec =
                    specs.depthwise(
                            in,
                            three ? 3 : specs.between(1, 5),
                            three ? 3 : specs.between(1, 5),
                            multiplier,
                            mode(seed / 2));
            check(specs, seed, spec, p -> p.depthwiseConv2d(spec));
        }
    }

    @ParameterizedTest
    @EnumSource(Fill.class)
    void fullyConnectedLayersEqual(Fill fill) {
        for (int seed = 0; seed < 80; seed++) {
            RandomSpecs specs = new RandomSpecs(seed, fill);
            int inputs = seed % 10 == 9 ? specs.between(4000, 6000) : specs.between(1, 90);
            var spec =
                    specs.fullyConnected(
                            specs.between(1, seed % 4 == 3 ? 70 : 3),
                            inputs,
                            specs.between(1, seed % 4 == 2 ? 200 : 60),
                            mode(seed));
            check(specs, seed, spec, p -> p.fullyConnected(spec));
        }
    }

    @ParameterizedTest
    @EnumSource(Fill.class)
    void sumsAndDifferencesEqual(Fill fill) {
        for (int seed = 0; seed < 60; seed++) {
            RandomSpecs specs = new RandomSpecs(seed, fill);
            int size = seed < 22 ? seed + 1 : specs.between(1, 9000);
            var spec = specs.add(size, seed % 3 == 0, mode(seed));
            check(specs, seed, spec, p -> p.add(spec));
        }
    }

    @ParameterizedTest
    @EnumSource(Fill.class)
    void highestCodesEqual(Fill fill) {
        for (int seed = 0; seed < 60; seed++) {
            RandomSpecs specs = new RandomSpecs(seed, fill);
            Image in = image(specs, specs.between(1, seed % 2 == 0 ? 9 : 80));
            PoolSpec spec = specs.pool(in, specs.between(1, 4), specs.between(1, 4));
            check(specs, seed, spec, p -> p.maxPool(spec));
        }
    }

    static Image image(RandomSpecs specs, int channels) {
        return new Image(specs.between(1, 2), specs.between(1, 11), specs.between(1, 11), channels);
    }

    /** Runs a spec by both; the whole arenas must be equal, gaps and inputs too. */
    static void check(
            RandomSpecs specs, int seed, Object spec, Function<KernelProvider, Kernel> prepare) {
        byte[] expected = specs.arena();
        byte[] found = expected.clone();
        Kernel reference = prepare.apply(REFERENCE);
        reference.run(expected, 0, reference.units(), scratch(reference, seed));
        Kernel vector = prepare.apply(VECTOR);
        Random random = new Random(seed);
        List<Integer> cuts = new ArrayList<>(List.of(0));
        while (cuts.get(cuts.size() - 1) < vector.units()) {
            int last = cuts.get(cuts.size() - 1);
            int most = random.nextBoolean() ? 2 : vector.units();
            cuts.add(last + 1 + random.nextInt(Math.min(most, vector.units() - last)));
        }
        List<Integer> parts = new ArrayList<>();
        for (int i = 0; i + 1 < cuts.size(); i++) {
            parts.add(i);
        }
        Collections.shuffle(parts, random);
        for (int part : parts) {
            vector.run(found, cuts.get(part), cuts.get(part + 1), scratch(vector, seed));
        }
        assertThat(Arrays.equals(found, expected))
                .as(
                        "seed %d, %s, first difference at %d",
                        seed, describe(spec), first(found, expected))
                .isTrue();
        assertThat(vector.getClass())
                .as("kernel of %s", describe(spec))
                .isNotEqualTo(reference.getClass());
    }

    private static String describe(Object spec) {
        String text = spec.toString();
        return text.length() > 400 ? text.substring(0, 400) : text;
    }

    private static int first(byte[] found, byte[] expected) {
        return Arrays.mismatch(found, expected);
    }

    /** Returns exactly what the kernel asks for, full of rubbish. */
    private static Scratch scratch(Kernel kernel, int seed) {
        Scratch scratch = Scratch.ofSize(kernel.scratchBytes(), kernel.scratchInts());
        Arrays.fill(scratch.ints(), 0x5A5A5A5A ^ seed);
        Arrays.fill(scratch.bytes(), (byte) 0x5A);
        return scratch;
    }
}
