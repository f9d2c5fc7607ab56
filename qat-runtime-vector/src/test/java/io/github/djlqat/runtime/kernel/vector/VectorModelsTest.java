package io.github.djlqat.runtime.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlqat.runtime.IntegerModel;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.testing.RandomGraphs;
import io.github.djlqat.runtime.testing.RandomGraphs.Kind;
import io.github.djlqat.runtime.testing.SameAsReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The runtime finds these kernels by name, and models give the same bytes with them. */
class VectorModelsTest {

    private static final LoadOptions VECTOR = LoadOptions.defaults().withKernels("vector");

    @ParameterizedTest
    @EnumSource(Kind.class)
    void vectorEqualsReference(Kind kind) throws Exception {
        SameAsReference.check(VECTOR, kind, 100, 110);
    }

    @Test
    void theRuntimeFindsThem() throws Exception {
        IntegerGraph graph = RandomGraphs.chain(1, ElementType.INT8);
        assertThat(IntegerModel.of(graph, VECTOR).kernels()).isEqualTo("vector");
        assertThat(IntegerModel.of(graph, LoadOptions.defaults()).kernels()).isEqualTo("vector");
    }
}
