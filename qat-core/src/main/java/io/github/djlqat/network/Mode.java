package io.github.djlqat.network;

/** What a quantized network does with its quantizers. */
public enum Mode {
    /** Nothing: it computes what the float block computes. */
    FLOAT,
    /** They observe every forward; the network computes what the float block computes. */
    CALIBRATE,
    /** They quantize, and in training they observe until they are frozen. */
    QUANTIZE
}
