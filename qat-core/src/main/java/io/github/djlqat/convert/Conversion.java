package io.github.djlqat.convert;

import io.github.djlqat.network.plan.FrozenNetwork;
import io.github.djlqat.runtime.graph.IntegerGraph;
import java.util.List;

/**
 * An integer graph and where each value of the network went.
 *
 * @param network what was converted
 * @param graph the integer graph, batch 1
 * @param places of the network's values, by node id
 */
public record Conversion(FrozenNetwork network, IntegerGraph graph, List<Place> places) {

    /** Copies the list. */
    public Conversion {
        places = List.copyOf(places);
    }
}
