package io.github.djlqat.runtime.graph;

/**
 * An operator of the integer graph. Each component that names a tensor is its index; {@link #NONE}
 * stands for an optional tensor that is absent. Options are TFLite's, shapes are NHWC.
 */
public sealed interface Operator {

    /** The index of a tensor that is absent. */
    int NONE = -1;

    /** Returns the tensors the operator reads, in TFLite's order, {@link #NONE} where absent. */
    Ints inputs();

    /** Returns the tensor the operator writes; every operator here writes one. */
    int output();

    /** Returns TFLite's name of the operator, such as {@code CONV_2D}, or a custom one's own. */
    String opName();

    /**
     * Convolution. Input [N,H,W,IC], filter [OC,KH,KW,IC/groups], bias int32 [OC] or absent, output
     * [N,OH,OW,OC]; groups = IC / filter's last dimension. The filter may be coded.
     */
    record Conv2D(
            int input,
            int filter,
            int bias,
            int output,
            Padding padding,
            int strideH,
            int strideW,
            int dilationH,
            int dilationW,
            Activation activation)
            implements Operator {
        @Override
        public Ints inputs() {
            return Ints.of(input, filter, bias);
        }

        @Override
        public String opName() {
            return "CONV_2D";
        }
    }

    /**
     * Depthwise convolution. Input [N,H,W,IC], filter [1,KH,KW,IC*multiplier], bias int32 or
     * absent; output channel oc reads input channel oc / multiplier. The filter may be coded.
     */
    record DepthwiseConv2D(
            int input,
            int filter,
            int bias,
            int output,
            Padding padding,
            int strideH,
            int strideW,
            int dilationH,
            int dilationW,
            int depthMultiplier,
            Activation activation)
            implements Operator {
        @Override
        public Ints inputs() {
            return Ints.of(input, filter, bias);
        }

        @Override
        public String opName() {
            return "DEPTHWISE_CONV_2D";
        }
    }

    /**
     * Fully connected. Input of any shape, read as [batch, IC]; filter [OC,IC]; bias int32 [OC] or
     * absent; output [batch,OC], or the input's leading dimensions with keepNumDims. The filter may
     * be coded.
     */
    record FullyConnected(
            int input, int filter, int bias, int output, boolean keepNumDims, Activation activation)
            implements Operator {
        @Override
        public Ints inputs() {
            return Ints.of(input, filter, bias);
        }

        @Override
        public String opName() {
            return "FULLY_CONNECTED";
        }
    }

    /** Sum of two tensors, broadcast as NumPy does. */
    record Add(int left, int right, int output, Activation activation) implements Operator {
        @Override
        public Ints inputs() {
            return Ints.of(left, right);
        }

        @Override
        public String opName() {
            return "ADD";
        }
    }

    /** Difference of two tensors, broadcast as NumPy does. */
    record Sub(int left, int right, int output, Activation activation) implements Operator {
        @Override
        public Ints inputs() {
            return Ints.of(left, right);
        }

        @Override
        public String opName() {
            return "SUB";
        }
    }

    /** Product of two tensors, broadcast as NumPy does. */
    record Mul(int left, int right, int output, Activation activation) implements Operator {
        @Override
        public Ints inputs() {
            return Ints.of(left, right);
        }

        @Override
        public String opName() {
            return "MUL";
        }
    }

    /** Concatenation along an axis (negative counts from the end); all quantizations are equal. */
    record Concatenation(Ints inputs, int output, int axis, Activation activation)
            implements Operator {
        @Override
        public String opName() {
            return "CONCATENATION";
        }
    }

    /**
     * Maximum or mean over windows, padding left out; quantizations of input and output are equal.
     */
    record Pool2D(
            boolean maximum,
            int input,
            int output,
            Padding padding,
            int strideH,
            int strideW,
            int filterH,
            int filterW,
            Activation activation)
            implements Operator {
        @Override
        public Ints inputs() {
            return Ints.of(input);
        }

        @Override
        public String opName() {
            return maximum ? "MAX_POOL_2D" : "AVERAGE_POOL_2D";
        }
    }

    /** Mean over the axes that a constant int32 tensor lists. */
    record Mean(int input, int axes, int output, boolean keepDims) implements Operator {
        @Override
        public Ints inputs() {
            return Ints.of(input, axes);
        }

        @Override
        public String opName() {
            return "MEAN";
        }
    }

    /**
     * Padding by a constant scalar of the input's type and quantization (PADV2), or by the zero
     * point where {@code value} is absent (PAD); {@code paddings} is a constant int32 or int64
     * [rank,2] of counts before and after.
     */
    record Pad(int input, int paddings, int value, int output) implements Operator {
        @Override
        public Ints inputs() {
            return value == NONE ? Ints.of(input, paddings) : Ints.of(input, paddings, value);
        }

        @Override
        public String opName() {
            return value == NONE ? "PAD" : "PADV2";
        }
    }

    /**
     * Same elements, another shape: the output tensor's. {@code newShape} is a constant int32 or
     * absent.
     */
    record Reshape(int input, int newShape, int output) implements Operator {
        @Override
        public Ints inputs() {
            return Ints.of(input, newShape);
        }

        @Override
        public String opName() {
            return "RESHAPE";
        }
    }

    /** Softmax over the last dimension of {@code beta * x}; {@code betaBits} is a float's bits. */
    record Softmax(int input, int output, int betaBits) implements Operator {
        @Override
        public Ints inputs() {
            return Ints.of(input);
        }

        @Override
        public String opName() {
            return "SOFTMAX";
        }
    }

    /** Functions of one element without options; named as TFLite names them. */
    enum Function {
        /** 8 bits to float. */
        DEQUANTIZE,
        /** {@code x * relu6(x + 3) / 6}. */
        HARD_SWISH,
        /** Sigmoid. */
        LOGISTIC,
        /** Float to 8 bits, or 8 bits to 8 bits of another quantization. */
        QUANTIZE,
        /** {@code max(x, 0)}, rescaled to the output's quantization. */
        RELU,
        /** {@code min(max(x, 0), 6)}, rescaled to the output's quantization. */
        RELU6,
        /** Hyperbolic tangent. */
        TANH
    }

    /** A function of each element by itself. */
    record Unary(Function function, int input, int output) implements Operator {
        @Override
        public Ints inputs() {
            return Ints.of(input);
        }

        @Override
        public String opName() {
            return function.name();
        }
    }

    /** {@code x < 0 ? alpha * x : x}; {@code alphaBits} is a float's bits. */
    record LeakyRelu(int input, int output, int alphaBits) implements Operator {
        @Override
        public Ints inputs() {
            return Ints.of(input);
        }

        @Override
        public String opName() {
            return "LEAKY_RELU";
        }
    }

    /** Output dimension i is input dimension permutation[i]; a constant int32 [rank]. */
    record Transpose(int input, int permutation, int output) implements Operator {
        @Override
        public Ints inputs() {
            return Ints.of(input, permutation);
        }

        @Override
        public String opName() {
            return "TRANSPOSE";
        }
    }

    /**
     * TensorFlow's strided slice; begin, end and strides are constant int32 [rank]; masks are bit
     * sets over dimensions. Ellipsis and new-axis masks are not supported.
     */
    record StridedSlice(
            int input,
            int begin,
            int end,
            int strides,
            int output,
            int beginMask,
            int endMask,
            int shrinkAxisMask)
            implements Operator {
        @Override
        public Ints inputs() {
            return Ints.of(input, begin, end, strides);
        }

        @Override
        public String opName() {
            return "STRIDED_SLICE";
        }
    }

    /** Nearest neighbour; {@code size} is a constant int32 [2]: new height and width. */
    record ResizeNearestNeighbor(
            int input, int size, int output, boolean alignCorners, boolean halfPixelCenters)
            implements Operator {
        @Override
        public Ints inputs() {
            return Ints.of(input, size);
        }

        @Override
        public String opName() {
            return "RESIZE_NEAREST_NEIGHBOR";
        }
    }

    /**
     * Codes to bits, as Larq Compute Engine: bit set (-1) where the code is below the zero point.
     * Input int8 [..,C], output int32 [..,ceil(C/32)]: words whose unused bits are clear.
     */
    record LceQuantize(int input, int output) implements Operator {
        @Override
        public Ints inputs() {
            return Ints.of(input);
        }

        @Override
        public String opName() {
            return "LceQuantize";
        }
    }

    /** Bits to the codes of +1 and -1, as Larq Compute Engine; the way back. */
    record LceDequantize(int input, int output) implements Operator {
        @Override
        public Ints inputs() {
            return Ints.of(input);
        }

        @Override
        public String opName() {
            return "LceDequantize";
        }
    }

    /**
     * Convolution of bits with bits, as Larq Compute Engine. Input words [N,H,W,ceil(IC/32)],
     * filter words [OC,KH,KW,ceil(IC/32)/groups]. An int8 output [N,OH,OW,OC] is made by {@code
     * multiplier} and {@code bias}, floats [OC]; bits [N,OH,OW,ceil(OC/32)] by {@code threshold},
     * int32 [OC].
     *
     * @param onePadding whether taps outside the image see +1; else they are skipped
     */
    record LceBconv2d(
            int input,
            int filter,
            int multiplier,
            int bias,
            int threshold,
            int output,
            int channelsIn,
            Padding padding,
            boolean onePadding,
            int strideH,
            int strideW,
            int dilationH,
            int dilationW,
            Activation activation)
            implements Operator {
        @Override
        public Ints inputs() {
            return Ints.of(input, filter, multiplier, bias, threshold);
        }

        @Override
        public String opName() {
            return "LceBconv2d";
        }
    }

    /** Maximum of bits over windows, as Larq Compute Engine. */
    record LceBMaxPool2d(
            int input,
            int output,
            Padding padding,
            int strideH,
            int strideW,
            int filterH,
            int filterW)
            implements Operator {
        @Override
        public Ints inputs() {
            return Ints.of(input);
        }

        @Override
        public String opName() {
            return "LceBMaxPool2d";
        }
    }

    /**
     * Codes to bits, channel c's clear (+1) where {@code intervals[0][c] <= x <= intervals[1][c]}.
     * Input int8 [..,C], intervals int8 [2,C], output int32 [..,ceil(C/32)].
     */
    record DjlqatBinarize(int input, int intervals, int output) implements Operator {
        @Override
        public Ints inputs() {
            return Ints.of(input, intervals);
        }

        @Override
        public String opName() {
            return "DjlqatBinarize";
        }
    }

    /**
     * Batch norm: {@code clamp((multiplier[c] * x + offset[c]) >> shift)}, x being the code itself.
     * Multiplier int32 [C], offset int32 or int64 [C]; input and output int8 [..,C].
     *
     * @param shift 0 to 62
     */
    record DjlqatBatchNorm(
            int input, int multiplier, int offset, int output, int shift, Activation activation)
            implements Operator {
        @Override
        public Ints inputs() {
            return Ints.of(input, multiplier, offset);
        }

        @Override
        public String opName() {
            return "DjlqatBatchNorm";
        }
    }
}
