package io.github.djlqat.examples.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlqat.runtime.IntegerModel;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Padding;
import io.github.djlqat.runtime.graph.Quantization;
import io.github.djlqat.runtime.graph.Shape;
import io.github.djlqat.runtime.graph.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphTableTest {

    private static final Quantization Q = Quantization.perTensor(0.5f, -3);

    private static final Quantization WEIGHTS = Quantization.perTensor(0.25f, 0);

    private static Tensor value(String name, int... shape) {
        return new Tensor(name, ElementType.INT8, Shape.of(shape), Q, null);
    }

    private static Tensor constant(ElementType type, int... shape) {
        Shape s = Shape.of(shape);
        return new Tensor("", type, s, WEIGHTS, Bytes.of(new byte[s.elements() * type.bytes()]));
    }

    /** Grouped convolution, depthwise convolution, fully connected; filter and bias used twice. */
    private static IntegerGraph graph() {
        return new IntegerGraph(
                "",
                List.of(
                        value("in", 1, 8, 8, 4),
                        constant(ElementType.INT8, 6, 3, 3, 2),
                        constant(ElementType.INT32, 6),
                        value("conv", 1, 4, 4, 6),
                        constant(ElementType.INT8, 1, 2, 2, 6),
                        value("depthwise", 1, 3, 3, 6),
                        constant(ElementType.INT8, 10, 54),
                        value("out", 1, 10)),
                List.of(
                        new Operator.Conv2D(0, 1, 2, 3, Padding.SAME, 2, 2, 1, 1, Activation.RELU),
                        new Operator.DepthwiseConv2D(
                                3, 4, 2, 5, Padding.VALID, 1, 1, 1, 1, 1, Activation.NONE),
                        new Operator.FullyConnected(
                                5, 6, Operator.NONE, 7, false, Activation.NONE)),
                Ints.of(0),
                Ints.of(7));
    }

    @Test
    void tablesNameOptionsShapesAndCosts() throws Exception {
        List<String> lines;
        try (IntegerModel model = IntegerModel.of(graph(), LoadOptions.defaults())) {
            lines = GraphTable.operators(model).lines();
        }
        assertThat(lines).hasSize(5);
        assertThat(lines.get(2))
                .contains(
                        "CONV_2D",
                        "3x3/2 same groups 2 per-tensor relu",
                        "t0",
                        "t3",
                        "[1, 4, 4, 6]",
                        "-3",
                        "1,728",
                        "132");
        assertThat(lines.get(3)).contains("DEPTHWISE_CONV_2D", "2x2 valid", "216", "48");
        assertThat(lines.get(4)).contains("FULLY_CONNECTED", "540");
        assertThat(GraphTable.ends(graph()).lines().get(2)).contains("input 0", "in", "256");
    }
}
