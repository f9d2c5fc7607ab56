package io.github.djlqat.network;

/** What a quantized network does with its quantizers. */
public enum Mode {
    /** Nothing: it computes what the float block computes. */
    FLOAT,
    /**
     * They observe every forward; the network computes what the float block computes, but where
     * layers read signs: those read signs and have their weights quantized in this mode too.
     */
    CALIBRATE,
    /**
     * They quantize as in inference, in floating point; batch norm normalizes with each batch's
     * statistics and updates the running ones. See {@link BatchNormEstimation}.
     */
    ESTIMATE,
    /** They quantize, and in training they observe until they are frozen. */
    QUANTIZE
}
