package io.github.djlqat.runtime.tflite;

import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.Floats;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.graph.Quantization;
import io.github.djlqat.runtime.graph.Shape;
import org.jspecify.annotations.Nullable;

/** Reads scales and zero points, and refuses those that no integer arithmetic can use. */
final class QuantizationReader {

    private QuantizationReader() {}

    /** Returns a tensor's quantization, or null where the table holds no scale. */
    static @Nullable Quantization read(FlatTable table, ElementType type, Shape shape)
            throws MalformedModelException {
        FlatVector scaleVector = table.vector(Schema.Quantization.SCALE, "scale", 4);
        if (scaleVector == null || scaleVector.length() == 0) {
            return null;
        }
        FlatVector zeroVector = table.vector(Schema.Quantization.ZERO_POINT, "zero_point", 8);
        int zeroCount = zeroVector == null ? 0 : zeroVector.length();
        if (zeroVector == null || zeroCount != scaleVector.length()) {
            throw table.malformed(
                    Schema.Quantization.ZERO_POINT,
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
        int field = Schema.Quantization.QUANTIZED_DIMENSION;
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
                    Schema.Quantization.SCALE,
                    "scale",
                    String.format(
                            "expected 1 or %d, as dimension %d of %s, found %d",
                            shape.get(axis), axis, shape, scales));
        }
        return axis;
    }
}
