package io.github.djlqat.runtime.tflite;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.flatbuffers.Table;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Quantization;
import io.github.djlqat.runtime.graph.Tensor;
import io.github.djlqat.runtime.writer.TfliteWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What was written, read with Google's library and the schema's own field numbers. */
class TfliteLayoutTest {

    private static final Map<ElementType, Integer> TYPES =
            Map.of(
                    ElementType.FLOAT32, 0,
                    ElementType.INT32, 2,
                    ElementType.UINT8, 3,
                    ElementType.INT64, 4,
                    ElementType.INT8, 9);

    private final IntegerGraph graph = SampleGraphs.builtin(4);
    private final ByteBuffer file =
            ByteBuffer.wrap(TfliteWriter.write(graph)).order(ByteOrder.LITTLE_ENDIAN);
    private final Peek model = new Peek(file, file.getInt(0));

    /** A table by position; checks alignment on the way, as the C++ verifier does. */
    private static final class Peek extends Table {
        Peek(ByteBuffer buffer, int at) {
            __reset(at, buffer);
            assertThat(at % 4).as("table at %d", at).isZero();
            assertThat((at - buffer.getInt(at)) % 2).as("vtable of %d", at).isZero();
        }

        private int place(int field) {
            int offset = __offset(4 + 2 * field);
            return offset == 0 ? 0 : bb_pos + offset;
        }

        boolean has(int field) {
            return place(field) != 0;
        }

        int int8(int field) {
            return has(field) ? bb.get(place(field)) : 0;
        }

        int int32(int field) {
            int at = place(field);
            assertThat(at % 4).as("field %d", field).isZero();
            return at == 0 ? 0 : bb.getInt(at);
        }

        String string(int field) {
            int at = __indirect(place(field));
            assertThat(at % 4).as("string at %d", at).isZero();
            int length = bb.getInt(at);
            assertThat(bb.get(at + 4 + length)).as("end of string at %d", at).isZero();
            return __string(place(field));
        }

        Peek table(int field) {
            return new Peek(bb, __indirect(place(field)));
        }

        int length(int field) {
            return has(field) ? __vector_len(place(field) - bb_pos) : 0;
        }

        /** Returns where a vector's first element stands. */
        int vector(int field, int alignment) {
            int at = __vector(place(field) - bb_pos);
            assertThat((at - 4) % 4).as("vector at %d", at).isZero();
            assertThat(at % alignment).as("vector at %d", at).isZero();
            return at;
        }

        List<Peek> tables(int field) {
            List<Peek> tables = new ArrayList<>();
            for (int i = 0; i < length(field); i++) {
                tables.add(new Peek(bb, __indirect(vector(field, 4) + 4 * i)));
            }
            return tables;
        }

        List<Integer> ints(int field) {
            List<Integer> values = new ArrayList<>();
            for (int i = 0; i < length(field); i++) {
                values.add(bb.getInt(vector(field, 4) + 4 * i));
            }
            return values;
        }
    }

    @Test
    void headSaysTfliteVersion3() {
        byte[] identifier = new byte[4];
        file.get(4, identifier);
        assertThat(new String(identifier, StandardCharsets.US_ASCII)).isEqualTo("TFL3");
        assertThat(model.int32(0)).isEqualTo(3);
        assertThat(model.string(3)).isEqualTo(graph.description());
        assertThat(model.tables(2)).hasSize(1);
    }

    @Test
    void tensorsStandInOrder() {
        List<Peek> tensors = model.tables(2).get(0).tables(0);
        List<Peek> buffers = model.tables(4);
        assertThat(tensors).hasSameSizeAs(graph.tensors());
        assertThat(buffers.get(0).has(0)).as("data of buffer 0").isFalse();
        for (int i = 0; i < tensors.size(); i++) {
            Tensor expected = graph.tensor(i);
            Peek tensor = tensors.get(i);
            assertThat(tensor.string(3)).isEqualTo(expected.name());
            assertThat(tensor.int8(1)).isEqualTo(TYPES.get(expected.type()));
            assertThat(tensor.ints(0))
                    .containsExactly(box(expected.shape().dimensions().toArray()));
            Peek buffer = buffers.get(tensor.int32(2));
            if (expected.data() == null) {
                assertThat(tensor.int32(2)).isZero();
            } else {
                byte[] data = new byte[buffer.length(0)];
                file.get(buffer.vector(0, 16), data);
                assertThat(data).isEqualTo(expected.data().toArray());
            }
            checkQuantization(tensor, expected.quantization());
        }
    }

    private void checkQuantization(Peek tensor, Quantization expected) {
        assertThat(tensor.has(4)).isEqualTo(expected != null);
        if (expected == null) {
            return;
        }
        Peek quantization = tensor.table(4);
        int count = expected.scales().size();
        assertThat(quantization.length(2)).isEqualTo(count);
        assertThat(quantization.length(3)).isEqualTo(count);
        for (int c = 0; c < count; c++) {
            assertThat(file.getFloat(quantization.vector(2, 4) + 4 * c))
                    .isEqualTo(expected.scales().get(c));
            assertThat(file.getLong(quantization.vector(3, 8) + 8 * c))
                    .isEqualTo(expected.zeroPoints().get(c));
        }
        assertThat(quantization.int32(6)).isEqualTo(expected.axis());
        assertThat(quantization.int8(4)).as("details").isZero();
    }

    /** Code, version and options type as TFLite's converter writes them for int8. */
    private static final Map<String, List<Integer>> INT8 =
            Map.ofEntries(
                    Map.entry("ADD", List.of(0, 2, 11)),
                    Map.entry("AVERAGE_POOL_2D", List.of(1, 2, 5)),
                    Map.entry("CONCATENATION", List.of(2, 2, 10)),
                    Map.entry("CONV_2D", List.of(3, 3, 1)),
                    Map.entry("DEPTHWISE_CONV_2D", List.of(4, 3, 2)),
                    Map.entry("DEQUANTIZE", List.of(6, 2, 38)),
                    Map.entry("FULLY_CONNECTED", List.of(9, 5, 8)),
                    Map.entry("LOGISTIC", List.of(14, 2, 0)),
                    Map.entry("MAX_POOL_2D", List.of(17, 2, 5)),
                    Map.entry("MUL", List.of(18, 2, 21)),
                    Map.entry("RELU", List.of(19, 2, 0)),
                    Map.entry("RELU6", List.of(21, 2, 0)),
                    Map.entry("RESHAPE", List.of(22, 1, 17)),
                    Map.entry("SOFTMAX", List.of(25, 2, 9)),
                    Map.entry("TANH", List.of(28, 2, 0)),
                    Map.entry("PAD", List.of(34, 2, 22)),
                    Map.entry("TRANSPOSE", List.of(39, 2, 26)),
                    Map.entry("MEAN", List.of(40, 2, 27)),
                    Map.entry("SUB", List.of(41, 2, 28)),
                    Map.entry("STRIDED_SLICE", List.of(45, 2, 32)),
                    Map.entry("PADV2", List.of(60, 2, 43)),
                    Map.entry("RESIZE_NEAREST_NEIGHBOR", List.of(97, 3, 74)),
                    Map.entry("LEAKY_RELU", List.of(98, 1, 75)),
                    Map.entry("QUANTIZE", List.of(114, 1, 89)),
                    Map.entry("HARD_SWISH", List.of(117, 1, 91)));

    @Test
    void operatorsHaveCodesVersionsAndOptions() {
        List<Peek> codes = model.tables(1);
        List<Peek> operators = model.tables(2).get(0).tables(3);
        assertThat(operators).hasSameSizeAs(graph.operators());
        for (int i = 0; i < operators.size(); i++) {
            Operator expected = graph.operators().get(i);
            Peek operator = operators.get(i);
            Peek code = codes.get(operator.int32(0));
            List<Integer> numbers = INT8.get(expected.opName());
            assertThat(code.int8(0)).as("deprecated code").isEqualTo(numbers.get(0));
            assertThat(code.int32(3)).as("code").isEqualTo(numbers.get(0));
            boolean grouped = i == 1;
            assertThat(code.has(2) ? code.int32(2) : 1)
                    .as("version of %s", expected)
                    .isEqualTo(grouped ? 6 : numbers.get(1));
            assertThat(operator.int8(3)).as("options type").isEqualTo(numbers.get(2));
            assertThat(operator.has(4)).isEqualTo(numbers.get(2) != 0);
            assertThat(operator.ints(2)).containsExactly(expected.output());
            List<Integer> inputs = operator.ints(1);
            for (int k = 0; k < inputs.size(); k++) {
                assertThat(inputs.get(k)).isEqualTo(expected.inputs().get(k));
            }
        }
    }

    @Test
    void absentBiasIsLeftOutOfConvolutionsAndMinusOneInFullyConnected() {
        List<Peek> operators = model.tables(2).get(0).tables(3);
        for (int i = 0; i < operators.size(); i++) {
            Operator operator = graph.operators().get(i);
            if (operator instanceof Operator.Conv2D conv) {
                assertThat(operators.get(i).length(1)).isEqualTo(conv.bias() < 0 ? 2 : 3);
            } else if (operator instanceof Operator.FullyConnected) {
                assertThat(operators.get(i).ints(1)).hasSize(3).endsWith(-1);
            }
        }
    }

    @Test
    void optionsHoldTheSchemasFields() {
        List<Peek> operators = model.tables(2).get(0).tables(3);
        Peek grouped = operators.get(1).table(4);
        assertThat(grouped.int8(0)).as("SAME").isZero();
        assertThat(grouped.int32(1)).as("stride_w").isEqualTo(1);
        assertThat(grouped.int8(3)).as("RELU6").isEqualTo(3);
        assertThat(grouped.has(4)).as("dilation_w_factor, default 1").isFalse();
        assertThat(grouped.int32(5)).as("dilation_h_factor").isEqualTo(2);
        Peek depthwise = operators.get(3).table(4);
        assertThat(depthwise.int32(3)).as("depth_multiplier").isEqualTo(2);
        assertThat(depthwise.int32(5)).as("dilation_w_factor").isEqualTo(2);
        for (int i = 0; i < operators.size(); i++) {
            Operator operator = graph.operators().get(i);
            Peek options = operators.get(i).has(4) ? operators.get(i).table(4) : null;
            if (operator.opName().equals("AVERAGE_POOL_2D")) {
                assertThat(options.int32(3)).as("filter_width").isEqualTo(2);
                assertThat(options.int32(4)).as("filter_height").isEqualTo(3);
            } else if (operator instanceof Operator.Softmax) {
                assertThat(Float.intBitsToFloat(options.int32(0))).isEqualTo(2f);
            } else if (operator instanceof Operator.StridedSlice) {
                assertThat(options.int32(0)).as("begin_mask").isEqualTo(2);
                assertThat(options.int32(1)).as("end_mask").isEqualTo(8);
                assertThat(options.int32(4)).as("shrink_axis_mask").isEqualTo(1);
            } else if (operator instanceof Operator.Concatenation) {
                assertThat(options.int32(0)).as("axis").isEqualTo(-1);
            } else if (operator instanceof Operator.ResizeNearestNeighbor) {
                assertThat(options.int8(0)).as("align_corners").isZero();
                assertThat(options.int8(1)).as("half_pixel_centers").isEqualTo(1);
            } else if (operator instanceof Operator.FullyConnected) {
                assertThat(options.int8(2)).as("keep_num_dims").isEqualTo(1);
            }
        }
    }

    private static Integer[] box(int[] values) {
        Integer[] boxed = new Integer[values.length];
        for (int i = 0; i < values.length; i++) {
            boxed[i] = values[i];
        }
        return boxed;
    }
}
