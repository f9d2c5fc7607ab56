package io.github.djlqat.runtime.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.flatbuffers.FlexBuffersBuilder;
import io.github.djlqat.runtime.IntegerModel;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.graph.Coding;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Tensor;
import io.github.djlqat.runtime.writer.TfliteWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Coded weights in files: what is written, and files by Google's library that do not fit. */
class CodedFileTest {

    private static final int UINT8 = 3;
    private static final int FLOAT32 = 0;
    private static final int INT8 = 9;
    private static final int INT4 = 17;
    private static final int FULLY_CONNECTED = 9;

    /** DjlqatFullyConnected [1,4] to [1,4] with ternary weights of 2 bits. */
    private static FileBuilder dense(
            int[] shape, int bits, int stream, int table, float... scales) {
        FileBuilder file = new FileBuilder();
        file.codes.add(new FileBuilder.CodeSpec(32, 32, 1, "DjlqatFullyConnected"));
        file.tensors.add(new FileBuilder.TensorSpec().with(t -> t.name = "in"));
        file.tensors.add(new FileBuilder.TensorSpec().with(t -> t.name = "out"));
        byte[] packed = new byte[stream];
        Arrays.fill(packed, (byte) 0b01_10_00_01);
        int weights = file.constant(UINT8, new int[] {stream}, packed);
        byte[] values = new byte[table];
        values[1] = 5;
        int values0 = file.constant(INT8, new int[] {table}, values);
        ByteBuffer real = ByteBuffer.allocate(4 * scales.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float scale : scales) {
            real.putFloat(scale);
        }
        int scales0 = file.constant(FLOAT32, new int[] {scales.length}, real.array());
        FileBuilder.OperatorSpec op = new FileBuilder.OperatorSpec();
        op.inputs = new int[] {0, weights, values0, scales0};
        op.custom = options(shape, bits);
        file.operators.add(op);
        return file;
    }

    private static byte[] options(int[] shape, int bits) {
        FlexBuffersBuilder b = new FlexBuffersBuilder(64);
        int map = b.startMap();
        b.putInt("bits", bits);
        b.putInt("fused_activation_function", 0);
        b.putBoolean("keep_num_dims", false);
        int list = b.startVector();
        for (int dimension : shape) {
            b.putInt(dimension);
        }
        b.endVector("filter_shape", list, true, false);
        b.endMap(null, map);
        ByteBuffer buffer = b.finish();
        return Arrays.copyOf(buffer.array(), buffer.limit());
    }

    private static void refused(FileBuilder file, String... parts) {
        assertThatThrownBy(() -> TfliteReader.read(file.build()))
                .isInstanceOf(MalformedModelException.class)
                .hasMessageContainingAll(parts)
                .hasMessageContainingAll("expected", "found");
    }

    @Test
    void googlesFileLoadsAndRuns() throws Exception {
        FileBuilder file = dense(new int[] {4, 4}, 2, 4, 4, 0.5f);
        IntegerGraph graph = TfliteReader.read(file.build());
        assertThat(graph.tensors()).hasSize(3);
        Tensor filter = graph.tensor(2);
        assertThat(filter.type()).isEqualTo(ElementType.CODED);
        assertThat(filter.byteSize()).isEqualTo(4);
        byte[] row = {5, 0, 0, 5};
        byte[] decoded = filter.requireCoding().values(filter.requireData(), 16);
        assertThat(Arrays.copyOf(decoded, 4)).isEqualTo(row);
        try (IntegerModel model = IntegerModel.of(graph, LoadOptions.defaults())) {
            // 0.5 * 0.5 * 5 * (10 + 20) / 0.5 = 75.
            assertThat(model.run(new byte[] {10, 99, 77, 20})).containsOnly(75);
            assertThat(model.weightBytes()).isEqualTo(4);
            assertThat(model.operators().get(0).weightBits()).isEqualTo(2);
        }
    }

    @Test
    void partsThatDoNotFitAreRefused() {
        int[] square = {4, 4};
        refused(dense(square, 2, 5, 4, 1f), "inputs[1]", "4 bytes for [4, 4] at 2 bits, found 5");
        refused(dense(square, 2, 4, 3, 1f), "inputs[2]", "4 values for 2 bits, found 3");
        refused(dense(square, 0, 4, 4, 1f), "custom_options.bits", "expected 1 to 8, found 0");
        refused(dense(square, 9, 4, 4, 1f), "custom_options.bits", "expected 1 to 8, found 9");
        refused(dense(square, 2, 4, 4, 1f, 1f), "inputs[3]", "expected 1 or 4, found 2");
        for (float bad : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
            refused(dense(square, 2, 4, 4, bad), "inputs[3]", "finite scales above 0", "" + bad);
        }
        int[][] shapes = {{16}, {4, 0}, {-4, -4}, {1, 4, 4}, {65536, 65536}};
        for (int[] shape : shapes) {
            refused(dense(shape, 2, 4, 4, 1f), "custom_options.filter_shape", "2 dimensions");
        }
    }

    @Test
    void partsOfAnotherTypeAreRefused() {
        FileBuilder file = dense(new int[] {4, 4}, 2, 4, 4, 1f);
        file.tensor(3).type = UINT8;
        refused(file, "inputs[2]", "expected a constant of INT8, found UINT8");
        FileBuilder computed = dense(new int[] {4, 4}, 2, 4, 4, 1f);
        computed.operators.get(0).inputs[1] = 0;
        refused(computed, "inputs[1]", "expected a constant of UINT8, found a computed tensor");
    }

    @Test
    void optionsThatAreNotThereAreRefused() {
        FileBuilder file = dense(new int[] {4, 4}, 2, 4, 4, 1f);
        file.operators.get(0).custom = null;
        refused(file, "custom_options", "expected a map for DjlqatFullyConnected, found none");
    }

    @Test
    void sameStreamReadInTwoWaysIsRefused() {
        FileBuilder file = dense(new int[] {4, 4}, 2, 4, 4, 1f);
        FileBuilder.OperatorSpec second = new FileBuilder.OperatorSpec();
        second.inputs = file.operators.get(0).inputs;
        second.custom = options(new int[] {2, 8}, 2);
        file.operators.add(second);
        refused(file, "operators[1].inputs[1]", "the same weights as other operators do");
    }

    @Test
    void int4IsAnOrdinaryTensor() throws Exception {
        FileBuilder file = FileBuilder.of(FULLY_CONNECTED, 10);
        int weights =
                file.constant(INT4, new int[] {4, 4}, new byte[] {0x21, 0x43, 1, 2, 3, 4, 5, 6});
        file.tensor(weights).scales = new float[] {0.5f};
        file.operators.get(0).inputs = new int[] {0, weights};
        Tensor filter = TfliteReader.read(file.build()).tensor(weights);
        assertThat(filter.coding()).isEqualTo(Coding.INT4);
        assertThat(Coding.INT4.values(filter.requireData(), 4)).containsExactly(1, 2, 3, 4);
        file.tensor(weights).shape = new int[] {4, 5};
        refused(file, "buffer", "expected 10 bytes for INT4 [4, 5], found 8");
    }

    @Test
    void writerUsesTflitesVersionsAndNames() throws Exception {
        TfliteInfo info = TfliteInfo.read(TfliteWriter.write(SampleGraphs.custom(1)));
        assertThat(info.operators().stream().map(o -> o.name() + " " + o.version()))
                .containsExactly(
                        "DjlqatBatchNorm 1",
                        "DjlqatBinarize 1",
                        "LceBconv2d 1",
                        "LceBMaxPool2d 1",
                        "LceBconv2d 1",
                        "LceQuantize 1",
                        "LceDequantize 1",
                        "DjlqatConv2D 1",
                        "DjlqatConv2D 1",
                        "CONV_2D 7",
                        "DjlqatDepthwiseConv2D 1",
                        "DjlqatFullyConnected 1");
        assertThat(info.operators()).allMatch(TfliteInfo.OperatorInfo::known);
    }

    @Test
    void sharedWeightsAreWrittenOnce() throws Exception {
        IntegerGraph graph = SampleGraphs.custom(2);
        byte[] file = TfliteWriter.write(graph);
        long coded =
                graph.operators().stream()
                        .flatMap(o -> Arrays.stream(o.inputs().toArray()).boxed())
                        .filter(i -> i != Operator.NONE && graph.tensor(i).coding() != null)
                        .filter(i -> !graph.tensor(i).requireCoding().equals(Coding.INT4))
                        .distinct()
                        .count();
        assertThat(coded).isEqualTo(3);
        assertThat(TfliteInfo.read(file).tensors()).isEqualTo(graph.tensors().size() + 2 * coded);
        assertThat(TfliteReader.read(file)).isEqualTo(graph);
    }
}
