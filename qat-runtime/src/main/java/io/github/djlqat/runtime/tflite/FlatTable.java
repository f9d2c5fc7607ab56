package io.github.djlqat.runtime.tflite;

import io.github.djlqat.runtime.MalformedModelException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A table of a flatbuffer: a signed offset back to a vtable, which holds its own size, the table's
 * size, and for each field its place in the table, 0 where the field is absent (FlatBuffers
 * internals, "Tables"). Fields are named by number, in the schema's order, a union counting as two.
 */
final class FlatTable {

    private static final int VTABLE_HEADER = 4;

    private final FlatBuffer buffer;
    private final int start;
    private final int size;
    private final int vtable;
    private final int vtableSize;
    private final String path;

    private FlatTable(
            FlatBuffer buffer, int start, int size, int vtable, int vtableSize, String path) {
        this.buffer = buffer;
        this.start = start;
        this.size = size;
        this.vtable = vtable;
        this.vtableSize = vtableSize;
        this.path = path;
    }

    /**
     * Returns the table at {@code start}, after checking that it and its vtable lie in the file.
     */
    static FlatTable at(FlatBuffer buffer, int start, String path) throws MalformedModelException {
        buffer.require(start, 4, path, "a table");
        long vtable = (long) start - buffer.int32(start);
        buffer.require(vtable, VTABLE_HEADER, path, "a vtable");
        int vtableSize = buffer.uint16((int) vtable);
        int size = buffer.uint16((int) vtable + 2);
        if (vtableSize < VTABLE_HEADER || vtableSize % 2 != 0) {
            throw new MalformedModelException(
                    path,
                    vtable,
                    "expected an even vtable size of at least 4, found " + vtableSize);
        }
        if (size < 4) {
            throw new MalformedModelException(
                    path, vtable + 2, "expected a table size of at least 4, found " + size);
        }
        buffer.require(vtable, vtableSize, path, "a vtable");
        buffer.require(start, size, path, "a table");
        return new FlatTable(buffer, start, size, (int) vtable, vtableSize, path);
    }

    FlatBuffer buffer() {
        return buffer;
    }

    String path() {
        return path;
    }

    int start() {
        return start;
    }

    /** Returns the path of a field of this table. */
    String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** Returns where a field of {@code bytes} bytes stands, or 0 where the field is absent. */
    private int place(int field, String name, int bytes) throws MalformedModelException {
        int slot = VTABLE_HEADER + 2 * field;
        if (slot + 2 > vtableSize) {
            return 0;
        }
        int offset = buffer.uint16(vtable + slot);
        if (offset == 0) {
            return 0;
        }
        if (offset < 4 || offset + bytes > size) {
            throw new MalformedModelException(
                    path(name),
                    vtable + slot,
                    String.format(
                            "expected %d bytes inside a table of %d, found offset %d",
                            bytes, size, offset));
        }
        return start + offset;
    }

    /** Returns a fault of a field of this table, with the byte it stands at. */
    MalformedModelException malformed(int field, String name, String problem) {
        int at = start;
        try {
            int found = place(field, name, 1);
            at = found == 0 ? start : found;
        } catch (MalformedModelException e) {
            // The vtable is broken as well: the table's own place will do.
            at = start;
        }
        return new MalformedModelException(path(name), at, problem);
    }

    byte int8(int field, String name) throws MalformedModelException {
        int at = place(field, name, 1);
        return at == 0 ? 0 : buffer.int8(at);
    }

    boolean bool(int field, String name) throws MalformedModelException {
        return int8(field, name) != 0;
    }

    int int32(int field, String name, int absent) throws MalformedModelException {
        int at = place(field, name, 4);
        return at == 0 ? absent : buffer.int32(at);
    }

    long uint32(int field, String name) throws MalformedModelException {
        return int32(field, name, 0) & 0xFFFFFFFFL;
    }

    long int64(int field, String name) throws MalformedModelException {
        int at = place(field, name, 8);
        return at == 0 ? 0 : buffer.int64(at);
    }

    /** Returns the table a field refers to, or null. */
    @Nullable FlatTable table(int field, String name) throws MalformedModelException {
        int at = place(field, name, 4);
        return at == 0 ? null : at(buffer, buffer.target(at, path(name)), path(name));
    }

    /** Returns the vector a field refers to, or null; {@code width} is an element's bytes. */
    @Nullable FlatVector vector(int field, String name, int width) throws MalformedModelException {
        int at = place(field, name, 4);
        return at == 0
                ? null
                : FlatVector.at(buffer, buffer.target(at, path(name)), width, path(name));
    }

    /** Returns the text a field refers to, empty where absent. */
    String string(int field, String name) throws MalformedModelException {
        FlatVector vector = vector(field, name, 1);
        if (vector == null) {
            return "";
        }
        vector.limit(buffer.limits().maxStringBytes());
        buffer.charge(vector.length(), vector.dataStart(), path(name));
        return new String(
                buffer.array(), vector.dataStart(), vector.length(), StandardCharsets.UTF_8);
    }
}
