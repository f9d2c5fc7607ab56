package io.github.djlqat.quant.discrete;

/**
 * Random numbers that depend on nothing but a seed, a name, a step and a position, so that training
 * which resumes draws what it would have drawn: SplitMix64 (Steele et al. 2014, "Fast splittable
 * pseudorandom number generators"), its state derived anew for each step.
 */
final class SeededUniforms {

    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    SeededUniforms(long seed, String name, long step) {
        state = mix(mix(mix(seed) + name.hashCode()) + step);
    }

    /** Returns the next number, in [0, 1), a multiple of 2^-24. */
    float next() {
        state += GAMMA;
        return (mix(state) >>> 40) * 0x1p-24f;
    }

    /** Returns the next whole number, in [0, bound). */
    int next(int bound) {
        state += GAMMA;
        return (int) Long.remainderUnsigned(mix(state), bound);
    }

    private static long mix(long value) {
        long z = value + GAMMA;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
