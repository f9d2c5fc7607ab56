package io.github.djlqat.quant;

/** How the weights of some layers are quantized: what a paper's method is, without its state. */
public interface WeightScheme {

    /**
     * Makes the quantizer of one layer.
     *
     * @param path the weights' path, for messages
     */
    WeightQuantizer create(String path);

    /** Returns the bits of a stored weight. */
    int bits();
}
