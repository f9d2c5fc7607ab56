package io.github.djlqat.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.testing.RandomGraphs;
import io.github.djlqat.runtime.testing.RandomGraphs.Kind;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All kernels and all numbers of threads give the same bytes. */
class ProvidersTest {

    private static final LoadOptions REFERENCE = LoadOptions.defaults().withKernels("reference");

    private static boolean hasVectors() {
        try {
            return KernelSelection.select("vector").name().equals("vector");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void vectorEqualsReference(Kind kind) throws Exception {
        assumeTrue(hasVectors(), "no vector kernels here");
        for (ElementType type : new ElementType[] {ElementType.INT8, ElementType.UINT8}) {
            for (RoundingMode rounding : RoundingMode.values()) {
                for (int seed = 100; seed < 110; seed++) {
                    IntegerGraph graph = RandomGraphs.single(kind, seed, type);
                    byte[] input = RandomGraphs.codes(graph.tensor(graph.inputs().get(0)), seed, 3);
                    LoadOptions options = REFERENCE.withRounding(rounding);
                    assertThat(IntegerModel.of(graph, options.withKernels("vector")).run(input))
                            .as(kind + " " + type + " " + rounding + " seed " + seed)
                            .isEqualTo(IntegerModel.of(graph, options).run(input));
                }
            }
        }
    }

    @Test
    void anyNumberOfThreadsGivesTheSameBytes() throws Exception {
        for (int seed = 0; seed < 24; seed++) {
            IntegerGraph graph =
                    seed % 2 == 0
                            ? RandomGraphs.chain(seed / 2, ElementType.INT8)
                            : RandomGraphs.customChain(seed / 2);
            byte[] many = RandomGraphs.codes(graph.tensor(graph.inputs().get(0)), seed, 9);
            byte[] one = Arrays.copyOf(many, many.length / 9);
            byte[] expectedMany = IntegerModel.of(graph, REFERENCE).run(many);
            byte[] expectedOne = IntegerModel.of(graph, REFERENCE).run(one);
            for (int threads : new int[] {2, 3, 7}) {
                try (IntegerModel model = IntegerModel.of(graph, REFERENCE.withThreads(threads))) {
                    assertThat(model.run(many)).as("seed " + seed).isEqualTo(expectedMany);
                    assertThat(model.run(one)).as("seed " + seed).isEqualTo(expectedOne);
                }
            }
        }
    }

    @Test
    void unknownKernelsAreRefused() {
        assertThatThrownBy(() -> LoadOptions.defaults().withKernels("gpu"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("auto")
                .hasMessageContaining("gpu");
    }
}
