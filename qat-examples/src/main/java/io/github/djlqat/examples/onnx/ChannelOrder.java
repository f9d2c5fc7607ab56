package io.github.djlqat.examples.onnx;

import io.github.djlqat.runtime.graph.Shape;

/** Codes of images with their channels first, as ONNX has them, or last, as the integer graph. */
final class ChannelOrder {

    private ChannelOrder() {}

    /** Returns codes [N,H,W,C] as [N,C,H,W]; those of another rank stay. */
    static byte[] first(Shape shape, byte... codes) {
        requireSize(shape, codes.length);
        if (shape.rank() != 4) {
            return codes.clone();
        }
        int pixels = shape.get(1) * shape.get(2);
        return swapped(codes, shape.get(0), pixels, shape.get(3));
    }

    /** The way back, of codes in ONNX's order; the shape is the integer graph's. */
    static byte[] last(Shape shape, byte... codes) {
        requireSize(shape, codes.length);
        if (shape.rank() != 4) {
            return codes.clone();
        }
        int pixels = shape.get(1) * shape.get(2);
        return swapped(codes, shape.get(0), shape.get(3), pixels);
    }

    private static void requireSize(Shape shape, int found) {
        if (found != shape.elements()) {
            throw new IllegalArgumentException(
                    "codes: expected " + shape.elements() + " of " + shape + ", found " + found);
        }
    }

    /** Turns each of {@code count} matrices [rows, columns] round. */
    private static byte[] swapped(byte[] codes, int count, int rows, int columns) {
        byte[] result = new byte[codes.length];
        int size = rows * columns;
        for (int base = 0; base < count * size; base += size) {
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < columns; c++) {
                    result[base + c * rows + r] = codes[base + r * columns + c];
                }
            }
        }
        return result;
    }
}
