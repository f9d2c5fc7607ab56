package io.github.djlqat.examples.model;

import ai.djl.nn.Block;

/** The networks by name. */
public final class Models {

    private Models() {}

    /**
     * Builds a network, not yet initialized.
     *
     * @param name the name
     * @param classes the number of classes
     * @return the block: (batch, channels, height, width) to logits (batch, classes)
     */
    public static Block create(String name, int classes) {
        return switch (name) {
            case "resnet8" -> ResNets.resnet8(classes);
            case "resnet20" -> ResNets.resnet20(classes);
            default ->
                    throw new IllegalArgumentException(
                            "model: expected resnet8 or resnet20, found \"" + name + "\"");
        };
    }
}
