package io.github.djlqat.runtime.graph;

/** TFLite's two paddings. */
public enum Padding {
    /** Output size is {@code ceil(input / stride)}; an odd padding puts the extra one last. */
    SAME,
    /** No padding. */
    VALID
}
