package io.github.djlqat.runtime.writer;

import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Coding;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Quantization;
import io.github.djlqat.runtime.graph.Tensor;
import io.github.djlqat.runtime.tflite.Kind;
import io.github.djlqat.runtime.tflite.Schema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes an integer graph as a {@code .tflite} file, schema version 3, that TFLite, TFLite-Micro
 * and Netron read: operator codes in both fields, versions as TFLite's converter sets them, an
 * empty buffer 0, constants aligned to 16 bytes. The same graph always gives the same bytes.
 */
public final class TfliteWriter {

    private final IntegerGraph graph;
    private final List<FlatNode> buffers = new ArrayList<>();
    private final List<FlatNode> tensors = new ArrayList<>();

    /** For each coded tensor the index of its table; its scales' is the next. */
    private final Map<Integer, Integer> tables = new HashMap<>();

    /** Kind and version of the operators so far. */
    private final Map<List<Object>, Integer> codes = new LinkedHashMap<>();

    private TfliteWriter(IntegerGraph graph) {
        this.graph = graph;
    }

    /**
     * Returns a graph as a file's bytes.
     *
     * @throws IllegalArgumentException if an operator names a tensor the graph does not have, or if
     *     the file would be longer than an array can be
     */
    public static byte[] write(IntegerGraph graph) {
        return new TfliteWriter(graph).write();
    }

    /**
     * Writes a graph to a file, which appears whole or not at all: the bytes go to a temporary file
     * beside it, which then takes its place.
     *
     * @throws IOException if the file cannot be written; nothing is left behind then
     * @throws IllegalArgumentException as {@link #write(IntegerGraph)}
     */
    public static void write(IntegerGraph graph, Path file) throws IOException {
        byte[] bytes = write(graph);
        Path temporary =
                file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            try (FileChannel channel =
                    FileChannel.open(
                            temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private byte[] write() {
        buffers.add(new FlatTableNode());
        for (Tensor tensor : graph.tensors()) {
            tensors.add(tensor(tensor));
        }
        OptionsWriter options = new OptionsWriter(graph);
        List<FlatNode> operators = new ArrayList<>();
        for (int i = 0; i < graph.operators().size(); i++) {
            operators.add(operator(i, options));
        }
        FlatNode subgraph =
                new FlatTableNode()
                        .child(Schema.SUBGRAPH_TENSORS, FlatNode.tables(tensors))
                        .child(Schema.SUBGRAPH_INPUTS, indices("inputs", graph.inputs()))
                        .child(Schema.SUBGRAPH_OUTPUTS, indices("outputs", graph.outputs()))
                        .child(Schema.SUBGRAPH_OPERATORS, FlatNode.tables(operators))
                        .child(Schema.SUBGRAPH_NAME, FlatNode.string("main"));
        FlatNode model =
                new FlatTableNode()
                        .int32(Schema.MODEL_VERSION, Schema.VERSION, 0)
                        .child(Schema.MODEL_OPERATOR_CODES, FlatNode.tables(operatorCodes()))
                        .child(Schema.MODEL_SUBGRAPHS, FlatNode.tables(List.of(subgraph)))
                        .child(Schema.MODEL_DESCRIPTION, FlatNode.string(graph.description()))
                        .child(Schema.MODEL_BUFFERS, FlatNode.tables(buffers));
        FlatOutput out = new FlatOutput();
        int head = out.reserve(8);
        for (int i = 0; i < 4; i++) {
            out.int8(head + 4 + i, Schema.IDENTIFIER.charAt(i));
        }
        out.int32(head, model.write(out));
        return out.toArray();
    }

    private FlatNode tensor(Tensor tensor) {
        Coding coding = tensor.coding();
        Bytes data = tensor.data();
        if (coding != null && data != null && !coding.equals(Coding.INT4)) {
            return tensor(tensor.name(), ElementType.UINT8.name(), new int[] {data.size()}, data);
        }
        String type = coding == null ? tensor.type().name() : Schema.INT4;
        FlatTableNode table =
                tensor(tensor.name(), type, tensor.shape().dimensions().toArray(), data);
        Quantization quantization = tensor.quantization();
        return quantization == null
                ? table
                : table.child(Schema.TENSOR_QUANTIZATION, quantization(quantization));
    }

    private FlatTableNode tensor(String name, String type, int[] shape, @Nullable Bytes data) {
        return new FlatTableNode()
                .child(Schema.TENSOR_SHAPE, FlatNode.ints(shape))
                .int8(Schema.TENSOR_TYPE, Schema.tensorTypeCode(type))
                .int32(Schema.TENSOR_BUFFER, buffer(data), 0)
                .child(Schema.TENSOR_NAME, FlatNode.string(name))
                .bool(Schema.TENSOR_HAS_RANK, true);
    }

    /** Returns the index of a coded tensor's table, written with its scales when first asked. */
    private int table(int index) {
        Integer known = tables.get(index);
        if (known != null) {
            return known;
        }
        Tensor tensor = graph.tensor(index);
        Bytes table = tensor.requireCoding().table();
        float[] scales = tensor.requireQuantization().scales().toArray();
        int[] bits = new int[scales.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(scales[i]);
        }
        int at = tensors.size();
        int[] shape = {table.size()};
        tensors.add(tensor(tensor.name() + "/table", ElementType.INT8.name(), shape, table));
        int[] count = {bits.length};
        Bytes data = Bytes.ofInts(bits);
        tensors.add(tensor(tensor.name() + "/scales", ElementType.FLOAT32.name(), count, data));
        tables.put(index, at);
        return at;
    }

    private int buffer(@Nullable Bytes data) {
        if (data == null) {
            return 0;
        }
        buffers.add(new FlatTableNode().child(Schema.BUFFER_DATA, FlatNode.bytes(data)));
        return buffers.size() - 1;
    }

    private static FlatNode quantization(Quantization quantization) {
        int[] narrow = quantization.zeroPoints().toArray();
        long[] zeroPoints = new long[narrow.length];
        for (int i = 0; i < narrow.length; i++) {
            zeroPoints[i] = narrow[i];
        }
        return new FlatTableNode()
                .child(Schema.QUANTIZATION_SCALE, FlatNode.floats(quantization.scales().toArray()))
                .child(Schema.QUANTIZATION_ZERO_POINT, FlatNode.longs(zeroPoints))
                .int32(Schema.QUANTIZATION_QUANTIZED_DIMENSION, quantization.axis(), 0);
    }

    private FlatNode operator(int index, OptionsWriter options) {
        Operator operator = graph.operators().get(index);
        Kind kind = Kind.of(graph, operator);
        String path = "operators[" + index + "] " + kind;
        Ints inputs = inputs(operator, kind);
        FlatNode inputNode = indices(path + " input", inputs);
        FlatNode outputNode = indices(path + " output", Ints.of(operator.output()));
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i) == Operator.NONE && !kind.isOptional(i)) {
                throw new IllegalArgumentException(
                        path + " input " + i + ": expected a tensor, found none (-1)");
            }
        }
        List<Object> key = List.of(kind, kind.isCustom() ? 1 : options.version(operator));
        codes.putIfAbsent(key, codes.size());
        int code = codes.get(key);
        FlatTableNode table =
                new FlatTableNode()
                        .int32(Schema.OPERATOR_OPCODE_INDEX, code, 0)
                        .child(Schema.OPERATOR_INPUTS, inputNode)
                        .child(Schema.OPERATOR_OUTPUTS, outputNode);
        if (kind.isCustom()) {
            Bytes map = options.custom(operator);
            return map == null
                    ? table
                    : table.child(Schema.OPERATOR_CUSTOM_OPTIONS, FlatNode.bytes(map));
        }
        return kind.optionsType() == 0
                ? table
                : table.int8(Schema.OPERATOR_OPTIONS_TYPE, kind.optionsType())
                        .child(Schema.OPERATOR_OPTIONS, options.write(operator));
    }

    /**
     * Returns the inputs as TFLite's kernels want them: where it is absent, a convolution's bias
     * and the shape of RESHAPE are left out, a fully connected layer's bias is -1, which is older
     * than leaving it out. Coded weights have their table and scales before the bias.
     */
    private Ints inputs(Operator operator, Kind kind) {
        int[] inputs = operator.inputs().toArray();
        if (kind.isCoded()) {
            int table = table(inputs[1]);
            inputs = new int[] {inputs[0], inputs[1], table, table + 1, inputs[2]};
        }
        boolean cut =
                inputs[inputs.length - 1] == Operator.NONE
                        && kind.isOptional(inputs.length - 1)
                        && kind != Kind.LCE_BCONV_2D
                        && kind != Kind.FULLY_CONNECTED;
        return cut ? Ints.of(Arrays.copyOf(inputs, inputs.length - 1)) : Ints.of(inputs);
    }

    private FlatNode indices(String path, Ints list) {
        for (int i = 0; i < list.size(); i++) {
            int tensor = list.get(i);
            if (tensor < Operator.NONE || tensor >= tensors.size()) {
                throw new IllegalArgumentException(
                        String.format(
                                "%s %d: expected the index of one of %d tensors, found %d",
                                path, i, tensors.size(), tensor));
            }
        }
        return FlatNode.ints(list.toArray());
    }

    private List<FlatNode> operatorCodes() {
        List<FlatNode> nodes = new ArrayList<>();
        for (List<Object> code : codes.keySet()) {
            Kind kind = (Kind) code.get(0);
            FlatTableNode node =
                    new FlatTableNode()
                            .int8(
                                    Schema.OPERATOR_CODE_DEPRECATED_BUILTIN_CODE,
                                    Math.min(kind.code(), 127))
                            .int32(Schema.OPERATOR_CODE_VERSION, (Integer) code.get(1), 1)
                            .int32(Schema.OPERATOR_CODE_BUILTIN_CODE, kind.code(), 0);
            nodes.add(
                    kind.isCustom()
                            ? node.child(
                                    Schema.OPERATOR_CODE_CUSTOM_CODE,
                                    FlatNode.string(kind.toString()))
                            : node);
        }
        return nodes;
    }
}
