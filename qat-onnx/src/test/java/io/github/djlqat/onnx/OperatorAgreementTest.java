package io.github.djlqat.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlqat.runtime.IntegerModel;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Tensor;
import io.github.djlqat.runtime.testing.RandomGraphs;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each operator, drawn at random, in ONNX Runtime and in the integer runtime. */
class OperatorAgreementTest {

    private static final OnnxOptions UNSIGNED =
            OnnxOptions.defaults().withBoundary(OnnxOptions.Boundary.CODES);
    private static final OnnxOptions SIGNED =
            UNSIGNED.withActivations(OnnxOptions.Activations.INT8);
    private static final int SEEDS = 20;
    private static final int EXAMPLES = 4;

    /** They move codes and change none. */
    private static final Set<RandomGraphs.Kind> EXACT =
            Set.of(
                    RandomGraphs.Kind.CONCATENATION,
                    RandomGraphs.Kind.MAX_POOL,
                    RandomGraphs.Kind.PAD,
                    RandomGraphs.Kind.PADV2,
                    RandomGraphs.Kind.RESHAPE,
                    RandomGraphs.Kind.RELU6,
                    RandomGraphs.Kind.TRANSPOSE,
                    RandomGraphs.Kind.STRIDED_SLICE,
                    RandomGraphs.Kind.RESIZE);

    @ParameterizedTest
    @EnumSource(RandomGraphs.Kind.class)
    void codesDifferByAtMostOne(RandomGraphs.Kind kind) throws Exception {
        for (ElementType type : new ElementType[] {ElementType.INT8, ElementType.UINT8}) {
            if (type == ElementType.UINT8 && kind.isCustom()) {
                continue;
            }
            for (int seed = 0; seed < SEEDS; seed++) {
                IntegerGraph graph = RandomGraphs.single(kind, seed, type);
                OnnxOptions options = seed % 4 == 0 ? SIGNED : UNSIGNED;
                int most = EXACT.contains(kind) ? 0 : 1;
                assertThat(difference(graph, seed, options))
                        .as("%s %s, seed %d", kind, type, seed)
                        .isLessThanOrEqualTo(most);
            }
        }
    }

    /** A row of operators: rounding may add up, but most graphs agree, in every layout. */
    @Test
    void chainsAgree() throws Exception {
        for (ElementType type : new ElementType[] {ElementType.INT8, ElementType.UINT8}) {
            int close = 0;
            for (int seed = 0; seed < SEEDS; seed++) {
                close += difference(RandomGraphs.chain(seed, type), seed) <= 1 ? 1 : 0;
            }
            assertThat(close).as("graphs of %s that agree", type).isGreaterThanOrEqualTo(17);
        }
    }

    /** Returns the largest difference of codes over some examples, extremes among them. */
    static int difference(IntegerGraph graph, long seed) throws Exception {
        return difference(graph, seed, UNSIGNED);
    }

    private static int difference(IntegerGraph graph, long seed, OnnxOptions options)
            throws Exception {
        byte[] onnx = OnnxExporter.export(graph, options).toByteArray();
        Tensor in = graph.tensor(graph.inputs().get(0));
        Tensor out = graph.tensor(graph.outputs().get(0));
        byte[] codes = RandomGraphs.codes(in, seed, EXAMPLES);
        int each = codes.length / EXAMPLES;
        int largest = 0;
        try (IntegerModel model = IntegerModel.of(graph, LoadOptions.defaults());
                OnnxRuntime runtime = new OnnxRuntime(graph, onnx)) {
            for (int i = 0; i < EXAMPLES; i++) {
                byte[] one = new byte[each];
                System.arraycopy(codes, i * each, one, 0, each);
                byte[] expected = model.run(one);
                byte[] found = runtime.run(one)[0];
                assertThat(found).hasSameSizeAs(expected);
                boolean signed = out.type() == ElementType.INT8;
                for (int k = 0; k < expected.length; k++) {
                    int a = signed ? expected[k] : expected[k] & 0xff;
                    int b = signed ? found[k] : found[k] & 0xff;
                    largest = Math.max(largest, Math.abs(a - b));
                }
            }
        }
        return largest;
    }
}
