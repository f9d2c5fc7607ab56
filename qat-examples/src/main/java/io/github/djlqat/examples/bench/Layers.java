package io.github.djlqat.examples.bench;

import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.kernel.AddSpec;
import io.github.djlqat.runtime.kernel.Broadcast;
import io.github.djlqat.runtime.kernel.Conv2DSpec;
import io.github.djlqat.runtime.kernel.DepthwiseConv2DSpec;
import io.github.djlqat.runtime.kernel.FullyConnectedSpec;
import io.github.djlqat.runtime.kernel.Image;
import io.github.djlqat.runtime.kernel.Operand;
import io.github.djlqat.runtime.kernel.Requantize;
import io.github.djlqat.runtime.kernel.Window;
import java.util.Arrays;
import java.util.Random;

/**
 * Single int8 layers to measure, of square images, stride 1, SAME, with as many channels out as in.
 * Weights are random in [-126, 126], near 0 more often than far from it, as converted models have
 * them; scales are such that output codes spread over their range. The input lies at the start of
 * the arena, the output behind it.
 */
final class Layers {

    private static final int INPUT_ZERO_POINT = -3;
    private static final int OUTPUT_ZERO_POINT = 3;

    private final Random random;

    /** Draws weights from a seed. */
    Layers(long seed) {
        random = new Random(seed);
    }

    /** Returns a convolution with a window of {@code size} by {@code size}, which is odd. */
    Conv2DSpec convolution(int size, int pixels, int channels) {
        Image image = new Image(1, pixels, pixels, channels);
        int depth = size * size * channels;
        return new Conv2DSpec(
                Operand.arena(0),
                Operand.arena(image.size()),
                image,
                image,
                window(size),
                1,
                INPUT_ZERO_POINT,
                weights(depth * channels),
                0,
                same(channels, 100),
                requantize(channels, depth));
    }

    /** Returns a depthwise convolution with a window of {@code size} by {@code size}. */
    DepthwiseConv2DSpec depthwise(int size, int pixels, int channels) {
        Image image = new Image(1, pixels, pixels, channels);
        return new DepthwiseConv2DSpec(
                Operand.arena(0),
                Operand.arena(image.size()),
                image,
                image,
                window(size),
                1,
                INPUT_ZERO_POINT,
                weights(size * size * channels),
                0,
                same(channels, 100),
                requantize(channels, size * size));
    }

    /** Returns a fully connected layer of one input. */
    FullyConnectedSpec fullyConnected(int inputs, int outputs) {
        return new FullyConnectedSpec(
                Operand.arena(0),
                Operand.arena(inputs),
                1,
                inputs,
                outputs,
                INPUT_ZERO_POINT,
                weights(inputs * outputs),
                0,
                same(outputs, 100),
                requantize(outputs, inputs));
    }

    /**
     * Returns the sum of two values of equal scale, of {@code elements} each, that follow each
     * other in the arena.
     */
    AddSpec add(int elements) {
        Broadcast broadcast =
                new Broadcast(
                        Operand.arena(0),
                        Operand.arena(elements),
                        Operand.arena(2 * elements),
                        Ints.of(elements),
                        Ints.of(1),
                        Ints.of(1));
        // A half each, and back by 2^-19 after 20 bits to the left.
        return new AddSpec(
                broadcast,
                false,
                20,
                INPUT_ZERO_POINT,
                1 << 30,
                0,
                INPUT_ZERO_POINT,
                1 << 30,
                0,
                OUTPUT_ZERO_POINT,
                1 << 30,
                -18,
                RoundingMode.DOUBLE,
                -128,
                127);
    }

    private static Window window(int size) {
        return new Window(size, size, 1, 1, 1, 1, size / 2, size / 2);
    }

    private Bytes weights(int count) {
        byte[] codes = new byte[count];
        for (int i = 0; i < count; i++) {
            codes[i] = (byte) (twoDice() + twoDice() - 126);
        }
        return Bytes.of(codes);
    }

    private int twoDice() {
        return random.nextInt(64) + random.nextInt(64);
    }

    /** Sums of {@code depth} products spread by about 2700 times its root; codes shall by 50. */
    private Requantize requantize(int channels, int depth) {
        int halfBits = (Integer.SIZE - Integer.numberOfLeadingZeros(depth)) / 2;
        int[] multipliers = new int[channels];
        Arrays.setAll(multipliers, i -> (1 << 30) + random.nextInt(1 << 30));
        return new Requantize(
                Ints.of(multipliers),
                same(channels, -5 - halfBits),
                RoundingMode.DOUBLE,
                OUTPUT_ZERO_POINT,
                -128,
                127);
    }

    private static Ints same(int count, int value) {
        int[] values = new int[count];
        Arrays.fill(values, value);
        return Ints.of(values);
    }
}
