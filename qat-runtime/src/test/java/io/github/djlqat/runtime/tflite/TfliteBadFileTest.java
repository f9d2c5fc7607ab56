package io.github.djlqat.runtime.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.flatbuffers.FlatBufferBuilder;
import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.UnsupportedOperatorException;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files with one fault each: the message names the field, what was expected and what was found. */
class TfliteBadFileTest {

    private static final int TANH = 28;
    private static final int CONCATENATION = 2;
    private static final int CONV_2D = 3;
    private static final int DEPTHWISE_CONV_2D = 4;
    private static final int AVERAGE_POOL_2D = 1;
    private static final int FULLY_CONNECTED = 9;
    private static final int SOFTMAX = 25;
    private static final int STRIDED_SLICE = 45;

    static Stream<Arguments> malformed() {
        return Stream.of(
                bad(TANH, f -> f.version = 2, "version", "expected schema version 3, found 2"),
                bad(TANH, f -> f.identifier = "TFL2", "file identifier", "expected 'TFL3'"),
                bad(TANH, f -> f.subgraphs = 0, "subgraphs", "expected at least 1, found 0"),
                bad(
                        TANH,
                        f -> f.operators.get(0).opcode = 1,
                        "subgraphs[0].operators[0].opcode_index",
                        "expected less than 1 operator codes, found 1"),
                bad(
                        TANH,
                        f -> f.operators.get(0).opcode = -1,
                        "subgraphs[0].operators[0].opcode_index",
                        "found 4294967295"),
                bad(
                        TANH,
                        f -> f.operators.get(0).inputs = new int[] {2},
                        "subgraphs[0].operators[0].inputs[0]",
                        "expected the index of one of 2 tensors or -1, found 2"),
                bad(
                        TANH,
                        f -> f.operators.get(0).inputs = new int[] {-2},
                        "subgraphs[0].operators[0].inputs[0]",
                        "found -2"),
                bad(
                        TANH,
                        f -> f.operators.get(0).inputs = new int[] {-1},
                        "subgraphs[0].operators[0].inputs[0]",
                        "expected a tensor for TANH, found none (-1)"),
                bad(
                        TANH,
                        f -> f.operators.get(0).inputs = new int[0],
                        "subgraphs[0].operators[0].inputs",
                        "expected 1 to 1 for TANH, found 0"),
                bad(
                        TANH,
                        f -> f.operators.get(0).outputs = new int[] {1, 1},
                        "subgraphs[0].operators[0].outputs",
                        "expected 1 tensor for TANH, found 2"),
                bad(
                        TANH,
                        f -> f.operators.get(0).outputs = new int[] {Integer.MIN_VALUE},
                        "subgraphs[0].operators[0].outputs[0]",
                        "found -2147483648"),
                bad(
                        TANH,
                        f -> f.inputs = new int[] {-1},
                        "subgraphs[0].inputs[0]",
                        "expected the index of one of 2 tensors, found -1"),
                bad(TANH, f -> f.outputs = new int[] {7}, "subgraphs[0].outputs[0]", "found 7"),
                bad(
                        TANH,
                        f -> f.tensor(0).buffer = 5,
                        "subgraphs[0].tensors[0].buffer",
                        "expected the index of one of 1 buffers, found 5"),
                bad(
                        TANH,
                        f -> f.tensor(0).shape = new int[] {1, -4},
                        "subgraphs[0].tensors[0].shape[1]",
                        "expected at least 1, found -4"),
                bad(
                        TANH,
                        f -> f.tensor(0).shape = new int[] {1, 0},
                        "subgraphs[0].tensors[0].shape[1]",
                        "expected at least 1, found 0"),
                bad(
                        TANH,
                        f -> f.tensor(1).shape = new int[] {65536, 65536, 2},
                        "subgraphs[0].tensors[1].shape",
                        "expected at most 2147483647 elements"),
                bad(
                        TANH,
                        f -> f.tensor(1).shape = new int[9],
                        "subgraphs[0].tensors[1].shape",
                        "expected at most 8 elements, found 9"),
                bad(
                        TANH,
                        f -> f.tensor(0).scales = new float[] {0},
                        "subgraphs[0].tensors[0].quantization.scale[0]",
                        "expected finite and above 0, found 0.0"),
                bad(
                        TANH,
                        f -> f.tensor(0).scales = new float[] {-1},
                        "subgraphs[0].tensors[0].quantization.scale[0]",
                        "found -1.0"),
                bad(
                        TANH,
                        f -> f.tensor(0).scales = new float[] {Float.NaN},
                        "subgraphs[0].tensors[0].quantization.scale[0]",
                        "found NaN"),
                bad(
                        TANH,
                        f -> f.tensor(0).scales = new float[] {Float.POSITIVE_INFINITY},
                        "subgraphs[0].tensors[0].quantization.scale[0]",
                        "found Infinity"),
                bad(
                        TANH,
                        f -> f.tensor(0).zeroPoints = new long[] {128},
                        "subgraphs[0].tensors[0].quantization.zero_point[0]",
                        "expected -128 to 127 for INT8, found 128"),
                bad(
                        TANH,
                        f -> f.tensor(0).zeroPoints = new long[] {1L << 32},
                        "subgraphs[0].tensors[0].quantization.zero_point[0]",
                        "found 4294967296"),
                bad(
                        TANH,
                        f -> {
                            f.tensor(0).type = 3;
                            f.tensor(0).zeroPoints = new long[] {-1};
                        },
                        "subgraphs[0].tensors[0].quantization.zero_point[0]",
                        "expected 0 to 255 for UINT8, found -1"),
                bad(
                        TANH,
                        f -> f.tensor(0).zeroPoints = new long[2],
                        "subgraphs[0].tensors[0].quantization.zero_point",
                        "expected as many as scales, 1, found 2"),
                bad(
                        TANH,
                        f -> channels(f, 3, 1),
                        "subgraphs[0].tensors[0].quantization.scale",
                        "expected 1 or 4, as dimension 1 of [1, 4], found 3"),
                bad(
                        TANH,
                        f -> channels(f, 4, 2),
                        "subgraphs[0].tensors[0].quantization.quantized_dimension",
                        "expected a dimension of [1, 4], found 2"),
                bad(
                        TANH,
                        f -> channels(f, 4, -1),
                        "subgraphs[0].tensors[0].quantization.quantized_dimension",
                        "found -1"),
                bad(
                        TANH,
                        f -> outside(f, 1L << 40, 4),
                        "buffers[1].offset",
                        "found 4 bytes at 1099511627776"),
                bad(
                        TANH,
                        f -> outside(f, 16, -1),
                        "buffers[1].offset",
                        "found 18446744073709551615 bytes at 16"),
                bad(
                        TANH,
                        f -> outside(f, -8, 16),
                        "buffers[1].offset",
                        "found 16 bytes at 18446744073709551608"),
                bad(
                        TANH,
                        f -> outside(f, Long.MAX_VALUE, Long.MAX_VALUE),
                        "buffers[1].offset",
                        "found 9223372036854775807 bytes"),
                bad(
                        TANH,
                        f -> {
                            f.buffers.add(new FileBuilder.BufferSpec(new byte[3], 0, 0));
                            f.tensor(0).buffer = 1;
                        },
                        "subgraphs[0].tensors[0].buffer",
                        "expected 4 bytes for INT8 [1, 4], found 3 in buffers[1]"),
                bad(
                        TANH,
                        f -> f.codes.set(0, new FileBuilder.CodeSpec(-1, -5, 1, null)),
                        null,
                        "BUILTIN_-1"));
    }

    static Stream<Arguments> malformedOptions() {
        String options = "subgraphs[0].operators[0].builtin_options.";
        return Stream.of(
                conv(CONV_2D, 1, 0, 1, 1, "stride_w"),
                conv(CONV_2D, 1, 1, -1, 1, "stride_h"),
                conv(CONV_2D, 1, 1, 1, 0, "dilation_w_factor"),
                conv(DEPTHWISE_CONV_2D, 2, 1, 0, 1, "stride_h"),
                bad(
                        AVERAGE_POOL_2D,
                        f -> image(f, 5, b -> pool(b, 1, 1, 0, 2)),
                        options + "filter_width",
                        "expected at least 1, found 0"),
                bad(
                        AVERAGE_POOL_2D,
                        f -> image(f, 5, b -> pool(b, 1, 1, 2, -2147483648)),
                        options + "filter_height",
                        "found -2147483648"),
                bad(
                        AVERAGE_POOL_2D,
                        f -> image(f, 5, b -> pool(b, 0, 1, 2, 2)),
                        options + "stride_w",
                        "found 0"),
                bad(
                        AVERAGE_POOL_2D,
                        f -> image(f, 0, null),
                        options + "stride_w",
                        "expected at least 1, found 0"),
                bad(
                        AVERAGE_POOL_2D,
                        f -> image(f, 8, b -> pool(b, 1, 1, 2, 2)),
                        "subgraphs[0].operators[0].builtin_options_type",
                        "expected 5 for AVERAGE_POOL_2D or 0 for none, found 8"),
                bad(
                        CONCATENATION,
                        f -> options(f, 10, b -> table(b, 2)),
                        options + "axis",
                        "expected -2 to 1, found 2"),
                bad(
                        CONCATENATION,
                        f -> options(f, 10, b -> table(b, -3)),
                        options + "axis",
                        "expected -2 to 1, found -3"),
                bad(
                        SOFTMAX,
                        f -> options(f, 9, b -> table(b, Float.floatToIntBits(Float.NaN))),
                        options + "beta",
                        "expected a finite number, found NaN"),
                bad(
                        CONV_2D,
                        f -> options(f, 1, b -> windowed(b, 9, 1, 1, 1)),
                        "subgraphs[0].operators[0].inputs",
                        "expected 2 to 3 for CONV_2D, found 1"));
    }

    @ParameterizedTest(name = "{2} {3}")
    @MethodSource({"malformed", "malformedOptions"})
    void refusedByField(int code, Consumer<FileBuilder> fault, String field, String problem)
            throws Exception {
        FileBuilder file = FileBuilder.of(code, 1);
        fault.accept(file);
        byte[] bytes = file.build();
        Throwable thrown = catchThrowable(() -> TfliteReader.read(bytes));
        if (field == null) {
            assertThat(thrown).isInstanceOf(UnsupportedOperatorException.class);
        } else {
            assertThat(thrown).isInstanceOf(MalformedModelException.class);
            MalformedModelException malformed = (MalformedModelException) thrown;
            assertThat(malformed.field()).isEqualTo(field);
            assertThat(malformed.offset()).isBetween(4L, (long) bytes.length);
            assertThat(malformed).hasMessageStartingWith(field + " (byte ");
        }
        assertThat(thrown).hasMessageContaining(problem);
        assertThat(thrown.getMessage()).doesNotContain("\n");
    }

    static Stream<Arguments> unsupported() {
        return Stream.of(
                bad(67, f -> {}, "TRANSPOSE_CONV", "builtin operator 67 (version 1)"),
                bad(209, f -> {}, "STABLEHLO_CASE", "builtin operator 209"),
                bad(500, f -> {}, "BUILTIN_500", "builtin operator 500"),
                bad(
                        TANH,
                        f -> f.codes.set(0, new FileBuilder.CodeSpec(32, 32, 1, "LceBconv3d")),
                        "LceBconv3d",
                        "found a custom operator"),
                bad(TANH, f -> f.tensor(0).type = 7, "TANH", "found INT16"),
                bad(TANH, f -> f.tensor(1).type = 17, "TANH", "tensor 'out'"),
                bad(TANH, f -> f.tensor(1).type = 99, "TANH", "found TensorType 99"),
                bad(TANH, f -> f.tensor(0).sparse = true, "TANH", "found sparse data"),
                bad(TANH, f -> f.tensor(0).external = 1, "TANH", "found data in another"),
                bad(TANH, f -> f.tensor(0).detailsType = 1, "TANH", "quantization.details_type"),
                bad(
                        CONV_2D,
                        f -> conv(f, 1, b -> activation(b, 4)),
                        "CONV_2D",
                        "expected NONE, RELU, RELU_N1_TO_1 or RELU6, found TANH"),
                bad(
                        FULLY_CONNECTED,
                        f -> {
                            int weights = f.constant(9, new int[] {4, 4}, new byte[16]);
                            f.operators.get(0).inputs = new int[] {0, weights};
                            options(
                                    f,
                                    8,
                                    b -> {
                                        b.startTable(5);
                                        b.addByte(1, (byte) 1, 0);
                                        return b.endTable();
                                    });
                        },
                        "FULLY_CONNECTED",
                        "weights_format: expected 0 (DEFAULT), found 1 (SHUFFLED4x16INT8)"),
                slice(2, "ellipsis_mask"),
                slice(3, "new_axis_mask"));
    }

    @ParameterizedTest(name = "{2} {3}")
    @MethodSource("unsupported")
    void refusedByOperator(int code, Consumer<FileBuilder> fault, String name, String problem) {
        FileBuilder file = FileBuilder.of(code, 1);
        fault.accept(file);
        Throwable thrown = catchThrowable(() -> TfliteReader.read(file.build()));
        assertThat(thrown)
                .isInstanceOf(UnsupportedOperatorException.class)
                .hasMessageStartingWith("operators[0] " + name + ": ")
                .hasMessageContaining(problem);
        UnsupportedOperatorException unsupported = (UnsupportedOperatorException) thrown;
        assertThat(unsupported.operator()).isEqualTo(name);
        assertThat(unsupported.index()).isZero();
        assertThat(unsupported).hasMessageEndingWith(unsupported.remedy());
    }

    @Test
    void smallFilesThatUnfoldToHugeOnesAreRefused() {
        FileBuilder file = FileBuilder.of(TANH, 1);
        byte[] small = file.build();
        Limits tight = new Limits(1 << 20, 4, 4, 4, 1000, 2, 16);
        assertThat(catchThrowable(() -> TfliteReader.read(small, tight)))
                .isInstanceOf(MalformedModelException.class)
                .hasMessageContaining("subgraphs[0].tensors[1].name")
                .hasMessageContaining("expected at most 2 elements, found 3");
        Limits file100 = new Limits(100, 4, 4, 4, 1000, 100, 16);
        assertThat(catchThrowable(() -> TfliteReader.read(small, file100)))
                .isInstanceOf(MalformedModelException.class)
                .hasMessage("file: expected at most 100 bytes, found " + small.length);
        Limits one = new Limits(1 << 20, 1, 4, 4, 1000, 100, 16);
        assertThat(catchThrowable(() -> TfliteReader.read(small, one)))
                .hasMessageContaining("subgraphs[0].tensors")
                .hasMessageContaining("expected at most 1 elements, found 2");
    }

    private static Arguments bad(
            int code, Consumer<FileBuilder> fault, String field, String problem) {
        return Arguments.of(code, fault, field, problem);
    }

    private static Arguments slice(int field, String name) {
        return bad(
                STRIDED_SLICE,
                f -> {
                    int index = f.constant(2, new int[] {2}, new byte[8]);
                    f.operators.get(0).inputs = new int[] {0, index, index, index};
                    options(
                            f,
                            32,
                            b -> {
                                b.startTable(6);
                                b.addInt(field, 1, 0);
                                return b.endTable();
                            });
                },
                "STRIDED_SLICE",
                name + ": expected 0, found 1");
    }

    private static Arguments conv(
            int code, int optionsType, int strideW, int strideH, int dilationW, String field) {
        return bad(
                code,
                f ->
                        conv(
                                f,
                                optionsType,
                                b -> windowed(b, optionsType, strideW, strideH, dilationW)),
                "subgraphs[0].operators[0].builtin_options." + field,
                "expected at least 1");
    }

    private static void conv(
            FileBuilder f, int optionsType, ToIntFunction<FlatBufferBuilder> options) {
        image(f, optionsType, options);
        int filter = f.constant(9, new int[] {1, 1, 1, 1}, (byte) 1);
        f.operators.get(0).inputs = new int[] {0, filter};
    }

    private static void image(
            FileBuilder f, int optionsType, ToIntFunction<FlatBufferBuilder> options) {
        f.tensor(0).shape = new int[] {1, 4, 4, 1};
        f.tensor(1).shape = new int[] {1, 4, 4, 1};
        options(f, optionsType, options);
    }

    private static void options(
            FileBuilder f, int optionsType, ToIntFunction<FlatBufferBuilder> options) {
        f.operators.get(0).optionsType = optionsType;
        f.operators.get(0).options = options;
    }

    private static int table(FlatBufferBuilder b, int first) {
        b.startTable(2);
        b.addInt(0, first, 0);
        return b.endTable();
    }

    private static int activation(FlatBufferBuilder b, int activation) {
        b.startTable(7);
        b.addInt(1, 1, 0);
        b.addInt(2, 1, 0);
        b.addByte(3, (byte) activation, 0);
        return b.endTable();
    }

    private static int windowed(
            FlatBufferBuilder b, int optionsType, int strideW, int strideH, int dilationW) {
        b.startTable(7);
        b.addByte(0, (byte) 0, 0);
        b.addInt(1, strideW, 0);
        b.addInt(2, strideH, 0);
        b.addInt(optionsType == 1 ? 4 : 5, dilationW, 0);
        return b.endTable();
    }

    private static int pool(
            FlatBufferBuilder b, int strideW, int strideH, int filterW, int filterH) {
        b.startTable(6);
        b.addByte(0, (byte) 1, 0);
        b.addInt(1, strideW, 0);
        b.addInt(2, strideH, 0);
        b.addInt(3, filterW, 0);
        b.addInt(4, filterH, 0);
        return b.endTable();
    }

    private static void channels(FileBuilder f, int scales, int axis) {
        float[] values = new float[scales];
        Arrays.fill(values, 0.5f);
        f.tensor(0).scales = values;
        f.tensor(0).zeroPoints = new long[scales];
        f.tensor(0).axis = axis;
    }

    private static void outside(FileBuilder f, long offset, long size) {
        f.buffers.add(new FileBuilder.BufferSpec(null, offset, size));
        f.tensor(0).buffer = 1;
    }
}
