package io.github.djlqat.runtime.tflite;

import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Padding;
import io.github.djlqat.runtime.graph.Shape;
import io.github.djlqat.runtime.graph.Tensor;
import java.util.List;

/** Turns a file's operators into the graph's: the options tables, field by field. */
final class OperatorReader {

    private final List<Tensor> tensors;

    OperatorReader(List<Tensor> tensors) {
        this.tensors = tensors;
    }

    Operator read(FlatOperator op) throws MalformedModelException {
        int in = op.input(0);
        int second = op.input(1);
        int out = op.output();
        Kind kind = op.kind();
        if (kind == Kind.ADD) {
            return new Operator.Add(in, second, out, op.options().activation(0));
        }
        if (kind == Kind.SUB) {
            return new Operator.Sub(in, second, out, op.options().activation(0));
        }
        if (kind == Kind.MUL) {
            return new Operator.Mul(in, second, out, op.options().activation(0));
        }
        if (kind == Kind.CONV_2D || kind == Kind.DJLQAT_CONV_2D) {
            return conv(op);
        }
        if (kind == Kind.DEPTHWISE_CONV_2D || kind == Kind.DJLQAT_DEPTHWISE_CONV_2D) {
            return depthwise(op);
        }
        if (kind == Kind.FULLY_CONNECTED || kind == Kind.DJLQAT_FULLY_CONNECTED) {
            return fullyConnected(op);
        }
        if (kind == Kind.CONCATENATION) {
            return concatenation(op);
        }
        if (kind == Kind.AVERAGE_POOL_2D || kind == Kind.MAX_POOL_2D) {
            return pool(op);
        }
        if (kind == Kind.STRIDED_SLICE) {
            return stridedSlice(op);
        }
        if (kind == Kind.MEAN) {
            return new Operator.Mean(in, second, out, op.options().bool(0, "keep_dims"));
        }
        if (kind == Kind.SOFTMAX) {
            return new Operator.Softmax(in, out, op.options().finiteBits(0, "beta"));
        }
        if (kind == Kind.LEAKY_RELU) {
            return new Operator.LeakyRelu(in, out, op.options().finiteBits(0, "alpha"));
        }
        if (kind == Kind.RESIZE_NEAREST_NEIGHBOR) {
            Options options = op.options();
            return new Operator.ResizeNearestNeighbor(
                    in,
                    second,
                    out,
                    options.bool(0, "align_corners"),
                    options.bool(1, "half_pixel_centers"));
        }
        return kind.isCustom() ? custom(op) : withoutOptions(op);
    }

    /** Returns which input a bias is. */
    private static int bias(FlatOperator op) {
        return op.input(op.kind().isCoded() ? 4 : 2);
    }

    private static Operator custom(FlatOperator op) throws MalformedModelException {
        int in = op.input(0);
        int second = op.input(1);
        int out = op.output();
        Kind kind = op.kind();
        if (kind == Kind.LCE_QUANTIZE) {
            return new Operator.LceQuantize(in, out);
        }
        if (kind == Kind.LCE_DEQUANTIZE) {
            return new Operator.LceDequantize(in, out);
        }
        if (kind == Kind.DJLQAT_BINARIZE) {
            return new Operator.DjlqatBinarize(in, second, out);
        }
        Options options = op.options();
        if (kind == Kind.DJLQAT_BATCH_NORM) {
            return new Operator.DjlqatBatchNorm(
                    in,
                    second,
                    op.input(2),
                    out,
                    options.int32("shift"),
                    options.activation(Options.CUSTOM));
        }
        Padding padding = options.padding(Options.CUSTOM);
        int strideH = options.positive("stride_height");
        int strideW = options.positive("stride_width");
        if (kind == Kind.LCE_BMAX_POOL_2D) {
            int height = options.positive("filter_height");
            int width = options.positive("filter_width");
            return new Operator.LceBMaxPool2d(in, out, padding, strideH, strideW, height, width);
        }
        return new Operator.LceBconv2d(
                in,
                second,
                op.input(2),
                op.input(3),
                op.input(4),
                out,
                options.positive("channels_in"),
                padding,
                options.bool("pad_values"),
                strideH,
                strideW,
                options.positive("dilation_height_factor"),
                options.positive("dilation_width_factor"),
                options.activation(Options.CUSTOM));
    }

    private static Operator withoutOptions(FlatOperator op) {
        int in = op.input(0);
        int second = op.input(1);
        int out = op.output();
        Kind kind = op.kind();
        if (kind == Kind.PAD || kind == Kind.PADV2) {
            return new Operator.Pad(in, second, op.input(2), out);
        }
        if (kind == Kind.RESHAPE) {
            // The output's shape says what the shape operand and the options repeat.
            return new Operator.Reshape(in, second, out);
        }
        if (kind == Kind.TRANSPOSE) {
            return new Operator.Transpose(in, second, out);
        }
        return new Operator.Unary(Operator.Function.valueOf(kind.name()), in, out);
    }

    private static Operator conv(FlatOperator op) throws MalformedModelException {
        Options options = op.options();
        Padding padding = options.padding(0);
        int strideW = options.positive(1, "stride_w", 0);
        int strideH = options.positive(2, "stride_h", 0);
        return new Operator.Conv2D(
                op.input(0),
                op.input(1),
                bias(op),
                op.output(),
                padding,
                strideH,
                strideW,
                options.positive(5, "dilation_h_factor", 1),
                options.positive(4, "dilation_w_factor", 1),
                options.activation(3));
    }

    private Operator depthwise(FlatOperator op) throws MalformedModelException {
        Options options = op.options();
        Padding padding = options.padding(0);
        int strideW = options.positive(1, "stride_w", 0);
        int strideH = options.positive(2, "stride_h", 0);
        return new Operator.DepthwiseConv2D(
                op.input(0),
                op.input(1),
                bias(op),
                op.output(),
                padding,
                strideH,
                strideW,
                options.positive(6, "dilation_h_factor", 1),
                options.positive(5, "dilation_w_factor", 1),
                depthMultiplier(op),
                options.activation(4));
    }

    /** The file's own depth_multiplier is redundant and may be 0; the shapes count. */
    private int depthMultiplier(FlatOperator op) throws MalformedModelException {
        Shape input = tensors.get(op.input(0)).shape();
        Shape filter = tensors.get(op.input(1)).shape();
        if (input.rank() != 4 || filter.rank() != 4 || filter.get(3) % input.get(3) != 0) {
            throw new MalformedModelException(
                    op.path() + ".inputs",
                    op.offset(),
                    String.format(
                            "expected input [N,H,W,IC] and filter [1,KH,KW,IC*multiplier] for %s,"
                                    + " found %s and %s",
                            op.kind(), input, filter));
        }
        return filter.get(3) / input.get(3);
    }

    private static Operator fullyConnected(FlatOperator op) throws MalformedModelException {
        Options options = op.options();
        int format = op.kind().isCustom() ? 0 : options.int8(1, "weights_format");
        if (format != 0) {
            throw options.unsupported(
                    "weights_format",
                    "0 (DEFAULT)",
                    format == 1 ? "1 (SHUFFLED4x16INT8)" : String.valueOf(format),
                    "convert the model without shuffled weights");
        }
        return new Operator.FullyConnected(
                op.input(0),
                op.input(1),
                bias(op),
                op.output(),
                options.bool(2, "keep_num_dims"),
                options.activation(0));
    }

    private Operator concatenation(FlatOperator op) throws MalformedModelException {
        Options options = op.options();
        int axis = options.int32(0, "axis", 0);
        int rank = tensors.get(op.output()).shape().rank();
        if (axis < -rank || axis >= rank) {
            throw options.malformed(
                    0, "axis", String.format("expected %d to %d, found %d", -rank, rank - 1, axis));
        }
        return new Operator.Concatenation(
                Ints.of(op.inputs()), op.output(), axis, options.activation(1));
    }

    private static Operator pool(FlatOperator op) throws MalformedModelException {
        Options options = op.options();
        Padding padding = options.padding(0);
        int strideW = options.positive(1, "stride_w", 0);
        int strideH = options.positive(2, "stride_h", 0);
        int filterW = options.positive(3, "filter_width", 0);
        int filterH = options.positive(4, "filter_height", 0);
        return new Operator.Pool2D(
                op.kind() == Kind.MAX_POOL_2D,
                op.input(0),
                op.output(),
                padding,
                strideH,
                strideW,
                filterH,
                filterW,
                options.activation(5));
    }

    private static Operator stridedSlice(FlatOperator op) throws MalformedModelException {
        Options options = op.options();
        String remedy = "convert the model with plain begin, end and stride";
        int ellipsis = options.int32(2, "ellipsis_mask", 0);
        int newAxis = options.int32(3, "new_axis_mask", 0);
        if (ellipsis != 0) {
            throw options.unsupported("ellipsis_mask", "0", String.valueOf(ellipsis), remedy);
        }
        if (newAxis != 0) {
            throw options.unsupported("new_axis_mask", "0", String.valueOf(newAxis), remedy);
        }
        if (options.bool(5, "offset")) {
            throw options.unsupported("offset", "false", "true", remedy);
        }
        return new Operator.StridedSlice(
                op.input(0),
                op.input(1),
                op.input(2),
                op.input(3),
                op.output(),
                options.int32(0, "begin_mask", 0),
                options.int32(1, "end_mask", 0),
                options.int32(4, "shrink_axis_mask", 0));
    }
}
