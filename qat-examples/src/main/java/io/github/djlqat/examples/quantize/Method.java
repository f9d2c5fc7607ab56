package io.github.djlqat.examples.quantize;

import java.util.Locale;

/** How a float network becomes an integer one. */
public enum Method {
    /** After training: ranges are observed on some training images, weights stay. */
    PTQ,
    /** By training on with fake quantization, so that the weights adapt. */
    QAT;

    /** Returns the name in lower case, as in file names. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
