package io.github.djlqat.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djlqat.onnx.proto.GraphProto;
import io.github.djlqat.onnx.proto.ModelProto;
import io.github.djlqat.onnx.proto.NodeProto;
import io.github.djlqat.onnx.proto.TensorProto;
import io.github.djlqat.onnx.proto.ValueInfoProto;
import io.github.djlqat.runtime.IntegerModel;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.UnsupportedOperatorException;
import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Padding;
import io.github.djlqat.runtime.graph.Quantization;
import io.github.djlqat.runtime.graph.Shape;
import io.github.djlqat.runtime.testing.GraphBuilder;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OnnxExporterTest {

    private static final Shape IMAGE = Shape.of(1, 5, 6, 4);
    private static final int CHANNELS = 3;
    private static final int CLASSES = 7;

    private final Random random = new Random(1);

    /** Padding, convolution, flattening and a matrix, as converters of this project write them. */
    private IntegerGraph network() {
        GraphBuilder graph = new GraphBuilder();
        int input = graph.input(ElementType.INT8, IMAGE, 0.02f, -3);
        int padded = graph.codes(ElementType.INT8, Shape.of(1, 7, 8, 4), 0.02f, -3);
        graph.add(
                new Operator.Pad(input, graph.ints(0, 0, 1, 1, 1, 1, 0, 0), Operator.NONE, padded));
        int filter = weights(graph, Shape.of(CHANNELS, 3, 3, 4), CHANNELS);
        int bias = bias(graph, filter, 0.02f, CHANNELS);
        int features = graph.codes(ElementType.INT8, Shape.of(1, 3, 3, CHANNELS), 0.05f, -128);
        graph.add(
                new Operator.Conv2D(
                        padded,
                        filter,
                        bias,
                        features,
                        Padding.VALID,
                        2,
                        2,
                        1,
                        1,
                        Activation.RELU));
        int flat = graph.codes(ElementType.INT8, Shape.of(1, 9 * CHANNELS), 0.05f, -128);
        graph.add(new Operator.Reshape(features, graph.ints(1, -1), flat));
        int matrix = weights(graph, Shape.of(CLASSES, 9 * CHANNELS), CLASSES);
        int scores = graph.codes(ElementType.INT8, Shape.of(1, CLASSES), 0.1f, 5);
        graph.add(
                new Operator.FullyConnected(
                        flat, matrix, Operator.NONE, scores, false, Activation.NONE));
        return graph.build(scores);
    }

    private int weights(GraphBuilder graph, Shape shape, int channels) {
        byte[] codes = new byte[shape.elements()];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) (random.nextInt(255) - 127);
        }
        float[] scales = new float[channels];
        for (int i = 0; i < channels; i++) {
            scales[i] = 0.001f + 0.002f * random.nextFloat();
        }
        return graph.add(
                ElementType.INT8, shape, Quantization.perChannel(scales, 0), Bytes.of(codes));
    }

    private int bias(GraphBuilder graph, int filter, float inputScale, int channels) {
        int[] sums = new int[channels];
        float[] scales = graph.tensor(filter).requireQuantization().scales().toArray();
        for (int i = 0; i < channels; i++) {
            sums[i] = random.nextInt(2001) - 1000;
            scales[i] *= inputScale;
        }
        return graph.add(
                ElementType.INT32,
                Shape.of(channels),
                Quantization.perChannel(scales, 0),
                Bytes.ofInts(sums));
    }

    @Test
    void usesNchwAndFloatAtTheEnds() throws Exception {
        IntegerGraph graph = network();
        ModelProto model = OnnxExporter.export(graph, OnnxOptions.defaults());
        assertThat(model.getOpsetImport(0).getVersion()).isEqualTo(13);
        ValueInfoProto input = model.getGraph().getInput(0);
        assertThat(input.getName()).isEqualTo("t0");
        assertThat(input.getType().getTensorType().getElemType())
                .isEqualTo(TensorProto.DataType.FLOAT.getNumber());
        assertThat(dimensions(input)).containsExactly(1L, 4L, 5L, 6L);
        ValueInfoProto output = model.getGraph().getOutput(0);
        assertThat(dimensions(output)).containsExactly(1L, (long) CLASSES);
        // Padding is the convolution's own, and no value changes its layout.
        assertThat(operations(model.getGraph())).doesNotContain("Pad", "Transpose");
        NodeProto convolution =
                model.getGraph().getNodeList().stream()
                        .filter(n -> n.getOpType().equals("Conv"))
                        .findFirst()
                        .orElseThrow();
        assertThat(
                        convolution.getAttributeList().stream()
                                .filter(a -> a.getName().equals("pads"))
                                .findFirst()
                                .orElseThrow()
                                .getIntsList())
                .containsExactly(1L, 1L, 1L, 1L);
    }

    private static List<Long> dimensions(ValueInfoProto value) {
        return value.getType().getTensorType().getShape().getDimList().stream()
                .map(d -> d.getDimValue())
                .toList();
    }

    private static List<String> operations(GraphProto graph) {
        return graph.getNodeList().stream().map(NodeProto::getOpType).toList();
    }

    @Test
    void keepsScalesBitForBit() throws Exception {
        IntegerGraph graph = network();
        GraphProto onnx = OnnxExporter.export(graph, OnnxOptions.defaults()).getGraph();
        Operator.Conv2D conv = (Operator.Conv2D) graph.operators().get(1);
        Quantization weights = graph.tensor(conv.filter()).requireQuantization();
        Quantization input = graph.tensor(conv.input()).requireQuantization();
        float[] filter = floats(onnx, graph.tensor(conv.filter()).name() + "_scale");
        float[] bias = floats(onnx, graph.tensor(conv.bias()).name() + "_scale");
        assertThat(filter).containsExactly(weights.scales().toArray());
        for (int i = 0; i < CHANNELS; i++) {
            assertThat(bias[i]).isEqualTo(input.scale() * weights.scales().get(i));
        }
    }

    private static float[] floats(GraphProto graph, String name) {
        TensorProto tensor =
                graph.getInitializerList().stream()
                        .filter(t -> t.getName().equals(name))
                        .findFirst()
                        .orElseThrow();
        float[] values = new float[tensor.getRawData().size() / 4];
        tensor.getRawData()
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return values;
    }

    @Test
    void flattenedImagesMeetPermutedColumns() throws Exception {
        for (int seed = 0; seed < 5; seed++) {
            assertThat(OperatorAgreementTest.difference(network(), seed)).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void floatEndsQuantizeAsTheIntegerModelDoes() throws Exception {
        IntegerGraph graph = network();
        byte[] model = OnnxExporter.export(graph, OnnxOptions.defaults()).toByteArray();
        compare(graph, model, 0.11f);
    }

    @Test
    void floatModelIsNearTheIntegerModel() throws Exception {
        IntegerGraph graph = network();
        OnnxOptions options = OnnxOptions.defaults().withPrecision(OnnxOptions.Precision.FLOAT32);
        ModelProto model = OnnxExporter.export(graph, options);
        assertThat(operations(model.getGraph()))
                .doesNotContain("QuantizeLinear", "DequantizeLinear")
                .contains("Relu");
        compare(graph, model.toByteArray(), 0.25f);
    }

    /** Runs floats through both; scores are 0.1 apart. */
    private void compare(IntegerGraph graph, byte[] onnx, float tolerance) throws Exception {
        try (IntegerModel model = IntegerModel.of(graph, LoadOptions.defaults());
                OnnxRuntime runtime = new OnnxRuntime(graph, onnx)) {
            float[] first = new float[IMAGE.elements()];
            float[] last = new float[IMAGE.elements()];
            int pixels = IMAGE.get(1) * IMAGE.get(2);
            for (int i = 0; i < first.length; i++) {
                // On the input's own grid, so that both models see the same.
                float value = 0.02f * (random.nextInt(200) - 100);
                last[i] = value;
                first[i % 4 * pixels + i / 4] = value;
            }
            float[] expected = model.run(last);
            float[] found = runtime.run(first);
            for (int i = 0; i < CLASSES; i++) {
                assertThat(found[i]).isBetween(expected[i] - tolerance, expected[i] + tolerance);
            }
        }
    }

    @Test
    void namesWhatItCannotWrite() {
        GraphBuilder builder = new GraphBuilder();
        int input = builder.input(ElementType.INT8, Shape.of(1, 40), 0.1f, 0);
        int bits = builder.add(ElementType.INT32, Shape.of(1, 2), null, null);
        builder.add(new Operator.LceQuantize(input, bits));
        IntegerGraph graph = builder.build(bits);
        assertThatThrownBy(() -> OnnxExporter.export(graph, OnnxOptions.defaults()))
                .isInstanceOf(UnsupportedOperatorException.class)
                .hasMessageStartingWith("operators[0] LceQuantize: expected")
                .hasMessageContaining(".tflite");
    }

    @Test
    void codesAtTheEndsOfAFloatModelAreRefused() {
        OnnxOptions codes = OnnxOptions.defaults().withBoundary(OnnxOptions.Boundary.CODES);
        assertThatThrownBy(() -> codes.withPrecision(OnnxOptions.Precision.FLOAT32))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found CODES");
    }
}
