package io.github.djlqat.graph.pass;

import io.github.djlqat.graph.Graph;
import java.util.List;
import java.util.stream.Stream;

/**
 * Passes one after the other, again and again until the graph stays as it is.
 *
 * @param passes in order
 */
public record Passes(List<GraphPass> passes) implements GraphPass {

    private static final int MAX_ROUNDS = 1000;

    private static final List<GraphPass> SIMPLIFY =
            List.of(
                    new RemoveDeadNodes(),
                    new RemoveIdentities(),
                    new NormalizeMeans(),
                    new MatchSwish(),
                    new MatchHardSwish(),
                    new MergeAffines(),
                    new MergePads(),
                    new FuseBatchNorm(),
                    new FuseActivation());

    /** Copies the list. */
    public Passes {
        passes = List.copyOf(passes);
    }

    /** Returns all passes; what is left computes the same in inference with fewer operations. */
    public static Passes forInference() {
        return new Passes(
                Stream.concat(Stream.of(new RemoveDropout()), SIMPLIFY.stream()).toList());
    }

    /**
     * Returns the passes for a graph that is to be trained: dropout stays. It is between the
     * operations that it stands between in the block, so that what it separates is not fused.
     */
    public static Passes forTraining() {
        return new Passes(SIMPLIFY);
    }

    @Override
    public Graph apply(Graph graph) {
        Graph before = graph;
        for (int round = 0; round < MAX_ROUNDS; round++) {
            Graph after = before;
            for (GraphPass pass : passes) {
                after = pass.apply(after);
            }
            if (after.equals(before)) {
                return after;
            }
            before = after;
        }
        throw new IllegalStateException(
                "passes: expected a graph that settles, found changes after "
                        + MAX_ROUNDS
                        + " rounds");
    }
}
