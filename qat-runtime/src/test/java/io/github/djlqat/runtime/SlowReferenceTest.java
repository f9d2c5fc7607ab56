package io.github.djlqat.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.testing.RandomGraphs;
import io.github.djlqat.runtime.testing.RandomGraphs.Kind;
import io.github.djlqat.runtime.testing.SlowReference;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every operator against formulas in numbers of any size; signed and unsigned, both roundings. */
class SlowReferenceTest {

    private static final int SEEDS = 4;

    /** Of operators that only this test checks: TFLite-Micro does not have them. */
    private static final int CUSTOM_SEEDS = 20;

    /** Computed in double by the slow reference, so a code may differ. */
    private static final Set<Kind> APPROXIMATE =
            EnumSet.of(Kind.LOGISTIC, Kind.TANH, Kind.HARD_SWISH);

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"SOFTMAX", "RESIZE"})
    void equalsTheSpecification(Kind kind) throws Exception {
        int seeds = kind.isCustom() ? CUSTOM_SEEDS : SEEDS;
        for (ElementType type : new ElementType[] {ElementType.INT8, ElementType.UINT8}) {
            if (kind.isCustom() && type != ElementType.INT8) {
                continue;
            }
            for (RoundingMode rounding : RoundingMode.values()) {
                for (int seed = 0; seed < seeds; seed++) {
                    check(kind, type, rounding, seed);
                }
            }
        }
    }

    private static void check(Kind kind, ElementType type, RoundingMode rounding, int seed)
            throws Exception {
        IntegerGraph graph = RandomGraphs.single(kind, seed, type);
        IntegerModel model =
                IntegerModel.of(
                        graph,
                        LoadOptions.defaults().withKernels("reference").withRounding(rounding));
        byte[] all = RandomGraphs.codes(graph.tensor(graph.inputs().get(0)), seed, 3);
        byte[] outputs = model.run(all);
        int in = all.length / 3;
        int out = outputs.length / 3;
        for (int i = 0; i < 3; i++) {
            byte[] input = Arrays.copyOfRange(all, i * in, (i + 1) * in);
            byte[] expected = SlowReference.run(graph, input, rounding);
            byte[] found = Arrays.copyOfRange(outputs, i * out, (i + 1) * out);
            String name = kind + " " + type + " " + rounding + " seed " + seed + " example " + i;
            if (APPROXIMATE.contains(kind)) {
                for (int k = 0; k < out; k++) {
                    int a = type == ElementType.UINT8 ? found[k] & 0xff : found[k];
                    int b = type == ElementType.UINT8 ? expected[k] & 0xff : expected[k];
                    assertThat(Math.abs(a - b)).as(name + " at " + k).isLessThanOrEqualTo(1);
                }
            } else {
                assertThat(found).as(name).isEqualTo(expected);
            }
        }
    }
}
