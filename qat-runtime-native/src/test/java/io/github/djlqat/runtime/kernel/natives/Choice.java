package io.github.djlqat.runtime.kernel.natives;

import io.github.djlqat.runtime.IntegerModel;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.testing.RandomGraphs;

/** Loads models and prints the name of their kernels, or why there are none. */
public final class Choice {

    private Choice() {}

    /** {@code Choice KERNELS}. */
    public static void main(String[] args) throws Exception {
        LoadOptions options = LoadOptions.defaults().withKernels(args[0]);
        try {
            for (int seed = 0; seed < 3; seed++) {
                IntegerGraph graph = RandomGraphs.chain(seed, ElementType.INT8);
                try (IntegerModel model = IntegerModel.of(graph, options)) {
                    System.out.println(model.kernels());
                }
            }
        } catch (IllegalArgumentException e) {
            System.out.println(e.getMessage());
        }
    }
}
