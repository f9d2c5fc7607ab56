package io.github.djlqat.runtime.tflite;

import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.graph.Bytes;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A custom operator's options: the map at the root of a FlexBuffer (FlatBuffers, "FlexBuffer
 * internals"), read from the back, every access checked. Integers, booleans and vectors of integers
 * are kept; of other values only the type, to be named if someone asks for one.
 */
final class FlexMap {

    /** The most entries of a map, and elements of a list. */
    private static final int MAXIMUM_ENTRIES = 64;

    private static final int MAXIMUM_KEY = 64;

    private static final int INT = 1;
    private static final int UINT = 2;
    private static final int MAP = 9;
    private static final int VECTOR_INT = 11;
    private static final int VECTOR_UINT = 12;
    private static final int BOOL = 26;

    private final Bytes bytes;
    private final long start;
    private final String path;
    private final Map<String, long[]> values = new HashMap<>();
    private final Map<String, Integer> types = new HashMap<>();

    /**
     * Reads a map.
     *
     * @param bytes the whole FlexBuffer
     * @param start the byte of the file where it starts
     * @param path its name in messages
     */
    FlexMap(Bytes bytes, long start, String path) throws MalformedModelException {
        this.bytes = bytes;
        this.start = start;
        this.path = path;
        int size = bytes.size();
        int width = width(size - 1, unsigned(size - 1, 1));
        int type = (int) unsigned(size - 2, 1);
        if (type >> 2 != MAP) {
            throw malformed("", size - 2, "expected a map (type 9), found type " + (type >> 2));
        }
        entries(target(size - 2 - width, width), 1 << (type & 3));
    }

    private void entries(int map, int width) throws MalformedModelException {
        int count = count(map - width, width);
        int keyWidth = width(map - 2 * width, unsigned(map - 2 * width, width));
        int keys = target(map - 3 * width, width);
        int keyCount = count(keys - keyWidth, keyWidth);
        if (keyCount != count) {
            throw malformed(
                    "",
                    keys - keyWidth,
                    "expected as many keys as values, " + count + ", found " + keyCount);
        }
        for (int i = 0; i < count; i++) {
            String key = key(target(keys + i * keyWidth, keyWidth));
            int type = (int) unsigned(map + count * width + i, 1);
            types.put(key, type >> 2);
            long[] value = value(map + i * width, width, type);
            if (value != null) {
                values.put(key, value);
            }
        }
    }

    private long @Nullable [] value(int at, int width, int type) throws MalformedModelException {
        switch (type >> 2) {
            case INT:
                return new long[] {signed(at, width)};
            case UINT:
            case BOOL:
                return new long[] {unsigned(at, width)};
            case VECTOR_INT:
            case VECTOR_UINT:
                int each = 1 << (type & 3);
                int first = target(at, width);
                long[] list = new long[count(first - each, each)];
                for (int i = 0; i < list.length; i++) {
                    int place = first + i * each;
                    list[i] = type >> 2 == VECTOR_INT ? signed(place, each) : unsigned(place, each);
                }
                return list;
            default:
                return null;
        }
    }

    private String key(int at) throws MalformedModelException {
        StringBuilder key = new StringBuilder();
        for (long c = unsigned(at, 1); c != 0; c = unsigned(at + key.length(), 1)) {
            if (key.length() == MAXIMUM_KEY) {
                throw malformed("", at, "expected keys of at most 64 bytes, found a longer one");
            }
            key.append((char) c);
        }
        return key.toString();
    }

    private int width(int at, long width) throws MalformedModelException {
        if (width != 1 && width != 2 && width != 4 && width != 8) {
            throw malformed("", at, "expected a width of 1, 2, 4 or 8 bytes, found " + width);
        }
        return (int) width;
    }

    private int count(int at, int width) throws MalformedModelException {
        long count = unsigned(at, width);
        if (count < 0 || count > MAXIMUM_ENTRIES) {
            throw malformed(
                    "",
                    at,
                    "expected at most "
                            + MAXIMUM_ENTRIES
                            + " elements, found "
                            + Long.toUnsignedString(count));
        }
        return (int) count;
    }

    /** Follows the offset stored at {@code at}, which counts backwards. */
    private int target(int at, int width) throws MalformedModelException {
        long offset = unsigned(at, width);
        if (offset < 0 || offset > at) {
            throw malformed(
                    "",
                    at,
                    "expected an offset of at most "
                            + at
                            + ", found "
                            + Long.toUnsignedString(offset));
        }
        return at - (int) offset;
    }

    private long unsigned(int at, int width) throws MalformedModelException {
        if (at < 0 || at > bytes.size() - width) {
            throw malformed(
                    "",
                    Math.max(at, 0),
                    "expected "
                            + width
                            + " bytes inside a map of "
                            + bytes.size()
                            + ", found none");
        }
        long value = 0;
        for (int i = 0; i < width; i++) {
            value |= (bytes.get(at + i) & 0xffL) << 8 * i;
        }
        return value;
    }

    private long signed(int at, int width) throws MalformedModelException {
        int unused = 64 - 8 * width;
        return unsigned(at, width) << unused >> unused;
    }

    private MalformedModelException malformed(String key, int at, String problem) {
        return new MalformedModelException(
                key.isEmpty() ? path : path + "." + key, start + at, problem);
    }

    /** Returns an integer, which must be there and fit 32 bits. */
    int int32(String key) throws MalformedModelException {
        int[] list = ints(key);
        if (list.length != 1 || types.getOrDefault(key, 0) == VECTOR_INT) {
            throw malformed(key, 0, "expected an integer, found a list of " + list.length);
        }
        return list[0];
    }

    /** Returns a list of integers, which must be there and fit 32 bits. */
    int[] ints(String key) throws MalformedModelException {
        long[] value = values.get(key);
        if (value == null) {
            Integer type = types.get(key);
            throw malformed(
                    key,
                    0,
                    "expected an integer or a list of them, found "
                            + (type == null ? "none" : "type " + type));
        }
        int[] list = new int[value.length];
        for (int i = 0; i < list.length; i++) {
            if (value[i] != (int) value[i]) {
                throw malformed(key, 0, "expected 32 bits, found " + value[i]);
            }
            list[i] = (int) value[i];
        }
        return list;
    }
}
