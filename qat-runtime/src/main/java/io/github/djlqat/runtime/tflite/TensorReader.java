package io.github.djlqat.runtime.tflite;

import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Coding;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.Floats;
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
                table.string(Schema.TENSOR_NAME, "name"),
                ElementType.INT32,
                Shape.of(),
                null,
                null);
    }

    /** Returns a shape's dimensions before any check, empty where the file has none. */
    static Ints dimensions(FlatTable table, Limits limits) throws MalformedModelException {
        FlatVector shape = table.vector(Schema.TENSOR_SHAPE, "shape", 4);
        return shape == null ? Ints.of() : Ints.of(shape.limit(limits.maxRank()).toInts());
    }

    /** Reads a tensor. */
    Tensor read(FlatTable table, TensorUse use) throws MalformedModelException {
        String name = table.string(Schema.TENSOR_NAME, "name");
        ElementType type = type(table, name, use);
        Shape shape = shape(table);
        if (table.vector(Schema.TENSOR_SPARSITY, "sparsity", 0) != null) {
            throw use.unsupported(table, name, "sparsity", "dense data", "sparse data", CONVERT);
        }
        Coding coding = type == ElementType.CODED ? Coding.INT4 : null;
        Bytes data = data(table, name, type, shape, use);
        if (coding != null && data == null) {
            throw use.unsupported(
                    table, name, "type", "INT4 in constants only", "a computed tensor", CONVERT);
        }
        if (type == ElementType.INT64 && data != null && use.isIndex()) {
            data = narrow(table, data);
            type = ElementType.INT32;
        }
        Quantization quantization = quantization(table, name, type, shape, use);
        return new Tensor(name, type, shape, quantization, data, coding);
    }

    private static ElementType type(FlatTable table, String name, TensorUse use)
            throws MalformedModelException {
        String type = Schema.tensorTypeName(table.int8(Schema.TENSOR_TYPE, "type"));
        if (type.equals(Schema.INT4)) {
            return ElementType.CODED;
        }
        for (ElementType known : ElementType.values()) {
            if (known.name().equals(type)) {
                return known;
            }
        }
        throw use.unsupported(
                table, name, "type", "INT4, INT8, UINT8, INT32, INT64 or FLOAT32", type, CONVERT);
    }

    private Shape shape(FlatTable table) throws MalformedModelException {
        Ints dimensions = dimensions(table, file.limits());
        long product = 1;
        for (int i = 0; i < dimensions.size(); i++) {
            int dimension = dimensions.get(i);
            if (dimension < 1) {
                throw table.malformed(
                        Schema.TENSOR_SHAPE,
                        "shape[" + i + "]",
                        "expected at least 1, found " + dimension);
            }
            product *= dimension;
            if (product > file.limits().maxElements()) {
                throw table.malformed(
                        Schema.TENSOR_SHAPE,
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
        if (table.uint32(Schema.TENSOR_EXTERNAL_BUFFER, "external_buffer") != 0) {
            throw use.unsupported(
                    table,
                    name,
                    "external_buffer",
                    "data in this file",
                    "data in another",
                    "convert the model to a single file");
        }
        long index = table.uint32(Schema.TENSOR_BUFFER, "buffer");
        int count = buffers == null ? 0 : buffers.length();
        if (buffers == null || index >= count) {
            if (index == 0) {
                return null;
            }
            throw table.malformed(
                    Schema.TENSOR_BUFFER,
                    "buffer",
                    String.format(
                            "expected the index of one of %d buffers, found %d", count, index));
        }
        Bytes data = data(buffers.table((int) index));
        if (data == null) {
            return null;
        }
        long expected =
                type == ElementType.CODED
                        ? Coding.INT4.byteSize(shape.elements())
                        : (long) shape.elements() * type.bytes();
        if (data.size() != expected) {
            throw table.malformed(
                    Schema.TENSOR_BUFFER,
                    "buffer",
                    String.format(
                            "expected %d bytes for %s %s, found %d in buffers[%d]",
                            expected,
                            type == ElementType.CODED ? Schema.INT4 : type,
                            shape,
                            data.size(),
                            index));
        }
        return data;
    }

    /** Returns a buffer's bytes, or null where it is empty: not a constant then. */
    private @Nullable Bytes data(FlatTable buffer) throws MalformedModelException {
        long offset = buffer.int64(Schema.BUFFER_OFFSET, "offset");
        if (Long.compareUnsigned(offset, 1) > 0) {
            long size = buffer.int64(Schema.BUFFER_SIZE, "size");
            int length = file.array().length;
            if (offset < 0 || size < 0 || offset > length || size > length - offset) {
                throw buffer.malformed(
                        Schema.BUFFER_OFFSET,
                        "offset",
                        String.format(
                                "expected data inside the file of %d bytes, found %s bytes at %s",
                                length,
                                Long.toUnsignedString(size),
                                Long.toUnsignedString(offset)));
            }
            return size == 0 ? null : Bytes.view(file.array(), (int) offset, (int) size);
        }
        FlatVector data = buffer.vector(Schema.BUFFER_DATA, "data", 1);
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
                        Schema.TENSOR_BUFFER,
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
        if (!type.isQuantized()
                && type != ElementType.CODED
                && !(type == ElementType.INT32 && use.isBias())) {
            return null;
        }
        FlatTable quantization = table.table(Schema.TENSOR_QUANTIZATION, "quantization");
        if (quantization == null) {
            return null;
        }
        int details = quantization.int8(Schema.QUANTIZATION_DETAILS_TYPE, "details_type");
        if (details != 0) {
            throw use.unsupported(
                    table,
                    name,
                    "quantization.details_type",
                    "0 (scale and zero point)",
                    String.valueOf(details),
                    CONVERT);
        }
        return scales(quantization, type, shape);
    }

    /** Returns a tensor's quantization, or null where the table holds no scale. */
    private static @Nullable Quantization scales(FlatTable table, ElementType type, Shape shape)
            throws MalformedModelException {
        FlatVector scaleVector = table.vector(Schema.QUANTIZATION_SCALE, "scale", 4);
        if (scaleVector == null || scaleVector.length() == 0) {
            return null;
        }
        FlatVector zeroVector = table.vector(Schema.QUANTIZATION_ZERO_POINT, "zero_point", 8);
        int zeroCount = zeroVector == null ? 0 : zeroVector.length();
        if (zeroVector == null || zeroCount != scaleVector.length()) {
            throw table.malformed(
                    Schema.QUANTIZATION_ZERO_POINT,
                    "zero_point",
                    "expected as many as scales, " + scaleVector.length() + ", found " + zeroCount);
        }
        int axis = axis(table, scaleVector.length(), shape);
        float[] scales = scaleVector.toFloats();
        for (int i = 0; i < scales.length; i++) {
            if (!(scales[i] > 0) || Float.isInfinite(scales[i])) {
                throw new MalformedModelException(
                        scaleVector.path(i),
                        scaleVector.place(i),
                        "expected finite and above 0, found " + scales[i]);
            }
        }
        long[] wide = zeroVector.toLongs();
        int[] zeroPoints = new int[wide.length];
        long minimum = type.isQuantized() ? type.minimum() : Integer.MIN_VALUE;
        long maximum = type.isQuantized() ? type.maximum() : Integer.MAX_VALUE;
        for (int i = 0; i < wide.length; i++) {
            if (wide[i] < minimum || wide[i] > maximum) {
                throw new MalformedModelException(
                        zeroVector.path(i),
                        zeroVector.place(i),
                        String.format(
                                "expected %d to %d for %s, found %d",
                                minimum, maximum, type, wide[i]));
            }
            zeroPoints[i] = (int) wide[i];
        }
        return new Quantization(Floats.of(scales), Ints.of(zeroPoints), axis);
    }

    private static int axis(FlatTable table, int scales, Shape shape)
            throws MalformedModelException {
        if (scales == 1) {
            return 0;
        }
        int field = Schema.QUANTIZATION_QUANTIZED_DIMENSION;
        int axis = table.int32(field, "quantized_dimension", 0);
        if (shape.rank() == 1) {
            // Old converters give a depthwise convolution's bias the filter's dimension, 3.
            axis = 0;
        }
        if (axis < 0 || axis >= shape.rank()) {
            throw table.malformed(
                    field,
                    "quantized_dimension",
                    String.format("expected a dimension of %s, found %d", shape, axis));
        }
        if (shape.get(axis) != scales) {
            throw table.malformed(
                    Schema.QUANTIZATION_SCALE,
                    "scale",
                    String.format(
                            "expected 1 or %d, as dimension %d of %s, found %d",
                            shape.get(axis), axis, shape, scales));
        }
        return axis;
    }
}
