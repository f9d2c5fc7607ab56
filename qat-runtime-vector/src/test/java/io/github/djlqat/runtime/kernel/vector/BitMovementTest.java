package io.github.djlqat.runtime.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.kernel.BatchNormSpec;
import io.github.djlqat.runtime.kernel.BinarizeSpec;
import io.github.djlqat.runtime.kernel.BinaryPoolSpec;
import io.github.djlqat.runtime.kernel.Image;
import io.github.djlqat.runtime.kernel.Window;
import io.github.djlqat.runtime.kernel.vector.RandomSpecs.Fill;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Codes to bits, bits pooled, and batch norm, against the reference. */
class BitMovementTest {

    @ParameterizedTest
    @EnumSource(Fill.class)
    void binarizedCodesEqual(Fill fill) {
        for (int seed = 0; seed < 60; seed++) {
            RandomSpecs specs = new RandomSpecs(seed, fill);
            int channels = 16 * specs.between(1, 9);
            int pixels = specs.between(1, 40);
            byte[] lowest = new byte[channels];
            byte[] highest = new byte[channels];
            for (int c = 0; c < channels; c++) {
                lowest[c] = (byte) bound(specs, -128);
                highest[c] = (byte) bound(specs, 127);
            }
            BinarizeSpec spec =
                    new BinarizeSpec(
                            specs.place(pixels * channels),
                            specs.place(pixels * ((channels + 31) / 32) * 4),
                            pixels,
                            channels,
                            Bytes.of(lowest),
                            Bytes.of(highest));
            VectorKernelsTest.check(specs, seed, spec, p -> p.binarize(spec));
        }
    }

    private static int bound(RandomSpecs specs, int extreme) {
        return specs.between(0, 2) == 0 ? extreme : specs.between(-128, 127);
    }

    @ParameterizedTest
    @EnumSource(Fill.class)
    void pooledBitsEqual(Fill fill) {
        for (int seed = 0; seed < 80; seed++) {
            RandomSpecs specs = new RandomSpecs(seed, fill);
            int words = specs.between(1, 5);
            Image in =
                    new Image(
                            specs.between(1, 2), specs.between(2, 12), specs.between(2, 25), words);
            Window window =
                    specs.window(
                            specs.between(1, Math.min(4, in.height)),
                            specs.between(1, Math.min(4, in.width)),
                            specs.between(1, 3),
                            specs.between(1, 3),
                            1,
                            in);
            Image out = RandomSpecs.output(in, window, words);
            BinaryPoolSpec spec =
                    new BinaryPoolSpec(
                            specs.place(in.size() * 4),
                            specs.place(out.size() * 4),
                            in,
                            out,
                            window);
            VectorKernelsTest.check(specs, seed, spec, p -> p.binaryMaxPool(spec));
        }
    }

    @ParameterizedTest
    @EnumSource(Fill.class)
    void batchNormsEqual(Fill fill) {
        for (int seed = 0; seed < 60; seed++) {
            RandomSpecs specs = new RandomSpecs(seed, fill);
            Random random = new Random(seed);
            int channels = specs.between(0, 1) == 0 ? 64 : specs.between(1, 70);
            int shift = specs.between(0, 45);
            int[] multipliers = new int[channels];
            long[] offsets = new long[channels];
            for (int c = 0; c < channels; c++) {
                multipliers[c] = random.nextInt() >> specs.between(0, 31);
                offsets[c] = random.nextLong() >> specs.between(2, 60 - shift / 2);
            }
            checkNorm(specs, seed, multipliers, offsets, shift);
        }
    }

    @Test
    void usualBatchNormsAreOfVectors() {
        int vectors = 0;
        for (int seed = 0; seed < 40; seed++) {
            RandomSpecs specs = new RandomSpecs(seed, Fill.RANDOM);
            int channels = 64 * specs.between(1, 2);
            int[] multipliers = new int[channels];
            long[] offsets = new long[channels];
            for (int c = 0; c < channels; c++) {
                // Slopes of up to 2 of either sign, as the converter writes them.
                multipliers[c] = specs.between(-(1 << 29), 1 << 29);
                offsets[c] = (long) specs.between(-200, 200) << 28;
                offsets[c] += specs.between(0, 1 << 28);
            }
            vectors += checkNorm(specs, seed, multipliers, offsets, 28).isVector() ? 1 : 0;
        }
        assertThat(vectors).isGreaterThan(30);
    }

    private static BatchNormKernel checkNorm(
            RandomSpecs specs, int seed, int[] multipliers, long[] offsets, int shift) {
        int channels = multipliers.length;
        int pixels = specs.between(1, 30);
        BatchNormSpec spec =
                new BatchNormSpec(
                        specs.place(pixels * channels),
                        specs.place(pixels * channels),
                        pixels,
                        channels,
                        Ints.of(multipliers),
                        offsets,
                        shift,
                        specs.between(-128, 0),
                        specs.between(1, 127));
        VectorKernelsTest.check(specs, seed, spec, p -> p.batchNorm(spec));
        return new BatchNormKernel(spec);
    }
}
