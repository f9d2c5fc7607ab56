package io.github.djlqat.runtime.tflite;

import org.jspecify.annotations.Nullable;

/**
 * The builtin operators that the integer graph has: code, options table and number of inputs, as
 * the schema and TFLite's kernels have them. Names are the schema's.
 */
enum Kind {
    ADD(0, 11, 2, 2),
    AVERAGE_POOL_2D(1, 5, 1, 1),
    CONCATENATION(2, 10, 1, Integer.MAX_VALUE),
    CONV_2D(3, 1, 2, 3),
    DEPTHWISE_CONV_2D(4, 2, 2, 3),
    DEQUANTIZE(6, 38, 1, 1),
    FULLY_CONNECTED(9, 8, 2, 3),
    LOGISTIC(14, 0, 1, 1),
    MAX_POOL_2D(17, 5, 1, 1),
    MUL(18, 21, 2, 2),
    RELU(19, 0, 1, 1),
    RELU6(21, 0, 1, 1),
    RESHAPE(22, 17, 1, 2),
    SOFTMAX(25, 9, 1, 1),
    TANH(28, 0, 1, 1),
    PAD(34, 22, 2, 2),
    TRANSPOSE(39, 26, 2, 2),
    MEAN(40, 27, 2, 2),
    SUB(41, 28, 2, 2),
    STRIDED_SLICE(45, 32, 4, 4),
    PADV2(60, 43, 3, 3),
    RESIZE_NEAREST_NEIGHBOR(97, 74, 2, 2),
    LEAKY_RELU(98, 75, 1, 1),
    QUANTIZE(114, 89, 1, 1),
    HARD_SWISH(117, 91, 1, 1);

    private final int code;
    private final int optionsType;
    private final int minInputs;
    private final int maxInputs;

    Kind(int code, int optionsType, int minInputs, int maxInputs) {
        this.code = code;
        this.optionsType = optionsType;
        this.minInputs = minInputs;
        this.maxInputs = maxInputs;
    }

    /** Returns the operator of a builtin code, or null for one the graph does not have. */
    static @Nullable Kind of(int code) {
        for (Kind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        return null;
    }

    int code() {
        return code;
    }

    /** Returns the number of the options table in union BuiltinOptions; 0 for none. */
    int optionsType() {
        return optionsType;
    }

    int minInputs() {
        return minInputs;
    }

    int maxInputs() {
        return maxInputs;
    }

    /** Returns whether an input may be absent. */
    boolean isOptional(int input) {
        return isBias(input) || (this == RESHAPE && input == 1);
    }

    /** Returns whether an input is a bias: quantized, 32 bits. */
    boolean isBias(int input) {
        return input == 2 && isWeighted();
    }

    private boolean isWeighted() {
        return this == CONV_2D || this == DEPTHWISE_CONV_2D || this == FULLY_CONNECTED;
    }

    /** Returns whether an input is sizes, axes or positions: plain integers. */
    boolean isIndex(int input) {
        if (this == STRIDED_SLICE) {
            return input > 0;
        }
        boolean numbers =
                isWeighted() || this == ADD || this == SUB || this == MUL || this == CONCATENATION;
        return input == 1 && !numbers;
    }
}
