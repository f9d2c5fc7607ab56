package io.github.djlqat.runtime.writer;

import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * A FlexBuffer to be written: a map of integers and lists of integers, all 32 bits wide, keys in
 * the order of their bytes, as readers that search by halves expect.
 */
final class FlexNode {

    private static final int WIDTH = 4;

    /** Type and width in one byte, as the format packs them: 4 bytes are width 2. */
    private static final int INT = 1 << 2 | 2;

    private static final int MAP = 9 << 2 | 2;
    private static final int VECTOR_INT = 11 << 2 | 2;

    private final TreeMap<String, int[]> values = new TreeMap<>();
    private final TreeMap<String, Integer> types = new TreeMap<>();

    /** Sets an integer. */
    FlexNode put(String key, int value) {
        return put(key, INT, value);
    }

    private FlexNode put(String key, int type, int... value) {
        values.put(key, value);
        types.put(key, type);
        return this;
    }

    /** Sets what says how coded weights are to be read. */
    FlexNode filter(Tensor tensor) {
        return put("bits", tensor.requireCoding().bits())
                .put("filter_shape", VECTOR_INT, tensor.shape().dimensions().toArray());
    }

    /** Returns the FlexBuffer. */
    Bytes write() {
        FlatOutput out = new FlatOutput();
        TreeMap<String, Integer> keys = new TreeMap<>();
        for (String key : values.keySet()) {
            Bytes text = Bytes.of(key.getBytes(StandardCharsets.US_ASCII));
            int at = out.reserve(text.size() + 1);
            out.bytes(at, text);
            keys.put(key, at);
        }
        out.align(WIDTH, 0);
        TreeMap<String, Integer> lists = new TreeMap<>();
        for (Map.Entry<String, int[]> entry : values.entrySet()) {
            if (types.getOrDefault(entry.getKey(), INT) == VECTOR_INT) {
                word(out, entry.getValue().length);
                lists.put(entry.getKey(), out.size());
                for (int value : entry.getValue()) {
                    word(out, value);
                }
            }
        }
        word(out, keys.size());
        int keysAt = out.size();
        for (int key : keys.values()) {
            word(out, out.size() - key);
        }
        word(out, out.size() - keysAt);
        word(out, WIDTH);
        word(out, values.size());
        int map = out.size();
        for (Map.Entry<String, int[]> entry : values.entrySet()) {
            Integer list = lists.get(entry.getKey());
            word(out, list == null ? entry.getValue()[0] : out.size() - list);
        }
        for (int type : types.values()) {
            out.int8(out.reserve(1), type);
        }
        out.align(WIDTH, 0);
        word(out, out.size() - map);
        out.int8(out.reserve(1), MAP);
        out.int8(out.reserve(1), WIDTH);
        byte[] bytes = out.toArray();
        return Bytes.view(bytes, 0, bytes.length);
    }

    private static void word(FlatOutput out, int value) {
        out.int32(out.reserve(WIDTH), value);
    }
}
