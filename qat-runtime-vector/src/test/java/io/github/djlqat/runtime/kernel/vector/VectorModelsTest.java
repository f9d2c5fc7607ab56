package io.github.djlqat.runtime.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlqat.runtime.IntegerModel;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.testing.RandomGraphs;
import io.github.djlqat.runtime.testing.RandomGraphs.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The runtime finds these kernels by name, and models give the same bytes with them. */
class VectorModelsTest {

    private static final LoadOptions VECTOR = LoadOptions.defaults().withKernels("vector");

    @ParameterizedTest
    @EnumSource(Kind.class)
    void vectorEqualsReference(Kind kind) throws Exception {
        for (ElementType type : new ElementType[] {ElementType.INT8, ElementType.UINT8}) {
            for (RoundingMode rounding : RoundingMode.values()) {
                for (int seed = 100; seed < 110; seed++) {
                    IntegerGraph graph = RandomGraphs.single(kind, seed, type);
                    byte[] input = RandomGraphs.codes(graph.tensor(graph.inputs().get(0)), seed, 3);
                    LoadOptions options = VECTOR.withRounding(rounding);
                    LoadOptions reference = options.withKernels("reference");
                    assertThat(IntegerModel.of(graph, options).run(input))
                            .as(kind + " " + type + " " + rounding + " seed " + seed)
                            .isEqualTo(IntegerModel.of(graph, reference).run(input));
                }
            }
        }
    }

    @Test
    void theRuntimeFindsThem() throws Exception {
        IntegerGraph graph = RandomGraphs.chain(1, ElementType.INT8);
        assertThat(IntegerModel.of(graph, VECTOR).kernels()).isEqualTo("vector");
        assertThat(IntegerModel.of(graph, LoadOptions.defaults()).kernels()).isEqualTo("vector");
    }
}
