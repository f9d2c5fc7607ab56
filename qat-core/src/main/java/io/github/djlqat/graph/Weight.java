package io.github.djlqat.graph;

import ai.djl.nn.Parameter;
import java.util.Objects;

/**
 * A parameter that an operation reads, shared with the user's block: training the graph trains the
 * block.
 *
 * @param path the block path and the parameter's name, such as {@code 01ResNet/02Conv2d/weight}
 * @param parameter the user's own parameter
 */
public record Weight(String path, Parameter parameter) {

    /** Checks that both are there. */
    public Weight {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(parameter, "parameter");
    }

    @Override
    public String toString() {
        return path;
    }
}
