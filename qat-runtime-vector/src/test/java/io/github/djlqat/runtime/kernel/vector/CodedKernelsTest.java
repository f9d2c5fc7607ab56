package io.github.djlqat.runtime.kernel.vector;

import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Coding;
import io.github.djlqat.runtime.kernel.CodedConv2DSpec;
import io.github.djlqat.runtime.kernel.Conv2DSpec;
import io.github.djlqat.runtime.kernel.Image;
import io.github.djlqat.runtime.kernel.vector.RandomSpecs.Fill;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Convolutions with coded weights against the reference. */
class CodedKernelsTest {

    @ParameterizedTest
    @EnumSource(Fill.class)
    void smallConvolutionsEqual(Fill fill) {
        for (int seed = 0; seed < 240; seed++) {
            RandomSpecs specs = new RandomSpecs(seed, fill);
            int groups = seed % 5 == 4 ? specs.between(1, 4) : 1;
            int inputs = groups * (groups > 1 ? specs.between(1, 5) : specs.between(1, 22));
            int outputs = groups * (groups > 1 ? specs.between(1, 9) : specs.between(1, 22));
            Image in = VectorKernelsTest.image(specs, inputs);
            check(specs, seed, in, specs.between(1, 4), specs.between(1, 4), outputs, groups);
        }
    }

    @ParameterizedTest
    @EnumSource(Fill.class)
    void wideConvolutionsEqual(Fill fill) {
        int[][] sizes = {{3, 64, 40}, {1, 300, 48}, {3, 96, 16}};
        for (int seed = 0; seed < 4 * sizes.length; seed++) {
            RandomSpecs specs = new RandomSpecs(seed, fill);
            int[] size = sizes[seed / 4];
            Image in = new Image(2, specs.between(5, 9), specs.between(5, 9), size[1]);
            check(specs, seed, in, size[0], size[0], size[2], 1);
        }
    }

    @ParameterizedTest
    @EnumSource(Fill.class)
    void convolutionsOfManyChannelsEqual(Fill fill) {
        for (int seed = 0; seed < 60; seed++) {
            RandomSpecs specs = new RandomSpecs(seed, fill);
            int groups = seed % 7 == 6 ? 2 : 1;
            Image in = VectorKernelsTest.image(specs, groups * specs.between(1, 40));
            int outputs = groups * specs.between(43, 150);
            int size = specs.between(1, 3);
            check(specs, seed, in, size, specs.between(1, 3), outputs, groups);
        }
    }

    private static void check(
            RandomSpecs specs, int seed, Image in, int height, int width, int outputs, int groups) {
        Conv2DSpec plain =
                specs.conv(in, height, width, outputs, groups, VectorKernelsTest.mode(seed));
        Coding coding = coding(specs, seed % 4);
        int elements = plain.filter.size();
        byte[] stream = specs.codes((int) coding.byteSize(elements));
        Conv2DSpec conv =
                new Conv2DSpec(
                        plain.input,
                        plain.output,
                        plain.inputShape,
                        plain.outputShape,
                        plain.window,
                        plain.groups,
                        plain.inputZeroPoint,
                        Bytes.of(stream),
                        0,
                        plain.bias,
                        plain.requantize);
        CodedConv2DSpec spec = new CodedConv2DSpec(conv, coding);
        VectorKernelsTest.check(specs, seed, spec, p -> p.codedConv2d(spec));
    }

    /** Draws signs, TFLite's INT4, values in order of their codes, or any table. */
    private static Coding coding(RandomSpecs specs, int kind) {
        if (kind == 1) {
            return Coding.INT4;
        }
        if (kind == 0) {
            byte factor = (byte) specs.between(1, 127);
            return new Coding(1, Bytes.of(factor, (byte) -factor));
        }
        int bits = specs.between(1, 8);
        byte[] table = specs.codes(1 << bits);
        for (int i = 0; kind == 2 && i < table.length; i++) {
            table[i] = (byte) ((byte) (i << (8 - bits)) >> (8 - bits));
        }
        return new Coding(bits, Bytes.of(table));
    }
}
