package io.github.djlqat.examples.quantize;

import io.github.djlqat.preset.Use;
import java.util.Locale;

/** How a float network becomes an integer one. */
public enum Method {
    /** After training: ranges are observed on some training images, weights stay. */
    PTQ(Use.POST_TRAINING),
    /** By training on with fake quantization, so that the weights adapt. */
    QAT(Use.TRAINING);

    private final Use use;

    Method(Use use) {
        this.use = use;
    }

    /** Returns what presets call it. */
    public Use use() {
        return use;
    }

    /** Returns the name in lower case, as in file names. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
