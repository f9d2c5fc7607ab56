package io.github.djlqat.examples.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Coding;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Padding;
import io.github.djlqat.runtime.graph.Quantization;
import io.github.djlqat.runtime.graph.Shape;
import io.github.djlqat.runtime.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WeightTableTest {

    private static final Quantization Q = Quantization.perTensor(0.5f, 0);

    private static final Shape FILTER = Shape.of(8, 3, 3, 4);

    private static Tensor value(int... shape) {
        return new Tensor("", ElementType.INT8, Shape.of(shape), Q, null);
    }

    private static Tensor coded(Coding coding) {
        int[] indices = new int[FILTER.elements()];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = i % Math.min(3, coding.table().size());
        }
        return new Tensor("", ElementType.CODED, FILTER, Q, coding.pack(indices), coding);
    }

    private static IntegerGraph graph(Tensor... filters) {
        List<Tensor> tensors = new ArrayList<>(List.of(value(1, 8, 8, 4)));
        List<Operator> operators = new ArrayList<>();
        List<Integer> outputs = new ArrayList<>();
        for (Tensor filter : filters) {
            tensors.add(filter);
            tensors.add(value(1, 8, 8, 8));
            int at = tensors.size() - 1;
            outputs.add(at);
            operators.add(
                    new Operator.Conv2D(
                            0,
                            at - 1,
                            Operator.NONE,
                            at,
                            Padding.SAME,
                            1,
                            1,
                            1,
                            1,
                            Activation.NONE));
        }
        int[] out = outputs.stream().mapToInt(i -> i).toArray();
        return new IntegerGraph("", tensors, operators, Ints.of(0), Ints.of(out));
    }

    @Test
    void bitsCodingAndBytesAreTheFiles() {
        Tensor plain = new Tensor("", ElementType.INT8, FILTER, Q, Bytes.of(new byte[288]));
        List<WeightTable.Row> rows =
                WeightTable.rows(
                        graph(
                                plain,
                                coded(Coding.INT4),
                                coded(new Coding(1, Bytes.of((byte) 127, (byte) -127))),
                                coded(
                                        new Coding(
                                                2,
                                                Bytes.of(
                                                        (byte) 0, (byte) 9, (byte) -9,
                                                        (byte) 1)))));
        assertThat(rows).extracting(WeightTable.Row::count).containsOnly(288L);
        assertThat(rows).extracting(WeightTable.Row::bits).containsExactly(8, 4, 1, 2);
        assertThat(rows).extracting(WeightTable.Row::bytes).containsExactly(288L, 144L, 36L, 72L);
        assertThat(rows)
                .extracting(WeightTable.Row::timesSmaller)
                .containsExactly(4.0, 8.0, 32.0, 16.0);
        assertThat(rows).extracting(WeightTable.Row::tableBytes).containsExactly(0L, 0L, 2L, 4L);
        assertThat(rows)
                .extracting(WeightTable.Row::coding)
                .containsExactly("int8", "int4", "values [-127, 127]", "values [-9, 0, 9]");
        assertThat(WeightTable.of(rows).lines().get(6))
                .containsPattern("all +1,152 +540 +1/8.53 +6 +4");
    }
}
