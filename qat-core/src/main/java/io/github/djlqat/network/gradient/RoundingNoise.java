package io.github.djlqat.network.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djlqat.kernel.GradientKernels;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/**
 * Uniform noise that depends on nothing but its keys: SplitMix64 (Steele, Lea and Flood, "Fast
 * splittable pseudorandom number generators", 2014), four numbers of 13 bits from each of its
 * values. The engine's own generator would be slower by far, and its state would have to be kept.
 *
 * <p>The numbers are {@code (k + 1/2) / 2^13 - 1/2}: symmetric, never an end of the interval.
 */
final class RoundingNoise {

    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    /** The upper 13 bits of two floats' mantissas. */
    private static final long RANDOM_BITS = 0x007F_FC00_007F_FC00L;

    /** Two floats of exponent 0, with the mantissa bit below the random ones set. */
    private static final long ONE_AND_HALF_A_STEP = 0x3F80_0200_3F80_0200L;

    private ByteBuffer buffer = ByteBuffer.allocateDirect(0);

    /**
     * Returns noise, raised by {@link GradientKernels#NOISE_OFFSET}.
     *
     * @param manager owns the array
     * @param shape its shape
     * @param keys the numbers it depends on
     * @return float32 in (1, 2), valid until the next call
     */
    NDArray next(NDManager manager, Shape shape, long... keys) {
        int size = Math.toIntExact(shape.size());
        int bytes = Math.multiplyExact(size, Float.BYTES);
        int words = Math.addExact(size, 3) / 4 * 2;
        if (buffer.capacity() < words * Long.BYTES) {
            buffer = ByteBuffer.allocateDirect(words * Long.BYTES).order(ByteOrder.nativeOrder());
        }
        fill(buffer.clear().asLongBuffer(), words, keys);
        return manager.create(buffer.limit(bytes), shape, DataType.FLOAT32);
    }

    private static void fill(LongBuffer target, int words, long... keys) {
        long state = 0;
        for (long key : keys) {
            state = mix(state + GAMMA + mix(key + GAMMA));
        }
        for (int i = 0; i < words; i += 2) {
            state += GAMMA;
            long bits = mix(state);
            target.put(i, bits & RANDOM_BITS | ONE_AND_HALF_A_STEP);
            target.put(i + 1, Long.rotateRight(bits, 13) & RANDOM_BITS | ONE_AND_HALF_A_STEP);
        }
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
