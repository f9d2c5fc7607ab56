package io.github.djlqat.runtime.tflite;

import io.github.djlqat.runtime.MalformedModelException;
import java.util.Objects;

/** A vector of a flatbuffer: a 32-bit count, then the elements. */
final class FlatVector {

    private final FlatBuffer buffer;
    private final int dataStart;
    private final int length;
    private final int width;
    private final String path;

    private FlatVector(FlatBuffer buffer, int dataStart, int length, int width, String path) {
        this.buffer = buffer;
        this.dataStart = dataStart;
        this.length = length;
        this.width = width;
        this.path = path;
    }

    /** Returns the vector at {@code start}, after checking that all of it lies in the file. */
    static FlatVector at(FlatBuffer buffer, int start, int width, String path)
            throws MalformedModelException {
        buffer.require(start, 4, path, "a vector");
        long length = buffer.int32(start) & 0xFFFFFFFFL;
        buffer.require(start + 4L, length * width, path, "a vector of " + length + " elements");
        return new FlatVector(buffer, start + 4, (int) length, width, path);
    }

    int length() {
        return length;
    }

    /** Returns the byte the first element stands at. */
    int dataStart() {
        return dataStart;
    }

    String path(int index) {
        return path + "[" + index + "]";
    }

    /** Returns the byte an element stands at. */
    int place(int index) {
        return dataStart + Objects.checkIndex(index, length) * width;
    }

    /** Refuses a vector longer than {@code maximum}. */
    FlatVector limit(int maximum) throws MalformedModelException {
        if (length > maximum) {
            throw new MalformedModelException(
                    path,
                    dataStart - 4L,
                    "expected at most " + maximum + " elements, found " + length);
        }
        return this;
    }

    int int32(int index) {
        return buffer.int32(place(index));
    }

    long int64(int index) {
        return buffer.int64(place(index));
    }

    float float32(int index) {
        return Float.intBitsToFloat(int32(index));
    }

    FlatTable table(int index) throws MalformedModelException {
        return FlatTable.at(buffer, buffer.target(place(index), path(index)), path(index));
    }

    /** Returns all elements of a vector of 32-bit integers. */
    int[] toInts() throws MalformedModelException {
        buffer.charge(4L * length, dataStart, path);
        int[] values = new int[length];
        for (int i = 0; i < length; i++) {
            values[i] = int32(i);
        }
        return values;
    }

    /** Returns all elements of a vector of floats. */
    float[] toFloats() throws MalformedModelException {
        buffer.charge(4L * length, dataStart, path);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = float32(i);
        }
        return values;
    }

    /** Returns all elements of a vector of 64-bit integers. */
    long[] toLongs() throws MalformedModelException {
        buffer.charge(8L * length, dataStart, path);
        long[] values = new long[length];
        for (int i = 0; i < length; i++) {
            values[i] = int64(i);
        }
        return values;
    }
}
