package io.github.djlqat.runtime;

/**
 * Says that a model is broken: a file that is no {@code .tflite}, is cut or damaged, or a graph
 * whose parts do not fit each other. The message is one line: field, where in the file, what was
 * expected and what was found.
 */
public class MalformedModelException extends Exception {

    /** The offset of a fault that has no place in a file. */
    public static final long NO_OFFSET = -1;

    private static final long serialVersionUID = 1L;

    private final String field;
    private final long offset;

    /**
     * A fault at a place in a file.
     *
     * @param field the broken field's path, such as {@code subgraphs[0].tensors[3].shape}
     * @param offset the byte of the file it was read from, or {@link #NO_OFFSET}
     * @param problem what was expected and what was found
     */
    public MalformedModelException(String field, long offset, String problem) {
        super(field + (offset < 0 ? "" : " (byte " + offset + ")") + ": " + problem);
        this.field = field;
        this.offset = Math.max(offset, NO_OFFSET);
    }

    /**
     * A fault of a graph, which has no place in a file.
     *
     * @param field the broken part's path, such as {@code operators[3] CONV_2D.strideH}
     * @param problem what was expected and what was found
     */
    public MalformedModelException(String field, String problem) {
        this(field, NO_OFFSET, problem);
    }

    /** Returns the broken field's path. */
    public String field() {
        return field;
    }

    /** Returns the byte of the file the field was read from, or {@link #NO_OFFSET}. */
    public long offset() {
        return offset;
    }
}
