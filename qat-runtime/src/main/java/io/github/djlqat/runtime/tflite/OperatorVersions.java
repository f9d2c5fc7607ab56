package io.github.djlqat.runtime.tflite;

import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Tensor;

/**
 * The version of each operator: the first of TFLite's that has the form used, as TFLite's own
 * converter sets it (tensorflow/lite/tools/versioning/op_version.cc). A runtime refuses a version
 * newer than its own, and an int8 kernel of a version older than int8.
 */
final class OperatorVersions {

    private final IntegerGraph graph;

    OperatorVersions(IntegerGraph graph) {
        this.graph = graph;
    }

    /** Returns the version of an operator in this graph. */
    int of(Operator operator) {
        Tensor input = graph.tensor(operator.inputs().get(0));
        int plain = input.type() == ElementType.INT8 ? 2 : 1;
        int rank = input.shape().rank();
        switch (Kind.valueOf(operator.opName())) {
            case CONV_2D:
                return conv((Operator.Conv2D) operator, plain);
            case DEPTHWISE_CONV_2D:
                Operator.DepthwiseConv2D depthwise = (Operator.DepthwiseConv2D) operator;
                boolean dilated = depthwise.dilationH() != 1 || depthwise.dilationW() != 1;
                return plain == 2 ? 3 : dilated ? 2 : 1;
            case FULLY_CONNECTED:
                Operator.FullyConnected dense = (Operator.FullyConnected) operator;
                return dense.keepNumDims() ? 5 : plain == 2 ? 4 : 1;
            case MUL:
                return mul((Operator.Mul) operator, plain);
            case SUB:
                Operator.Sub sub = (Operator.Sub) operator;
                return broadcastsAbove4(sub.left(), sub.right()) ? 3 : plain;
            case PAD:
            case PADV2:
            case STRIDED_SLICE:
                return rank > 4 ? 4 : plain;
            case TRANSPOSE:
                return rank > 5 ? 6 : rank > 4 ? 4 : plain;
            case RESIZE_NEAREST_NEIGHBOR:
                Operator.ResizeNearestNeighbor resize = (Operator.ResizeNearestNeighbor) operator;
                return resize.alignCorners() || resize.halfPixelCenters() ? 3 : plain;
            case RELU:
                return input.type().isQuantized() ? 2 : 1;
            case HARD_SWISH:
            case LEAKY_RELU:
            case QUANTIZE:
            case RESHAPE:
                return 1;
            default:
                return plain;
        }
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
