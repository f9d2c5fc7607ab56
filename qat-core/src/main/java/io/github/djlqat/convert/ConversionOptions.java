package io.github.djlqat.convert;

/**
 * How the integer graph meets its caller.
 *
 * @param description the model's description, kept in the file
 * @param floatInput whether the graph takes float images and quantizes them first (QUANTIZE)
 * @param floatOutput whether the graph gives floats (DEQUANTIZE)
 */
public record ConversionOptions(String description, boolean floatInput, boolean floatOutput) {

    /** Codes in, codes out: nothing in the graph is a float. */
    public static final ConversionOptions INT8 = new ConversionOptions("DJL-QAT", false, false);

    /** Returns these options with float arrays at both ends. */
    public ConversionOptions withFloats() {
        return new ConversionOptions(description, true, true);
    }
}
