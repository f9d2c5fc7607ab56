package io.github.djlqat.runtime.writer;

import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Padding;
import io.github.djlqat.runtime.graph.Tensor;
import io.github.djlqat.runtime.tflite.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Turns an operator's options into TFLite's options tables, and finds its version: the first of
 * TFLite's that has the form used, as TFLite's own converter sets it
 * (tensorflow/lite/tools/versioning/op_version.cc). A runtime refuses a version newer than its own,
 * and an int8 kernel of a version older than int8.
 */
final class OptionsWriter {

    private static final String ACTIVATION = "fused_activation_function";

    private final IntegerGraph graph;

    OptionsWriter(IntegerGraph graph) {
        this.graph = graph;
    }

    /** Returns the options table of an operator whose kind has one. */
    FlatTableNode write(Operator operator) {
        FlatTableNode table = new FlatTableNode();
        if (operator instanceof Operator.Conv2D conv) {
            return window(table, conv.padding(), conv.strideH(), conv.strideW())
                    .int8(3, code(conv.activation()))
                    .int32(4, conv.dilationW(), 1)
                    .int32(5, conv.dilationH(), 1);
        }
        if (operator instanceof Operator.DepthwiseConv2D conv) {
            return window(table, conv.padding(), conv.strideH(), conv.strideW())
                    .int32(3, conv.depthMultiplier(), 0)
                    .int8(4, code(conv.activation()))
                    .int32(5, conv.dilationW(), 1)
                    .int32(6, conv.dilationH(), 1);
        }
        if (operator instanceof Operator.Pool2D pool) {
            return window(table, pool.padding(), pool.strideH(), pool.strideW())
                    .int32(3, pool.filterW(), 0)
                    .int32(4, pool.filterH(), 0)
                    .int8(5, code(pool.activation()));
        }
        if (operator instanceof Operator.FullyConnected dense) {
            return table.int8(0, code(dense.activation())).bool(2, dense.keepNumDims());
        }
        if (operator instanceof Operator.Add add) {
            return table.int8(0, code(add.activation()));
        }
        if (operator instanceof Operator.Sub sub) {
            return table.int8(0, code(sub.activation()));
        }
        if (operator instanceof Operator.Mul mul) {
            return table.int8(0, code(mul.activation()));
        }
        return writeOther(table, operator);
    }

    private FlatTableNode writeOther(FlatTableNode table, Operator operator) {
        if (operator instanceof Operator.Concatenation concatenation) {
            return table.int32(0, concatenation.axis(), 0)
                    .int8(1, code(concatenation.activation()));
        }
        if (operator instanceof Operator.Mean mean) {
            return table.bool(0, mean.keepDims());
        }
        if (operator instanceof Operator.Softmax softmax) {
            return table.int32(0, softmax.betaBits(), 0);
        }
        if (operator instanceof Operator.LeakyRelu leaky) {
            return table.int32(0, leaky.alphaBits(), 0);
        }
        if (operator instanceof Operator.Reshape reshape) {
            return table.child(
                    0,
                    FlatNode.ints(graph.tensor(reshape.output()).shape().dimensions().toArray()));
        }
        if (operator instanceof Operator.StridedSlice slice) {
            return table.int32(0, slice.beginMask(), 0)
                    .int32(1, slice.endMask(), 0)
                    .int32(4, slice.shrinkAxisMask(), 0);
        }
        if (operator instanceof Operator.ResizeNearestNeighbor resize) {
            return table.bool(0, resize.alignCorners()).bool(1, resize.halfPixelCenters());
        }
        // PAD, PADV2, TRANSPOSE, QUANTIZE, DEQUANTIZE, HARD_SWISH: tables without fields.
        return table;
    }

    /** Returns the map of a custom operator's options, or null where it has none. */
    @Nullable Bytes custom(Operator operator) {
        FlexNode map = new FlexNode();
        if (operator instanceof Operator.LceBconv2d o) {
            return lce(map, o.padding(), o.strideH(), o.strideW())
                    .put("channels_in", o.channelsIn())
                    .put("dilation_height_factor", o.dilationH())
                    .put("dilation_width_factor", o.dilationW())
                    .put(ACTIVATION, code(o.activation()))
                    .put("pad_values", o.onePadding() ? 1 : 0)
                    .write();
        } else if (operator instanceof Operator.LceBMaxPool2d o) {
            return lce(map, o.padding(), o.strideH(), o.strideW())
                    .put("filter_width", o.filterW())
                    .put("filter_height", o.filterH())
                    .write();
        } else if (operator instanceof Operator.DjlqatBatchNorm o) {
            return map.put("shift", o.shift()).put(ACTIVATION, code(o.activation())).write();
        } else if (operator instanceof Operator.Conv2D o) {
            return conv(map, o.padding(), o.strideH(), o.strideW())
                    .put("dilation_w_factor", o.dilationW())
                    .put("dilation_h_factor", o.dilationH())
                    .put(ACTIVATION, code(o.activation()))
                    .filter(graph.tensor(o.filter()))
                    .write();
        } else if (operator instanceof Operator.DepthwiseConv2D o) {
            return conv(map, o.padding(), o.strideH(), o.strideW())
                    .put("dilation_w_factor", o.dilationW())
                    .put("dilation_h_factor", o.dilationH())
                    .put("depth_multiplier", o.depthMultiplier())
                    .put(ACTIVATION, code(o.activation()))
                    .filter(graph.tensor(o.filter()))
                    .write();
        } else if (operator instanceof Operator.FullyConnected o) {
            return map.put("keep_num_dims", o.keepNumDims() ? 1 : 0)
                    .put(ACTIVATION, code(o.activation()))
                    .filter(graph.tensor(o.filter()))
                    .write();
        }
        return null;
    }

    private static FlexNode lce(FlexNode map, Padding padding, int strideH, int strideW) {
        return map.put("padding", padding == Padding.SAME ? 0 : 1)
                .put("stride_height", strideH)
                .put("stride_width", strideW);
    }

    private static FlexNode conv(FlexNode map, Padding padding, int strideH, int strideW) {
        return map.put("padding", padding == Padding.SAME ? 0 : 1)
                .put("stride_h", strideH)
                .put("stride_w", strideW);
    }

    /** Sets the fields that convolutions and pools have in common. */
    private static FlatTableNode window(
            FlatTableNode table, Padding padding, int strideH, int strideW) {
        return table.int8(0, padding == Padding.SAME ? 0 : 1)
                .int32(1, strideW, 0)
                .int32(2, strideH, 0);
    }

    /** Returns the number of enum ActivationFunctionType. */
    private static int code(Activation activation) {
        return Schema.ACTIVATIONS.indexOf(activation);
    }

    /** Returns the version of an operator in this graph. */
    int version(Operator operator) {
        Tensor input = graph.tensor(operator.inputs().get(0));
        int plain = input.type() == ElementType.INT8 ? 2 : 1;
        int rank = input.shape().rank();
        if (operator instanceof Operator.Conv2D conv) {
            return isCoded(conv.filter()) ? 7 : conv(conv, plain);
        } else if (operator instanceof Operator.DepthwiseConv2D depthwise) {
            if (isCoded(depthwise.filter())) {
                return 7;
            }
            boolean dilated = depthwise.dilationH() != 1 || depthwise.dilationW() != 1;
            return plain == 2 ? 3 : dilated ? 2 : 1;
        } else if (operator instanceof Operator.FullyConnected dense) {
            return isCoded(dense.filter()) ? 10 : dense.keepNumDims() ? 5 : plain == 2 ? 4 : 1;
        } else if (operator instanceof Operator.Mul mul) {
            return mul(mul, plain);
        } else if (operator instanceof Operator.Sub sub) {
            return broadcastsAbove4(sub.left(), sub.right()) ? 3 : plain;
        } else if (operator instanceof Operator.Pad || operator instanceof Operator.StridedSlice) {
            return rank > 4 ? 4 : plain;
        } else if (operator instanceof Operator.Transpose) {
            return rank > 5 ? 6 : rank > 4 ? 4 : plain;
        } else if (operator instanceof Operator.ResizeNearestNeighbor resize) {
            return resize.alignCorners() || resize.halfPixelCenters() ? 3 : plain;
        } else if (operator instanceof Operator.LeakyRelu || operator instanceof Operator.Reshape) {
            return 1;
        } else if (operator instanceof Operator.Unary unary) {
            return unary(unary.function(), input.type(), plain);
        }
        return plain;
    }

    private boolean isCoded(int filter) {
        return graph.tensor(filter).coding() != null;
    }

    private static int unary(Operator.Function function, ElementType input, int plain) {
        if (function == Operator.Function.RELU) {
            return input.isQuantized() ? 2 : 1;
        }
        return function == Operator.Function.HARD_SWISH || function == Operator.Function.QUANTIZE
                ? 1
                : plain;
    }

    private int conv(Operator.Conv2D conv, int plain) {
        boolean grouped =
                channels(graph.tensor(conv.input())) != channels(graph.tensor(conv.filter()));
        return grouped ? 6 : plain == 2 ? 3 : 1;
    }

    private static int channels(Tensor tensor) {
        return tensor.shape().rank() == 0 ? 1 : tensor.shape().get(-1);
    }

    /** Version 3 brought products whose scale is not below the output's. */
    private int mul(Operator.Mul mul, int plain) {
        Tensor left = graph.tensor(mul.left());
        Tensor right = graph.tensor(mul.right());
        Tensor output = graph.tensor(mul.output());
        if (left.quantization() == null
                || right.quantization() == null
                || output.quantization() == null) {
            return plain;
        }
        float ratio =
                left.quantization().scale()
                        * right.quantization().scale()
                        / output.quantization().scale();
        return ratio >= 1 ? 3 : plain;
    }

    private boolean broadcastsAbove4(int left, int right) {
        Tensor a = graph.tensor(left);
        Tensor b = graph.tensor(right);
        return !a.shape().equals(b.shape()) && Math.max(a.shape().rank(), b.shape().rank()) > 4;
    }
}
