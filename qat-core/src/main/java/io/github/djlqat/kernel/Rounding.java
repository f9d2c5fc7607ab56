package io.github.djlqat.kernel;

/** How a number of steps becomes a whole one. */
public enum Rounding {
    /** To the nearest, half to even. */
    NEAREST,
    /** Down: what a shift to the right without rounding does. For steps that are powers of two. */
    FLOOR
}
