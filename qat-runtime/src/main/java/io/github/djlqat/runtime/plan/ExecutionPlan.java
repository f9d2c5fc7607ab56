package io.github.djlqat.runtime.plan;

import io.github.djlqat.runtime.graph.Ints;
import java.util.List;

/** What a session runs: steps in order over one arena. */
public final class ExecutionPlan {
    /** The kernels; operators that another one takes over, or that need none, have no step. */
    public final List<Step> steps;

    /** For each tensor its place in the arena, {@link #NOWHERE} if it has none. */
    public final Ints offsets;

    /** The arena's size. */
    public final int arenaBytes;

    /** The bytes each thread needs beside it. */
    public final int scratchBytes;

    /** The ints each thread needs beside it. */
    public final int scratchInts;

    /** Copies the list. */
    public ExecutionPlan(
            List<Step> steps, Ints offsets, int arenaBytes, int scratchBytes, int scratchInts) {
        steps = List.copyOf(steps);

        this.steps = steps;
        this.offsets = offsets;
        this.arenaBytes = arenaBytes;
        this.scratchBytes = scratchBytes;
        this.scratchInts = scratchInts;
    }

    /** The offset of a tensor that is not in the arena. */
    public static final int NOWHERE = -1;
}
