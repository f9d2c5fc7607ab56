package io.github.djlqat.runtime.tflite;

import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Quantization;
import io.github.djlqat.runtime.graph.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
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
    private final Map<List<Integer>, Integer> codes = new LinkedHashMap<>();

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
        List<FlatNode> tensors = new ArrayList<>();
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
        FlatTableNode table =
                new FlatTableNode()
                        .child(
                                Schema.TENSOR_SHAPE,
                                FlatNode.ints(tensor.shape().dimensions().toArray()))
                        .int8(Schema.TENSOR_TYPE, Schema.tensorTypeCode(tensor.type().name()))
                        .int32(Schema.TENSOR_BUFFER, buffer(tensor.data()), 0)
                        .child(Schema.TENSOR_NAME, FlatNode.string(tensor.name()))
                        .bool(Schema.TENSOR_HAS_RANK, true);
        Quantization quantization = tensor.quantization();
        return quantization == null
                ? table
                : table.child(Schema.TENSOR_QUANTIZATION, quantization(quantization));
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
        String path = "operators[" + index + "] " + operator.opName();
        Kind kind = Kind.valueOf(operator.opName());
        Ints inputs = inputs(operator);
        FlatNode inputNode = indices(path + " input", inputs);
        FlatNode outputNode = indices(path + " output", Ints.of(operator.output()));
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i) == Operator.NONE && !kind.isOptional(i)) {
                throw new IllegalArgumentException(
                        path + " input " + i + ": expected a tensor, found none (-1)");
            }
        }
        List<Integer> key = List.of(kind.code(), options.version(operator));
        codes.putIfAbsent(key, codes.size());
        int code = codes.get(key);
        FlatTableNode table =
                new FlatTableNode()
                        .int32(Schema.OPERATOR_OPCODE_INDEX, code, 0)
                        .child(Schema.OPERATOR_INPUTS, inputNode)
                        .child(Schema.OPERATOR_OUTPUTS, outputNode);
        return kind.optionsType() == 0
                ? table
                : table.int8(Schema.OPERATOR_OPTIONS_TYPE, kind.optionsType())
                        .child(Schema.OPERATOR_OPTIONS, options.write(operator));
    }

    /**
     * Returns the inputs as TFLite's kernels want them: where it is absent, a convolution's bias
     * and the shape of RESHAPE are left out, a fully connected layer's bias is -1, which is older
     * than leaving it out.
     */
    private static Ints inputs(Operator operator) {
        int[] inputs = operator.inputs().toArray();
        boolean cut =
                inputs[inputs.length - 1] == Operator.NONE
                        && Kind.valueOf(operator.opName()).isOptional(inputs.length - 1)
                        && !(operator instanceof Operator.FullyConnected);
        return cut ? Ints.of(Arrays.copyOf(inputs, inputs.length - 1)) : Ints.of(inputs);
    }

    private FlatNode indices(String path, Ints tensors) {
        for (int i = 0; i < tensors.size(); i++) {
            int tensor = tensors.get(i);
            if (tensor < Operator.NONE || tensor >= graph.tensors().size()) {
                throw new IllegalArgumentException(
                        String.format(
                                "%s %d: expected the index of one of %d tensors, found %d",
                                path, i, graph.tensors().size(), tensor));
            }
        }
        return FlatNode.ints(tensors.toArray());
    }

    private List<FlatNode> operatorCodes() {
        List<FlatNode> tables = new ArrayList<>();
        for (List<Integer> code : codes.keySet()) {
            tables.add(
                    new FlatTableNode()
                            .int8(
                                    Schema.OPERATOR_CODE_DEPRECATED_BUILTIN_CODE,
                                    Math.min(code.get(0), 127))
                            .int32(Schema.OPERATOR_CODE_VERSION, code.get(1), 1)
                            .int32(Schema.OPERATOR_CODE_BUILTIN_CODE, code.get(0), 0));
        }
        return tables;
    }
}
