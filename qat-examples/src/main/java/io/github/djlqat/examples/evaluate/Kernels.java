package io.github.djlqat.examples.evaluate;

import io.github.djlqat.runtime.IntegerModel;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.graph.IntegerGraph;
import java.util.List;

/** Which kernels there are. */
public final class Kernels {

    private static final String NATIVE = "native";

    private Kernels() {}

    /**
     * Returns the kernels to compare, slowest first: reference and vector, and native where this
     * build has them.
     *
     * @throws MalformedModelException if the runtime refuses the graph
     */
    public static List<String> available(IntegerGraph graph) throws MalformedModelException {
        try (IntegerModel model =
                IntegerModel.of(graph, LoadOptions.defaults().withKernels("auto"))) {
            return model.kernels().equals(NATIVE)
                    ? List.of("reference", "vector", NATIVE)
                    : List.of("reference", "vector");
        }
    }
}
