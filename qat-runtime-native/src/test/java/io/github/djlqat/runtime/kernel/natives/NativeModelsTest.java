package io.github.djlqat.runtime.kernel.natives;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlqat.runtime.IntegerModel;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.testing.RandomGraphs;
import io.github.djlqat.runtime.testing.RandomGraphs.Kind;
import io.github.djlqat.runtime.testing.SameAsReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The runtime finds these kernels by name, and models give the same bytes with them. */
class NativeModelsTest {

    private static final LoadOptions NATIVE = LoadOptions.defaults().withKernels("native");

    @BeforeEach
    void built() {
        Required.kernels();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void nativeEqualsReference(Kind kind) throws Exception {
        SameAsReference.check(NATIVE, kind, 200, 230);
    }

    @Test
    void anyNumberOfThreadsGivesTheSameBytes() throws Exception {
        for (int seed = 0; seed < 12; seed++) {
            IntegerGraph graph = RandomGraphs.chain(seed, ElementType.INT8);
            byte[] input = RandomGraphs.codes(graph.tensor(graph.inputs().get(0)), seed, 5);
            byte[] expected = IntegerModel.of(graph, NATIVE.withKernels("reference")).run(input);
            for (int threads = 1; threads <= 3; threads++) {
                try (IntegerModel model = IntegerModel.of(graph, NATIVE.withThreads(threads))) {
                    assertThat(model.run(input)).as("seed " + seed).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void theRuntimeFindsThem() throws Exception {
        IntegerGraph graph = RandomGraphs.chain(1, ElementType.INT8);
        assertThat(IntegerModel.of(graph, NATIVE).kernels()).isEqualTo("native");
        assertThat(IntegerModel.of(graph, LoadOptions.defaults()).kernels()).isEqualTo("native");
    }
}
