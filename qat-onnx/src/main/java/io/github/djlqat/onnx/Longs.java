package io.github.djlqat.onnx;

/** ONNX counts in 64 bits where the integer graph has 32. */
final class Longs {

    private Longs() {}

    static long[] of(int... values) {
        long[] result = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = values[i];
        }
        return result;
    }
}
