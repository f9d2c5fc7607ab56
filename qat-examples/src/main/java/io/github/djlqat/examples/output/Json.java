package io.github.djlqat.examples.output;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Writes maps, lists, strings, numbers, booleans and null as JSON, indented by two spaces. */
public final class Json {

    private Json() {}

    /**
     * Returns {@code value} as JSON, ending in a line break.
     *
     * @param value a map with string keys, a list, a string, a number, a boolean or null
     * @throws IllegalArgumentException if it holds anything else; NaN and infinity become null
     */
    public static String format(Object value) {
        StringBuilder out = new StringBuilder();
        append(out, value, "");
        return out.append('\n').toString();
    }

    private static void append(StringBuilder out, Object value, String indent) {
        if (value instanceof Map<?, ?> map) {
            appendMap(out, map, indent);
        } else if (value instanceof List<?> list) {
            appendList(out, list, indent);
        } else if (value instanceof String text) {
            appendString(out, text);
        } else if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            out.append(Double.isFinite(number) ? value.toString() : "null");
        } else if (value == null || value instanceof Number || value instanceof Boolean) {
            out.append(value);
        } else {
            throw new IllegalArgumentException(
                    "expected a map, list, string, number, boolean or null, found "
                            + value.getClass().getName());
        }
    }

    private static void appendMap(StringBuilder out, Map<?, ?> map, String indent) {
        String inner = indent + "  ";
        out.append('{');
        for (Iterator<? extends Map.Entry<?, ?>> i = map.entrySet().iterator(); i.hasNext(); ) {
            Map.Entry<?, ?> entry = i.next();
            out.append('\n').append(inner);
            appendString(out, String.valueOf(entry.getKey()));
            out.append(": ");
            append(out, entry.getValue(), inner);
            out.append(i.hasNext() ? "," : "\n" + indent);
        }
        out.append('}');
    }

    private static void appendList(StringBuilder out, List<?> list, String indent) {
        String inner = indent + "  ";
        out.append('[');
        for (Iterator<?> i = list.iterator(); i.hasNext(); ) {
            out.append('\n').append(inner);
            append(out, i.next(), inner);
            out.append(i.hasNext() ? "," : "\n" + indent);
        }
        out.append(']');
    }

    private static void appendString(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
