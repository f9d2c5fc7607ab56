package io.github.djlqat.runtime.arithmetic;

/** How a 32-bit accumulator is scaled to the output: the two conventions found in the wild. */
public enum RoundingMode {
    /**
     * Round the high half of the doubled product, then round again when dividing by the power of
     * two: gemmlowp, TFLite-Micro's default, CMSIS-NN.
     */
    DOUBLE,
    /** Round the 64-bit product once, half up: ruy, {@code TFLITE_SINGLE_ROUNDING}. */
    SINGLE
}
