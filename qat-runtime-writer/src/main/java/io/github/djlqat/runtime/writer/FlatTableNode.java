package io.github.djlqat.runtime.writer;

import java.util.TreeMap;

/**
 * A table to be written. Fields are named by number, in the schema's order; one that has its
 * default is left out. Tables with the same layout share a vtable.
 */
final class FlatTableNode implements FlatNode {

    private final TreeMap<Integer, Integer> words = new TreeMap<>();
    private final TreeMap<Integer, Integer> bytes = new TreeMap<>();
    private final TreeMap<Integer, FlatNode> children = new TreeMap<>();

    /** Sets a field of 32 bits, unless it is {@code absent}, the schema's default. */
    FlatTableNode int32(int field, int value, int absent) {
        if (value != absent) {
            words.put(field, value);
        }
        return this;
    }

    /** Sets a field of 8 bits, unless it is 0, the schema's default. */
    FlatTableNode int8(int field, int value) {
        if (value != 0) {
            bytes.put(field, value);
        }
        return this;
    }

    /** Sets a boolean field, unless it is false, the schema's default. */
    FlatTableNode bool(int field, boolean value) {
        return int8(field, value ? 1 : 0);
    }

    /** Sets a field that refers to another part. */
    FlatTableNode child(int field, FlatNode child) {
        words.put(field, 0);
        children.put(field, child);
        return this;
    }

    @Override
    public int write(FlatOutput out) {
        int fields =
                Math.max(
                        words.isEmpty() ? 0 : words.lastKey() + 1,
                        bytes.isEmpty() ? 0 : bytes.lastKey() + 1);
        int[] vtable = new int[2 + fields];
        int end = 4;
        for (int field : words.keySet()) {
            vtable[2 + field] = end;
            end += 4;
        }
        for (int field : bytes.keySet()) {
            vtable[2 + field] = end++;
        }
        vtable[0] = 2 * vtable.length;
        vtable[1] = end;
        int vtableAt = out.vtable(vtable);
        out.align(4, 0);
        int at = out.reserve(end);
        out.int32(at, at - vtableAt);
        words.forEach((field, value) -> out.int32(at + vtable[2 + field], value));
        bytes.forEach((field, value) -> out.int8(at + vtable[2 + field], value));
        children.forEach(
                (field, child) -> {
                    int place = at + vtable[2 + field];
                    out.int32(place, child.write(out) - place);
                });
        return at;
    }
}
