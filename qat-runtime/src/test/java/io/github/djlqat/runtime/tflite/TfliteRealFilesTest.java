package io.github.djlqat.runtime.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Quantization;
import io.github.djlqat.runtime.graph.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Oddities that files of real converters have, each built by hand with Google's library. */
class TfliteRealFilesTest {

    private static final int TANH = 28;
    private static final int PAD = 34;
    private static final int RESHAPE = 22;
    private static final int CONV_2D = 3;
    private static final int DEPTHWISE_CONV_2D = 4;
    private static final int FULLY_CONNECTED = 9;
    private static final int INT32 = 2;
    private static final int INT64 = 4;
    private static final int INT8 = 9;

    @Test
    void oldFilesHaveTheDeprecatedCodeOnly() throws Exception {
        FileBuilder file = FileBuilder.of(TANH, 1);
        file.codes.set(0, new FileBuilder.CodeSpec(TANH, 0, 1, null));
        assertThat(TfliteReader.read(file.build()).operators())
                .containsExactly(new Operator.Unary(Operator.Function.TANH, 0, 1));
    }

    @Test
    void newFilesMayHaveThePlaceholderAsDeprecatedCode() throws Exception {
        FileBuilder file = FileBuilder.of(200, 1);
        assertThat(TfliteInfo.read(file.build()).operators())
                .containsExactly(new TfliteInfo.OperatorInfo("STABLEHLO_WHILE", 200, 1, false));
    }

    @Test
    void onlyTheFirstSubgraphCounts() throws Exception {
        FileBuilder file = FileBuilder.of(TANH, 1);
        file.subgraphs = 3;
        assertThat(TfliteReader.read(file.build()).operators()).hasSize(1);
        assertThat(TfliteInfo.read(file.build()).subgraphs()).isEqualTo(3);
    }

    @Test
    void tensorsThatNothingUsesAreNotLookedAt() throws Exception {
        FileBuilder file = FileBuilder.of(TANH, 1);
        file.tensors.add(
                new FileBuilder.TensorSpec()
                        .with(
                                t -> {
                                    t.type = 5;
                                    t.shape = new int[] {-1, 0};
                                    t.name = "a string";
                                    t.scales = new float[] {-1};
                                    t.buffer = 99;
                                }));
        IntegerGraph graph = TfliteReader.read(file.build());
        assertThat(graph.tensors()).hasSize(3);
        assertThat(graph.tensor(2).name()).isEqualTo("a string");
        assertThat(graph.tensor(2).shape()).isEqualTo(Shape.of());
    }

    @Test
    void intermediatesAndMetadataAreIgnored() throws Exception {
        FileBuilder file = FileBuilder.of(TANH, 1);
        file.operators.get(0).intermediates = new int[] {44, -7};
        file.metadata.add("min_runtime_version");
        assertThat(TfliteReader.read(file.build()).operators()).hasSize(1);
        TfliteInfo info = TfliteInfo.read(file.build());
        assertThat(info.metadata()).containsExactly("min_runtime_version");
        assertThat(info.description()).isEqualTo("built by hand");
        assertThat(info.schemaVersion()).isEqualTo(3);
        assertThat(info.tensors()).isEqualTo(2);
        assertThat(info.operators())
                .containsExactly(new TfliteInfo.OperatorInfo("TANH", 28, 1, true));
    }

    @Test
    void shapeCountsNotItsSignature() throws Exception {
        FileBuilder file = FileBuilder.of(TANH, 1);
        file.tensor(0).signature = new int[] {-1, 4};
        assertThat(TfliteReader.read(file.build()).tensor(0).shape()).isEqualTo(Shape.of(1, 4));
    }

    @Test
    void tensorWithoutAShapeIsAScalar() throws Exception {
        FileBuilder file = FileBuilder.of(TANH, 1);
        file.tensor(0).shape = null;
        file.tensor(1).shape = new int[0];
        IntegerGraph graph = TfliteReader.read(file.build());
        assertThat(graph.tensor(0).shape()).isEqualTo(Shape.of());
        assertThat(graph.tensor(1).shape()).isEqualTo(Shape.of());
    }

    @Test
    void emptyScaleIsNoQuantization() throws Exception {
        FileBuilder file = FileBuilder.of(TANH, 1);
        file.tensor(0).scales = new float[0];
        file.tensor(0).zeroPoints = new long[0];
        file.tensor(1).scales = null;
        IntegerGraph graph = TfliteReader.read(file.build());
        assertThat(graph.tensor(0).quantization()).isNull();
        assertThat(graph.tensor(1).quantization()).isNull();
    }

    @Test
    void scalesOfPlainIntegersAreIgnored() throws Exception {
        FileBuilder file = FileBuilder.of(PAD, 1);
        int paddings = file.constant(INT32, new int[] {2, 2}, new byte[16]);
        file.tensor(paddings).scales = new float[] {0, Float.NaN};
        file.tensor(paddings).zeroPoints = new long[] {1L << 40};
        file.operators.get(0).inputs = new int[] {0, paddings};
        assertThat(TfliteReader.read(file.build()).tensor(paddings).quantization()).isNull();
    }

    @Test
    void paddingsOf64BitsBecome32() throws Exception {
        FileBuilder file = FileBuilder.of(PAD, 1);
        ByteBuffer data = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        data.putLong(0).putLong(1).putLong(-2).putLong(Integer.MAX_VALUE);
        int paddings = file.constant(INT64, new int[] {2, 2}, data.array());
        file.operators.get(0).inputs = new int[] {0, paddings};
        IntegerGraph graph = TfliteReader.read(file.build());
        assertThat(graph.tensor(paddings).type()).isEqualTo(ElementType.INT32);
        assertThat(graph.tensor(paddings).requireData().toInts())
                .containsExactly(0, 1, -2, Integer.MAX_VALUE);

        data.putLong(8, 1L << 31);
        FileBuilder wide = FileBuilder.of(PAD, 1);
        wide.constant(INT64, new int[] {2, 2}, data.array());
        wide.operators.get(0).inputs = new int[] {0, paddings};
        assertThatThrownBy(() -> TfliteReader.read(wide.build()))
                .isInstanceOf(MalformedModelException.class)
                .hasMessageContaining("subgraphs[0].tensors[2].buffer")
                .hasMessageContaining(
                        "element 1: expected an integer of 32 bits, found 2147483648");
    }

    @Test
    void reshapeDoesWithoutShapeOperandAndOptions() throws Exception {
        FileBuilder file = FileBuilder.of(RESHAPE, 1);
        assertThat(TfliteReader.read(file.build()).operators())
                .containsExactly(new Operator.Reshape(0, Operator.NONE, 1));
        file.operators.get(0).inputs = new int[] {0, -1};
        assertThat(TfliteReader.read(file.build()).operators())
                .containsExactly(new Operator.Reshape(0, Operator.NONE, 1));
    }

    @Test
    void reshapeReadsOptionsOfItsOwn() throws Exception {
        FileBuilder file = FileBuilder.of(RESHAPE, 1);
        file.operators.get(0).optionsType = 17;
        file.operators.get(0).options =
                b -> {
                    int shape = FileBuilder.ints(b, new int[] {1, 4});
                    b.startTable(1);
                    b.addOffset(0, shape, 0);
                    return b.endTable();
                };
        assertThat(TfliteReader.read(file.build()).operators())
                .containsExactly(new Operator.Reshape(0, Operator.NONE, 1));
    }

    @Test
    void reshapeToAScalarHasAnEmptyShapeOperand() throws Exception {
        FileBuilder file = FileBuilder.of(RESHAPE, 1);
        file.tensor(0).shape = new int[] {1, 1};
        file.tensor(1).shape = null;
        int shape = file.constant(INT32, new int[] {0});
        file.operators.get(0).inputs = new int[] {0, shape};
        assertThat(TfliteReader.read(file.build()).operators())
                .containsExactly(new Operator.Reshape(0, Operator.NONE, 1));
    }

    @Test
    void otherOperandsMustNotBeEmpty() {
        FileBuilder file = FileBuilder.of(PAD, 1);
        int paddings = file.constant(INT32, new int[] {0, 2});
        file.operators.get(0).inputs = new int[] {0, paddings};
        assertThatThrownBy(() -> TfliteReader.read(file.build()))
                .isInstanceOf(MalformedModelException.class)
                .hasMessageContaining("subgraphs[0].operators[0].inputs[1]")
                .hasMessageContaining("expected a tensor with elements for PAD");
    }

    @Test
    void emptyBufferIsNoConstant() throws Exception {
        FileBuilder file = FileBuilder.of(FULLY_CONNECTED, 4);
        file.buffers.add(new FileBuilder.BufferSpec(new byte[0], 0, 0));
        int weights = file.constant(INT8, new int[] {4, 4}, new byte[16]);
        file.tensor(weights).buffer = 1;
        file.operators.get(0).inputs = new int[] {0, weights, -1};
        file.operators.get(0).optionsType = 8;
        file.operators.get(0).options =
                b -> {
                    b.startTable(5);
                    b.addByte(0, (byte) 1, 0);
                    b.addByte(2, (byte) 1, 0);
                    b.addByte(3, (byte) 1, 0);
                    b.addByte(4, (byte) 2, 0);
                    return b.endTable();
                };
        IntegerGraph graph = TfliteReader.read(file.build());
        assertThat(graph.tensor(weights).isConstant()).isFalse();
        assertThat(graph.operators())
                .containsExactly(
                        new Operator.FullyConnected(
                                0, weights, Operator.NONE, 1, true, Activation.RELU));
    }

    @Test
    void dataBehindTheFlatbufferIsAView() throws Exception {
        FileBuilder file = FileBuilder.of(FULLY_CONNECTED, 4);
        int weights = file.constant(INT8, new int[] {4, 4}, new byte[16]);
        file.operators.get(0).inputs = new int[] {0, weights};
        file.buffers.set(1, new FileBuilder.BufferSpec(null, 4096, 16));
        byte[] flatbuffer = file.build();
        byte[] whole = Arrays.copyOf(flatbuffer, 4096 + 16);
        whole[4096] = 42;
        IntegerGraph graph = TfliteReader.read(whole);
        assertThat(graph.tensor(weights).requireData().get(0)).isEqualTo((byte) 42);
        assertThatThrownBy(() -> TfliteReader.read(Arrays.copyOf(whole, 4096 + 15)))
                .isInstanceOf(MalformedModelException.class)
                .hasMessageContaining("buffers[1].offset")
                .hasMessageContaining("found 16 bytes at 4096");
    }

    @Test
    void biasOfADepthwiseConvolutionMayHaveTheFiltersDimension() throws Exception {
        FileBuilder file = FileBuilder.of(DEPTHWISE_CONV_2D, 3);
        file.tensor(0).shape = new int[] {1, 2, 2, 1};
        file.tensor(1).shape = new int[] {1, 2, 2, 2};
        int filter = file.constant(INT8, new int[] {1, 1, 1, 2}, new byte[2]);
        int bias = file.constant(INT32, new int[] {2}, new byte[8]);
        for (int tensor : new int[] {filter, bias}) {
            file.tensor(tensor).scales = new float[] {0.5f, 0.25f};
            file.tensor(tensor).zeroPoints = new long[2];
            file.tensor(tensor).axis = 3;
        }
        file.operators.get(0).inputs = new int[] {0, filter, bias};
        strides(file, 2);
        IntegerGraph graph = TfliteReader.read(file.build());
        float[] scales = {0.5f, 0.25f};
        assertThat(graph.tensor(filter).quantization())
                .isEqualTo(Quantization.perChannel(scales, 3));
        assertThat(graph.tensor(bias).quantization()).isEqualTo(Quantization.perChannel(scales, 0));
        assertThat(((Operator.DepthwiseConv2D) graph.operators().get(0)).depthMultiplier())
                .isEqualTo(2);
    }

    @Test
    void depthwiseShapesThatDoNotFitAreRefused() {
        FileBuilder file = FileBuilder.of(DEPTHWISE_CONV_2D, 3);
        file.tensor(0).shape = new int[] {1, 2, 2, 3};
        int filter = file.constant(INT8, new int[] {1, 1, 1, 4}, new byte[4]);
        file.operators.get(0).inputs = new int[] {0, filter};
        strides(file, 2);
        assertThatThrownBy(() -> TfliteReader.read(file.build()))
                .isInstanceOf(MalformedModelException.class)
                .hasMessageContaining("subgraphs[0].operators[0].inputs")
                .hasMessageContaining("found [1, 2, 2, 3] and [1, 1, 1, 4]");
    }

    @Test
    void scaleOfABiasCounts() {
        FileBuilder file = FileBuilder.of(CONV_2D, 3);
        int filter = file.constant(INT8, new int[] {4, 1, 1, 4}, new byte[16]);
        int bias = file.constant(INT32, new int[] {4}, new byte[16]);
        file.tensor(bias).scales = new float[] {0};
        file.operators.get(0).inputs = new int[] {0, filter, bias};
        strides(file, 1);
        assertThatThrownBy(() -> TfliteReader.read(file.build()))
                .isInstanceOf(MalformedModelException.class)
                .hasMessageContaining("subgraphs[0].tensors[3].quantization.scale[0]");
    }

    private static void strides(FileBuilder file, int optionsType) {
        file.operators.get(0).optionsType = optionsType;
        file.operators.get(0).options =
                b -> {
                    b.startTable(7);
                    b.addInt(1, 1, 0);
                    b.addInt(2, 1, 0);
                    return b.endTable();
                };
    }
}
