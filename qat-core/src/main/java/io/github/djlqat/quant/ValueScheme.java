package io.github.djlqat.quant;

/**
 * How some values are quantized. Schemes that are equal may share one quantizer where they meet at
 * a value, so implementations are records.
 */
public interface ValueScheme {

    /**
     * Makes the quantizer of one value.
     *
     * @param name the value's name, for messages
     * @param unsigned whether it is never below 0
     */
    ValueQuantizer create(String name, boolean unsigned);

    /** Returns the bits of a value, 1 to 8. */
    int bits();
}
