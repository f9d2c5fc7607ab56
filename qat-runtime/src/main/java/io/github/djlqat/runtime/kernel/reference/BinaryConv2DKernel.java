package io.github.djlqat.runtime.kernel.reference;

import io.github.djlqat.runtime.kernel.BinaryConv2DSpec;
import io.github.djlqat.runtime.kernel.Image;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.Scratch;
import io.github.djlqat.runtime.kernel.Window;
import org.jspecify.annotations.Nullable;

/** Convolution of bits with bits, two words at a time; a unit is one output row of one image. */
final class BinaryConv2DKernel implements Kernel {

    private final BinaryConv2DSpec spec;

    /** Words of one tap of one group. */
    private final int words;

    /**
     * [OC,KH,KW,ceil(words/2)]: pairs of words, the first in the low half; an odd last one alone.
     */
    private final long[] filter;

    private final int[] bias;
    private final int[] lowest;
    private final int[] highest;
    private final int[] limits;
    private final @Nullable Requantizer requantizer;

    BinaryConv2DKernel(BinaryConv2DSpec spec) {
        this.spec = spec;
        words = spec.inputShape.channels / spec.groups;
        filter = pairs(spec.filter.toArray(), words);
        bias = spec.bias.toArray();
        lowest = spec.lowest.toArray();
        highest = spec.highest.toArray();
        limits = spec.limits.toArray();
        requantizer = spec.requantize == null ? null : new Requantizer(spec.requantize);
    }

    private static long[] pairs(int[] words, int run) {
        int pairs = (run + 1) / 2;
        long[] result = new long[words.length / run * pairs];
        for (int i = 0; i < words.length; i++) {
            int at = i / run * pairs + i % run / 2;
            result[at] |= Integer.toUnsignedLong(words[i]) << i % run % 2 * 32;
        }
        return result;
    }

    @Override
    public int units() {
        return spec.outputShape.batch * spec.outputShape.height;
    }

    @Override
    public void run(byte[] arena, int begin, int end, Scratch scratch) {
        byte[] input = spec.input.array(arena);
        byte[] output = spec.output.array(arena);
        Image out = spec.outputShape;
        int pixelBytes = requantizer != null ? out.channels : Words.count(out.channels) * 4;
        for (int row = begin; row < end; row++) {
            int batch = row / out.height;
            int y = row % out.height;
            int to = spec.output.offset() + row * out.width * pixelBytes;
            for (int x = 0; x < out.width; x++) {
                pixel(input, batch, y, x, output, to);
                to += pixelBytes;
            }
        }
    }

    private void pixel(byte[] input, int batch, int y, int x, byte[] output, int to) {
        Requantizer codes = requantizer;
        int channels = spec.outputShape.channels;
        int word = 0;
        for (int c = 0; c < channels; c++) {
            int dot = dot(input, batch, y, x, c);
            if (codes != null) {
                int kept = Math.max(lowest[c], Math.min(highest[c], dot));
                output[to + c] = codes.apply((kept << spec.shift) + bias[c], c);
                continue;
            }
            word |= dot < limits[c] ? 1 << c : 0;
            if (c % 32 == 31 || c == channels - 1) {
                Words.put(output, to + c / 32 * 4, word);
                word = 0;
            }
        }
    }

    /** Returns the sum of products of one output: taps times depth less twice the differences. */
    private int dot(byte[] input, int batch, int y, int x, int channel) {
        Image in = spec.inputShape;
        Window window = spec.window;
        int group = channel / (spec.outputShape.channels / spec.groups);
        int pairs = (words + 1) / 2;
        int weight = channel * window.taps() * pairs;
        int taps = 0;
        int differences = 0;
        for (int ky = 0; ky < window.height; ky++) {
            int iy = y * window.strideH - window.padTop + ky * window.dilationH;
            for (int kx = 0; kx < window.width; kx++, weight += pairs) {
                int ix = x * window.strideW - window.padLeft + kx * window.dilationW;
                if (iy >= 0 && iy < in.height && ix >= 0 && ix < in.width) {
                    int pixel = (batch * in.height + iy) * in.width + ix;
                    int from = (pixel * in.channels + group * words) * 4;
                    differences += differences(input, spec.input.offset() + from, weight);
                    taps++;
                } else if (spec.onePadding) {
                    for (int i = 0; i < pairs; i++) {
                        differences += Long.bitCount(filter[weight + i]);
                    }
                    taps++;
                }
            }
        }
        return taps * spec.depth - 2 * differences;
    }

    /** Returns in how many bits a tap's input and weights differ. */
    private int differences(byte[] input, int from, int weight) {
        int count = 0;
        for (int i = 0; i < words / 2; i++) {
            count += Long.bitCount(Words.getTwo(input, from + 8 * i) ^ filter[weight + i]);
        }
        if (words % 2 == 1) {
            int last = words / 2;
            count +=
                    Integer.bitCount(
                            Words.get(input, from + 8 * last) ^ (int) filter[weight + last]);
        }
        return count;
    }
}
