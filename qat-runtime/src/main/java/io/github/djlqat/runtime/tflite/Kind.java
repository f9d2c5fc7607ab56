package io.github.djlqat.runtime.tflite;

import io.github.djlqat.runtime.graph.Coding;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Operator;
import org.jspecify.annotations.Nullable;

/**
 * The operators that the integer graph has: builtin ones by code, options table and number of
 * inputs, as the schema and TFLite's kernels have them, and custom ones by name. Names are the
 * schema's; a custom operator's stands beside it.
 */
public enum Kind {
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
    HARD_SWISH(117, 91, 1, 1),
    LCE_QUANTIZE("LceQuantize", 1, 1),
    LCE_DEQUANTIZE("LceDequantize", 1, 1),
    LCE_BCONV_2D("LceBconv2d", 5, 5),
    LCE_BMAX_POOL_2D("LceBMaxPool2d", 1, 1),
    DJLQAT_BINARIZE("DjlqatBinarize", 2, 2),
    DJLQAT_BATCH_NORM("DjlqatBatchNorm", 3, 3),
    DJLQAT_CONV_2D("DjlqatConv2D", 4, 5),
    DJLQAT_DEPTHWISE_CONV_2D("DjlqatDepthwiseConv2D", 4, 5),
    DJLQAT_FULLY_CONNECTED("DjlqatFullyConnected", 4, 5);

    private final @Nullable String custom;
    private final int code;
    private final int optionsType;
    private final int minInputs;
    private final int maxInputs;

    Kind(int code, int optionsType, int minInputs, int maxInputs) {
        custom = null;
        this.code = code;
        this.optionsType = optionsType;
        this.minInputs = minInputs;
        this.maxInputs = maxInputs;
    }

    Kind(String custom, int minInputs, int maxInputs) {
        this.custom = custom;
        code = FlatOperatorCode.CUSTOM;
        optionsType = 0;
        this.minInputs = minInputs;
        this.maxInputs = maxInputs;
    }

    /** Returns the operator of a code and name, or null for one the graph does not have. */
    static @Nullable Kind of(FlatOperatorCode code) {
        for (Kind kind : values()) {
            if (kind.code == code.builtin && kind.toString().equals(code.name)) {
                return kind;
            }
        }
        return null;
    }

    /** Returns the operator of the graph as a file has it. */
    public static Kind of(IntegerGraph graph, Operator operator) {
        boolean weighted =
                operator instanceof Operator.Conv2D
                        || operator instanceof Operator.DepthwiseConv2D
                        || operator instanceof Operator.FullyConnected;
        int filter = weighted ? operator.inputs().get(1) : Operator.NONE;
        boolean known = filter >= 0 && filter < graph.tensors().size();
        Coding coding = known ? graph.tensor(filter).coding() : null;
        boolean coded = coding != null && !coding.equals(Coding.INT4);
        String name = operator.opName();
        for (Kind kind : values()) {
            if (coded ? kind.name().equals("DJLQAT_" + name) : kind.toString().equals(name)) {
                return kind;
            }
        }
        throw new AssertionError("no kind of operator " + name);
    }

    /** Returns TFLite's name, or a custom operator's own. */
    @Override
    public String toString() {
        return custom == null ? name() : custom;
    }

    /** Returns whether the operator goes by a name of its own. */
    public boolean isCustom() {
        return custom != null;
    }

    /** Returns whether the weights are coded: inputs are data, stream, table, scales and bias. */
    public boolean isCoded() {
        return this == DJLQAT_CONV_2D
                || this == DJLQAT_DEPTHWISE_CONV_2D
                || this == DJLQAT_FULLY_CONNECTED;
    }

    /** Returns the number in enum BuiltinOperator; that of custom operators for one. */
    public int code() {
        return code;
    }

    /** Returns the number of the options table in union BuiltinOptions; 0 for none. */
    public int optionsType() {
        return optionsType;
    }

    int minInputs() {
        return minInputs;
    }

    int maxInputs() {
        return maxInputs;
    }

    /** Returns whether an input may be absent. */
    public boolean isOptional(int input) {
        return isBias(input)
                || (this == RESHAPE && input == 1)
                || (this == LCE_BCONV_2D && input > 1);
    }

    /** Returns whether an input is a bias: quantized, 32 bits. */
    boolean isBias(int input) {
        return input == 2 && isWeighted() || input == 4 && isCoded();
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
        return input == 1 && !numbers && custom == null;
    }
}
