package io.github.djlqat.graph.pass;

import io.github.djlqat.graph.Graph;

/** A rewrite of a graph. */
@FunctionalInterface
public interface GraphPass {

    /** Returns a graph that computes the same in inference; {@code graph} itself if unchanged. */
    Graph apply(Graph graph);
}
