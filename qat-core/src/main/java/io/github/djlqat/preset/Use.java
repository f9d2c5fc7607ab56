package io.github.djlqat.preset;

/** How a network comes to its integers. */
public enum Use {
    /** After training: ranges are observed, weights stay as they are. */
    POST_TRAINING,
    /** By training on with the quantizers in place. */
    TRAINING
}
