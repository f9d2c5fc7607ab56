package io.github.djlqat.runtime.tflite;

import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.graph.Quantization;
import io.github.djlqat.runtime.graph.Shape;
import io.github.djlqat.runtime.graph.Tensor;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads a file's tensors as strictly as their use asks for. */
final class TensorReader {

    private static final String CONVERT = "convert the model to plain int8 or uint8 tensors";

    private final FlatBuffer file;
    private final @Nullable FlatVector buffers;

    TensorReader(FlatBuffer file, @Nullable FlatVector buffers) {
        this.file = file;
        this.buffers = buffers;
    }

    /** Returns what stands at the index of a tensor that nothing uses. */
    static Tensor unused(FlatTable table) throws MalformedModelException {
        return new Tensor(
                table.string(Schema.Tensor.NAME, "name"),
                ElementType.INT32,
                Shape.of(),
                null,
                null);
    }

    /** Returns a shape's dimensions before any check, empty where the file has none. */
    static Ints dimensions(FlatTable table, Limits limits) throws MalformedModelException {
        FlatVector shape = table.vector(Schema.Tensor.SHAPE, "shape", 4);
        return shape == null ? Ints.of() : Ints.of(shape.limit(limits.maxRank()).toInts());
    }

    /** Reads a tensor. */
    Tensor read(FlatTable table, TensorUse use) throws MalformedModelException {
        String name = table.string(Schema.Tensor.NAME, "name");
        ElementType type = type(table, name, use);
        Shape shape = shape(table);
        if (table.vector(Schema.Tensor.SPARSITY, "sparsity", 0) != null) {
            throw use.unsupported(table, name, "sparsity", "dense data", "sparse data", CONVERT);
        }
        Bytes data = data(table, name, type, shape, use);
        if (type == ElementType.INT64 && data != null && use.isIndex()) {
            data = narrow(table, data);
            type = ElementType.INT32;
        }
        return new Tensor(name, type, shape, quantization(table, name, type, shape, use), data);
    }

    private static ElementType type(FlatTable table, String name, TensorUse use)
            throws MalformedModelException {
        String type = Schema.TensorType.name(table.int8(Schema.Tensor.TYPE, "type"));
        for (ElementType known : ElementType.values()) {
            if (known.name().equals(type)) {
                return known;
            }
        }
        throw use.unsupported(
                table, name, "type", "INT8, UINT8, INT32, INT64 or FLOAT32", type, CONVERT);
    }

    private Shape shape(FlatTable table) throws MalformedModelException {
        Ints dimensions = dimensions(table, file.limits());
        long product = 1;
        for (int i = 0; i < dimensions.size(); i++) {
            int dimension = dimensions.get(i);
            if (dimension < 1) {
                throw table.malformed(
                        Schema.Tensor.SHAPE,
                        "shape[" + i + "]",
                        "expected at least 1, found " + dimension);
            }
            product *= dimension;
            if (product > file.limits().maxElements()) {
                throw table.malformed(
                        Schema.Tensor.SHAPE,
                        "shape",
                        String.format(
                                "expected at most %d elements, found %s",
                                file.limits().maxElements(), dimensions));
            }
        }
        return new Shape(dimensions);
    }

    private @Nullable Bytes data(
            FlatTable table, String name, ElementType type, Shape shape, TensorUse use)
            throws MalformedModelException {
        if (table.uint32(Schema.Tensor.EXTERNAL_BUFFER, "external_buffer") != 0) {
            throw use.unsupported(
                    table,
                    name,
                    "external_buffer",
                    "data in this file",
                    "data in another",
                    "convert the model to a single file");
        }
        long index = table.uint32(Schema.Tensor.BUFFER, "buffer");
        int count = buffers == null ? 0 : buffers.length();
        if (buffers == null || index >= count) {
            if (index == 0) {
                return null;
            }
            throw table.malformed(
                    Schema.Tensor.BUFFER,
                    "buffer",
                    String.format(
                            "expected the index of one of %d buffers, found %d", count, index));
        }
        Bytes data = data(buffers.table((int) index));
        if (data == null) {
            return null;
        }
        long expected = (long) shape.elements() * type.bytes();
        if (data.size() != expected) {
            throw table.malformed(
                    Schema.Tensor.BUFFER,
                    "buffer",
                    String.format(
                            "expected %d bytes for %s %s, found %d in buffers[%d]",
                            expected, type, shape, data.size(), index));
        }
        return data;
    }

    /** Returns a buffer's bytes, or null where it is empty: not a constant then. */
    private @Nullable Bytes data(FlatTable buffer) throws MalformedModelException {
        long offset = buffer.int64(Schema.Buffer.OFFSET, "offset");
        if (Long.compareUnsigned(offset, 1) > 0) {
            long size = buffer.int64(Schema.Buffer.SIZE, "size");
            int length = file.array().length;
            if (offset < 0 || size < 0 || offset > length || size > length - offset) {
                throw buffer.malformed(
                        Schema.Buffer.OFFSET,
                        "offset",
                        String.format(
                                "expected data inside the file of %d bytes, found %s bytes at %s",
                                length,
                                Long.toUnsignedString(size),
                                Long.toUnsignedString(offset)));
            }
            return size == 0 ? null : Bytes.view(file.array(), (int) offset, (int) size);
        }
        FlatVector data = buffer.vector(Schema.Buffer.DATA, "data", 1);
        return data == null || data.length() == 0
                ? null
                : Bytes.view(file.array(), data.dataStart(), data.length());
    }

    /** Returns 64-bit integers as 32-bit ones; axes, sizes and paddings fit. */
    private Bytes narrow(FlatTable table, Bytes data) throws MalformedModelException {
        file.charge(data.size(), table.start(), table.path());
        ByteBuffer wide = data.asBuffer();
        int[] values = new int[data.size() / 8];
        for (int i = 0; i < values.length; i++) {
            long value = wide.getLong(8 * i);
            if (value != (int) value) {
                throw table.malformed(
                        Schema.Tensor.BUFFER,
                        "buffer",
                        "element " + i + ": expected an integer of 32 bits, found " + value);
            }
            values[i] = (int) value;
        }
        return Bytes.ofInts(values);
    }

    private static @Nullable Quantization quantization(
            FlatTable table, String name, ElementType type, Shape shape, TensorUse use)
            throws MalformedModelException {
        if (!type.isQuantized() && !(type == ElementType.INT32 && use.isBias())) {
            return null;
        }
        FlatTable quantization = table.table(Schema.Tensor.QUANTIZATION, "quantization");
        if (quantization == null) {
            return null;
        }
        int details = quantization.int8(Schema.Quantization.DETAILS_TYPE, "details_type");
        if (details != 0) {
            throw use.unsupported(
                    table,
                    name,
                    "quantization.details_type",
                    "0 (scale and zero point)",
                    String.valueOf(details),
                    CONVERT);
        }
        return QuantizationReader.read(quantization, type, shape);
    }
}
