package io.github.djlqat.runtime;

import io.github.djlqat.runtime.arithmetic.RoundingMode;
import java.util.List;

/**
 * How a model is loaded.
 *
 * @param rounding the convention every requantization follows; {@link RoundingMode#DOUBLE} unless
 *     the model's outputs are known from a runtime that rounds once
 * @param kernels {@code auto} for the fastest that this machine has, or a name: {@code reference},
 *     {@code vector}, {@code native}
 * @param threads how many threads share a run, at least 1; the results are the same for any number
 * @param keepAllTensors whether every tensor can be read after a run, for comparisons; takes a
 *     larger arena, and no operator takes over another
 * @param maximumArenaBytes a model that needs a larger arena is refused
 */
public record LoadOptions(
        RoundingMode rounding,
        String kernels,
        int threads,
        boolean keepAllTensors,
        int maximumArenaBytes) {

    /** The names that {@link #kernels} may hold. */
    public static final List<String> KERNELS = List.of("auto", "reference", "vector", "native");

    /** The arena's limit unless another is given: 512 MiB. */
    public static final int DEFAULT_MAXIMUM_ARENA_BYTES = 512 << 20;

    /** Checks each option. */
    public LoadOptions {
        if (!KERNELS.contains(kernels)) {
            throw new IllegalArgumentException(
                    "kernels: expected one of " + KERNELS + ", found '" + kernels + "'");
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads: expected at least 1, found " + threads);
        }
        if (maximumArenaBytes < 1) {
            throw new IllegalArgumentException(
                    "maximumArenaBytes: expected at least 1, found " + maximumArenaBytes);
        }
    }

    /** Returns double rounding, the fastest kernels, one thread. */
    public static LoadOptions defaults() {
        return new LoadOptions(RoundingMode.DOUBLE, "auto", 1, false, DEFAULT_MAXIMUM_ARENA_BYTES);
    }

    /** Returns these options with another rounding. */
    public LoadOptions withRounding(RoundingMode newRounding) {
        return new LoadOptions(newRounding, kernels, threads, keepAllTensors, maximumArenaBytes);
    }

    /** Returns these options with other kernels. */
    public LoadOptions withKernels(String newKernels) {
        return new LoadOptions(rounding, newKernels, threads, keepAllTensors, maximumArenaBytes);
    }

    /** Returns these options with another number of threads. */
    public LoadOptions withThreads(int newThreads) {
        return new LoadOptions(rounding, kernels, newThreads, keepAllTensors, maximumArenaBytes);
    }

    /** Returns these options, every tensor kept or not. */
    public LoadOptions withKeepAllTensors(boolean keep) {
        return new LoadOptions(rounding, kernels, threads, keep, maximumArenaBytes);
    }

    /** Returns these options with another limit of the arena. */
    public LoadOptions withMaximumArenaBytes(int bytes) {
        return new LoadOptions(rounding, kernels, threads, keepAllTensors, bytes);
    }
}
