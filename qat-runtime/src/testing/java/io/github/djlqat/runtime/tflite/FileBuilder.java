package io.github.djlqat.runtime.tflite;

import com.google.flatbuffers.FlatBufferBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * Builds {@code .tflite} files, sound or not, with Google's library and field numbers of its own,
 * so that nothing of the writer under test is used. Fields are written even at their default.
 */
final class FileBuilder {

    /** A tensor with every field of the schema that the reader looks at. */
    static final class TensorSpec {
        int[] shape = {1, 4};
        int type = 9;
        int buffer;
        String name = "t";
        float[] scales = {0.5f};
        long[] zeroPoints = {0};
        int axis;
        int detailsType;
        int[] signature;
        boolean sparse;
        int external;

        TensorSpec with(Consumer<TensorSpec> change) {
            change.accept(this);
            return this;
        }
    }

    /** An operator; {@code options} writes its options table. */
    static final class OperatorSpec {
        int opcode;
        int[] inputs = {0};
        int[] outputs = {1};
        int optionsType;
        ToIntFunction<FlatBufferBuilder> options;
        int[] intermediates;
        byte[] custom;
    }

    /** An operator code. */
    record CodeSpec(int deprecated, int builtin, int version, String custom) {}

    /** A buffer: bytes in the flatbuffer, or an offset and a size. */
    record BufferSpec(byte[] data, long offset, long size) {}

    int version = 3;
    String identifier = "TFL3";
    int subgraphs = 1;
    int[] inputs = {0};
    int[] outputs = {1};
    final List<TensorSpec> tensors = new ArrayList<>();
    final List<OperatorSpec> operators = new ArrayList<>();
    final List<CodeSpec> codes = new ArrayList<>();
    final List<BufferSpec> buffers = new ArrayList<>();
    final List<String> metadata = new ArrayList<>();

    FileBuilder() {
        buffers.add(new BufferSpec(null, 0, 0));
    }

    /** A graph of one operator from tensor 0 to tensor 1, both int8 [1,4]. */
    static FileBuilder of(int code, int version) {
        FileBuilder file = new FileBuilder();
        file.codes.add(new CodeSpec(Math.min(code, 127), code, version, null));
        file.tensors.add(new TensorSpec().with(t -> t.name = "in"));
        file.tensors.add(new TensorSpec().with(t -> t.name = "out"));
        file.operators.add(new OperatorSpec());
        return file;
    }

    TensorSpec tensor(int index) {
        return tensors.get(index);
    }

    /** Adds a constant and returns its index. */
    int constant(int type, int[] shape, byte... data) {
        buffers.add(new BufferSpec(data, 0, 0));
        TensorSpec tensor = new TensorSpec();
        tensor.type = type;
        tensor.shape = shape;
        tensor.buffer = buffers.size() - 1;
        tensor.scales = null;
        tensors.add(tensor);
        return tensors.size() - 1;
    }

    byte[] build() {
        FlatBufferBuilder b = new FlatBufferBuilder(1024);
        b.forceDefaults(true);
        int codesAt = offsets(b, codes.stream().mapToInt(c -> code(b, c)).toArray());
        int bufferAt = offsets(b, buffers.stream().mapToInt(x -> buffer(b, x)).toArray());
        int[] graphs = new int[subgraphs];
        for (int i = 0; i < subgraphs; i++) {
            graphs[i] = subgraph(b);
        }
        int graphsAt = offsets(b, graphs);
        int descriptionAt = b.createString("built by hand");
        int metadataAt =
                offsets(
                        b,
                        metadata.stream()
                                .mapToInt(
                                        name -> {
                                            int at = b.createString(name);
                                            b.startTable(2);
                                            b.addOffset(0, at, 0);
                                            b.addInt(1, 0, 0);
                                            return b.endTable();
                                        })
                                .toArray());
        b.startTable(8);
        b.addInt(0, version, 0);
        b.addOffset(1, codesAt, 0);
        b.addOffset(2, graphsAt, 0);
        b.addOffset(3, descriptionAt, 0);
        b.addOffset(4, bufferAt, 0);
        b.addOffset(6, metadataAt, 0);
        b.finish(b.endTable(), identifier);
        return b.sizedByteArray();
    }

    private int subgraph(FlatBufferBuilder b) {
        int tensorsAt = offsets(b, tensors.stream().mapToInt(t -> tensor(b, t)).toArray());
        int operatorsAt = offsets(b, operators.stream().mapToInt(o -> operator(b, o)).toArray());
        int inputsAt = ints(b, inputs);
        int outputsAt = ints(b, outputs);
        b.startTable(5);
        b.addOffset(0, tensorsAt, 0);
        b.addOffset(1, inputsAt, 0);
        b.addOffset(2, outputsAt, 0);
        b.addOffset(3, operatorsAt, 0);
        return b.endTable();
    }

    private static int code(FlatBufferBuilder b, CodeSpec code) {
        int custom = code.custom() == null ? 0 : b.createString(code.custom());
        b.startTable(4);
        b.addByte(0, (byte) code.deprecated(), 0);
        if (custom != 0) {
            b.addOffset(1, custom, 0);
        }
        b.addInt(2, code.version(), 1);
        b.addInt(3, code.builtin(), 0);
        return b.endTable();
    }

    private static int buffer(FlatBufferBuilder b, BufferSpec buffer) {
        int data = 0;
        if (buffer.data() != null) {
            b.startVector(1, buffer.data().length, 16);
            for (int i = buffer.data().length - 1; i >= 0; i--) {
                b.addByte(buffer.data()[i]);
            }
            data = b.endVector();
        }
        b.startTable(3);
        if (data != 0) {
            b.addOffset(0, data, 0);
        }
        b.addLong(1, buffer.offset(), 0);
        b.addLong(2, buffer.size(), 0);
        return b.endTable();
    }

    private static int tensor(FlatBufferBuilder b, TensorSpec tensor) {
        int name = b.createString(tensor.name);
        int shape = tensor.shape == null ? 0 : ints(b, tensor.shape);
        int signature = tensor.signature == null ? 0 : ints(b, tensor.signature);
        int quantization = quantization(b, tensor);
        int sparsity = 0;
        if (tensor.sparse) {
            b.startTable(3);
            sparsity = b.endTable();
        }
        b.startTable(11);
        if (shape != 0) {
            b.addOffset(0, shape, 0);
        }
        b.addByte(1, (byte) tensor.type, 0);
        b.addInt(2, tensor.buffer, 0);
        b.addOffset(3, name, 0);
        b.addOffset(4, quantization, 0);
        if (sparsity != 0) {
            b.addOffset(6, sparsity, 0);
        }
        if (signature != 0) {
            b.addOffset(7, signature, 0);
        }
        b.addInt(10, tensor.external, 0);
        return b.endTable();
    }

    /** As TFLite's converter does, a tensor without scales has an empty table. */
    private static int quantization(FlatBufferBuilder b, TensorSpec tensor) {
        int scale = 0;
        int zeroPoint = 0;
        if (tensor.scales != null) {
            int[] bits = new int[tensor.scales.length];
            Arrays.setAll(bits, i -> Float.floatToRawIntBits(tensor.scales[i]));
            scale = ints(b, bits);
            b.startVector(8, tensor.zeroPoints.length, 8);
            for (int i = tensor.zeroPoints.length - 1; i >= 0; i--) {
                b.addLong(tensor.zeroPoints[i]);
            }
            zeroPoint = b.endVector();
        }
        b.startTable(7);
        if (scale != 0) {
            b.addOffset(2, scale, 0);
            b.addOffset(3, zeroPoint, 0);
        }
        b.addByte(4, (byte) tensor.detailsType, 0);
        b.addInt(6, tensor.axis, 0);
        return b.endTable();
    }

    private static int operator(FlatBufferBuilder b, OperatorSpec operator) {
        int in = ints(b, operator.inputs);
        int out = ints(b, operator.outputs);
        int intermediates = operator.intermediates == null ? 0 : ints(b, operator.intermediates);
        int options = operator.options == null ? 0 : operator.options.applyAsInt(b);
        int custom = operator.custom == null ? 0 : b.createByteVector(operator.custom);
        b.startTable(14);
        b.addInt(0, operator.opcode, 0);
        b.addOffset(1, in, 0);
        b.addOffset(2, out, 0);
        b.addByte(3, (byte) operator.optionsType, 0);
        if (options != 0) {
            b.addOffset(4, options, 0);
        }
        if (custom != 0) {
            b.addOffset(5, custom, 0);
        }
        if (intermediates != 0) {
            b.addOffset(8, intermediates, 0);
        }
        return b.endTable();
    }

    static int ints(FlatBufferBuilder b, int[] values) {
        b.startVector(4, values.length, 4);
        for (int i = values.length - 1; i >= 0; i--) {
            b.addInt(values[i]);
        }
        return b.endVector();
    }

    private static int offsets(FlatBufferBuilder b, int[] places) {
        b.startVector(4, places.length, 4);
        for (int i = places.length - 1; i >= 0; i--) {
            b.addOffset(places[i]);
        }
        return b.endVector();
    }
}
