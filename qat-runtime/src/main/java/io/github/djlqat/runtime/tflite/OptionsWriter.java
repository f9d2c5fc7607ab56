package io.github.djlqat.runtime.tflite;

import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Padding;

/** Turns an operator's options into TFLite's options tables. */
final class OptionsWriter {

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
        if (operator instanceof Operator.AveragePool2D pool) {
            return window(table, pool.padding(), pool.strideH(), pool.strideW())
                    .int32(3, pool.filterW(), 0)
                    .int32(4, pool.filterH(), 0)
                    .int8(5, code(pool.activation()));
        }
        if (operator instanceof Operator.MaxPool2D pool) {
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

    /** Sets the fields that convolutions and pools have in common. */
    private static FlatTableNode window(
            FlatTableNode table, Padding padding, int strideH, int strideW) {
        return table.int8(0, padding == Padding.SAME ? 0 : 1)
                .int32(1, strideW, 0)
                .int32(2, strideH, 0);
    }

    /** Returns the number of enum ActivationFunctionType. */
    private static int code(Activation activation) {
        switch (activation) {
            case RELU:
                return 1;
            case RELU_N1_TO_1:
                return 2;
            case RELU6:
                return 3;
            default:
                return 0;
        }
    }
}
