package io.github.djlqat.runtime.plan;

import io.github.djlqat.runtime.graph.Ints;
import java.util.List;

/**
 * What a session runs: steps in order over one arena.
 *
 * @param steps the kernels; operators that another one takes over, or that need none, have no step
 * @param offsets for each tensor its place in the arena, {@link #NOWHERE} if it has none
 * @param arenaBytes the arena's size
 * @param scratchBytes the bytes each thread needs beside it
 * @param scratchInts the ints each thread needs beside it
 */
public record ExecutionPlan(
        List<Step> steps, Ints offsets, int arenaBytes, int scratchBytes, int scratchInts) {

    /** The offset of a tensor that is not in the arena. */
    public static final int NOWHERE = -1;

    /** Copies the list. */
    public ExecutionPlan {
        steps = List.copyOf(steps);
    }
}
