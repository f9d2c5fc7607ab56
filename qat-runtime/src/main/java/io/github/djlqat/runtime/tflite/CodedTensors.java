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
import java.util.List;

/**
 * Puts coded weights together from what a custom operator has of them: a stream of bits, a table,
 * scales, and in its options the width and the shape.
 */
final class CodedTensors {

    private static final int STREAM = 1;
    private static final int TABLE = 2;
    private static final int SCALES = 3;

    private final FlatOperator op;
    private final List<Tensor> file;

    private CodedTensors(FlatOperator op, List<Tensor> file) {
        this.op = op;
        this.file = file;
    }

    /** Replaces the tensors that operators read as coded weights. */
    static void decode(List<FlatOperator> operators, List<Tensor> tensors, Limits limits)
            throws MalformedModelException {
        List<Tensor> file = List.copyOf(tensors);
        for (FlatOperator op : operators) {
            if (!op.kind().isCoded()) {
                continue;
            }
            int index = op.input(STREAM);
            Tensor weights = new CodedTensors(op, file).weights(limits);
            Tensor before = tensors.get(index);
            if (before.coding() != null && !before.equals(weights)) {
                throw new CodedTensors(op, file)
                        .fault(STREAM, "the same weights as other operators do", "others");
            }
            tensors.set(index, weights);
        }
    }

    private Tensor weights(Limits limits) throws MalformedModelException {
        Options options = op.options();
        int bits = options.int32("bits");
        if (bits < 1 || bits > 8) {
            throw options.malformed(Options.CUSTOM, "bits", "expected 1 to 8, found " + bits);
        }
        Shape shape = shape(options, limits);
        Bytes table = constant(TABLE, ElementType.INT8);
        if (table.size() != 1 << bits) {
            throw fault(TABLE, (1 << bits) + " values for " + bits + " bits", table.size());
        }
        Coding coding = new Coding(bits, table);
        Bytes stream = constant(STREAM, ElementType.UINT8);
        long expected = coding.byteSize(shape.elements());
        if (stream.size() != expected) {
            throw fault(
                    STREAM,
                    expected + " bytes for " + shape + " at " + bits + " bits",
                    stream.size());
        }
        return new Tensor(
                file.get(op.input(STREAM)).name(),
                ElementType.CODED,
                shape,
                quantization(shape),
                stream,
                coding);
    }

    private Shape shape(Options options, Limits limits) throws MalformedModelException {
        int[] dimensions = options.ints("filter_shape");
        int rank = op.kind() == Kind.DJLQAT_FULLY_CONNECTED ? 2 : 4;
        boolean sound = dimensions.length == rank;
        long product = 1;
        for (int dimension : dimensions) {
            sound &= dimension >= 1 && (product *= dimension) <= limits.maxElements();
            product = sound ? product : 0;
        }
        if (!sound) {
            throw options.malformed(
                    Options.CUSTOM,
                    "filter_shape",
                    "expected "
                            + rank
                            + " dimensions of at least 1 with at most "
                            + limits.maxElements()
                            + " elements, found "
                            + Ints.of(dimensions));
        }
        return Shape.of(dimensions);
    }

    private Quantization quantization(Shape shape) throws MalformedModelException {
        Bytes data = constant(SCALES, ElementType.FLOAT32);
        float[] scales = new float[data.size() / 4];
        int axis = op.kind() == Kind.DJLQAT_DEPTHWISE_CONV_2D ? 3 : 0;
        if (scales.length != 1 && scales.length != shape.get(axis)) {
            throw fault(SCALES, "1 or " + shape.get(axis), scales.length);
        }
        for (int i = 0; i < scales.length; i++) {
            scales[i] = data.asBuffer().getFloat(4 * i);
            if (!(scales[i] > 0) || Float.isInfinite(scales[i])) {
                throw fault(SCALES, "finite scales above 0", scales[i]);
            }
        }
        return new Quantization(
                Floats.of(scales), Ints.of(new int[scales.length]), scales.length == 1 ? 0 : axis);
    }

    private Bytes constant(int input, ElementType type) throws MalformedModelException {
        Tensor tensor = file.get(op.input(input));
        Bytes data = tensor.data();
        if (data == null || tensor.type() != type) {
            throw fault(
                    input,
                    "a constant of " + type,
                    data == null ? "a computed tensor" : tensor.type());
        }
        return data;
    }

    private MalformedModelException fault(int input, Object expected, Object found) {
        return new MalformedModelException(
                op.path() + ".inputs[" + input + "]",
                op.offset(),
                "expected " + expected + ", found " + found);
    }
}
