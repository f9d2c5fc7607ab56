package io.github.djlqat.network;

import java.util.Objects;

/**
 * What a rule can tell a layer with weights by.
 *
 * @param path the block's path, such as {@code 01Conv2d}
 * @param kind what it computes
 * @param index its number among the network's layers with weights, in the order of computation
 * @param count the number of those layers
 * @param kernel the window's height times its width; 1 for linear layers
 */
public record Layer(String path, Kind kind, int index, int count, int kernel) {

    /** What a layer computes. */
    public enum Kind {
        /** A convolution over all channels, or groups of several. */
        CONVOLUTION,
        /** A convolution of each channel by itself. */
        DEPTHWISE,
        /** A matrix product. */
        LINEAR
    }

    /** Checks the parts. */
    public Layer {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(kind, "kind");
    }

    /** Returns whether no other layer comes before. */
    public boolean isFirst() {
        return index == 0;
    }

    /** Returns whether no other layer follows. */
    public boolean isLast() {
        return index == count - 1;
    }

    /** Returns whether this is a convolution of single pixels, as on the shortcut of a residual. */
    public boolean isProjection() {
        return kind == Kind.CONVOLUTION && kernel == 1;
    }
}
