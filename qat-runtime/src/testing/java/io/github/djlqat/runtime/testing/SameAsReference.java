package io.github.djlqat.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlqat.runtime.IntegerModel;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.testing.RandomGraphs.Kind;

/** Holds a set of kernels to the reference on random graphs of one operator. */
public final class SameAsReference {

    private SameAsReference() {}

    /**
     * Requires the same bytes, for int8 and uint8 and both roundings, on batches of 3.
     *
     * @param kernels options that name the kernels
     * @param kind the operator
     * @param first the first seed
     * @param end the seed behind the last
     */
    public static void check(LoadOptions kernels, Kind kind, int first, int end)
            throws MalformedModelException {
        for (ElementType type : new ElementType[] {ElementType.INT8, ElementType.UINT8}) {
            for (RoundingMode rounding : RoundingMode.values()) {
                for (int seed = first; seed < end; seed++) {
                    IntegerGraph graph = RandomGraphs.single(kind, seed, type);
                    byte[] input = RandomGraphs.codes(graph.tensor(graph.inputs().get(0)), seed, 3);
                    LoadOptions options = kernels.withRounding(rounding);
                    LoadOptions reference = options.withKernels("reference");
                    assertThat(IntegerModel.of(graph, options).run(input))
                            .as(kind + " " + type + " " + rounding + " seed " + seed)
                            .isEqualTo(IntegerModel.of(graph, reference).run(input));
                }
            }
        }
    }
}
