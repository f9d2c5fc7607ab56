package io.github.djlqat.examples.data;

/**
 * SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014),
 * seeded by a few numbers such as seed, epoch and image index: what is drawn for one image does not
 * depend on what was drawn before, and is the same on every Java version.
 */
public final class SeededRandom {

    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    /**
     * Creates a generator.
     *
     * @param keys the numbers it depends on
     */
    public SeededRandom(long... keys) {
        long s = 0;
        for (long key : keys) {
            s = mix(s + GAMMA + mix(key + GAMMA));
        }
        state = s;
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /**
     * Returns 64 random bits.
     *
     * @return the bits
     */
    public long nextLong() {
        state += GAMMA;
        return mix(state);
    }

    /**
     * Returns a number below a bound.
     *
     * @param bound the bound, above 0
     * @return 0 to bound - 1
     */
    public int nextInt(int bound) {
        return (int) (((nextLong() >>> 32) * bound) >>> 32);
    }

    /**
     * Returns a number of [0, 1).
     *
     * @return the number
     */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /**
     * Returns a number of [low, high).
     *
     * @param low the least
     * @param high the bound
     * @return the number
     */
    public double between(double low, double high) {
        return low + (high - low) * nextDouble();
    }

    /**
     * Returns the numbers 0 to size - 1 in random order.
     *
     * @param size how many
     * @return the permutation
     */
    public int[] permutation(int size) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
