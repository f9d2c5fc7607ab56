package io.github.djlqat.runtime.lower;

import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.boundary.DequantizeKernel;
import io.github.djlqat.runtime.boundary.QuantizeKernel;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Tensor;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.KernelProvider;

/** Turns the operators of a checked graph into kernels. */
public final class Lowering {

    private final IntegerGraph graph;
    private final Places places;
    private final WindowLowering windows;
    private final ElementwiseLowering elementwise;
    private final TableLowering tables;
    private final MovementLowering movement;

    /**
     * A lowering of one graph.
     *
     * @param graph checked by {@link io.github.djlqat.runtime.graph.GraphValidator}
     * @param rounding the convention every requantization follows
     * @param kernels prepares the kernels
     * @param places where the tensors are
     */
    public Lowering(
            IntegerGraph graph, RoundingMode rounding, KernelProvider kernels, Places places) {
        this.graph = graph;
        this.places = places;
        windows = new WindowLowering(graph, rounding, kernels, places);
        elementwise = new ElementwiseLowering(graph, rounding, kernels, places);
        tables = new TableLowering(graph, rounding, kernels, places);
        movement = new MovementLowering(graph, kernels, places);
    }

    /**
     * Returns the kernel of an operator.
     *
     * @param index which operator
     * @param input the tensor that a convolution reads: its own, or that before a padding it takes
     *     over; else ignored
     * @param padTop rows of such a padding above
     * @param padLeft columns of such a padding to the left
     * @throws MalformedModelException if scales are so far apart that TFLite has no multiplier
     */
    public Kernel lower(int index, int input, int padTop, int padLeft)
            throws MalformedModelException {
        Operator op = graph.operators().get(index);
        try {
            if (op instanceof Operator.Conv2D o) {
                return windows.conv2d(o, input, padTop, padLeft);
            } else if (op instanceof Operator.DepthwiseConv2D o) {
                return windows.depthwiseConv2d(o, input, padTop, padLeft);
            }
            return lower(op);
        } catch (ArithmeticException e) {
            throw new MalformedModelException(
                    "operators[" + index + "] " + op.opName(), String.valueOf(e.getMessage()));
        }
    }

    private Kernel lower(Operator op) {
        if (op instanceof Operator.FullyConnected o) {
            return windows.fullyConnected(o);
        } else if (op instanceof Operator.AveragePool2D o) {
            return windows.averagePool(o);
        } else if (op instanceof Operator.MaxPool2D o) {
            return windows.maxPool(o);
        } else if (op instanceof Operator.Add o) {
            return elementwise.add(o);
        } else if (op instanceof Operator.Sub o) {
            return elementwise.sub(o);
        } else if (op instanceof Operator.Mul o) {
            return elementwise.mul(o);
        } else if (op instanceof Operator.Mean o) {
            return elementwise.mean(o);
        } else if (op instanceof Operator.Softmax o) {
            return elementwise.softmax(o);
        } else if (op instanceof Operator.Logistic o) {
            return tables.logistic(o);
        } else if (op instanceof Operator.Tanh o) {
            return tables.tanh(o);
        } else if (op instanceof Operator.Relu o) {
            return tables.relu(o);
        } else if (op instanceof Operator.Relu6 o) {
            return tables.relu6(o);
        } else if (op instanceof Operator.LeakyRelu o) {
            return tables.leakyRelu(o);
        } else if (op instanceof Operator.HardSwish o) {
            return tables.hardSwish(o);
        } else if (op instanceof Operator.Quantize o) {
            return quantize(o);
        } else if (op instanceof Operator.Dequantize o) {
            return dequantize(o);
        }
        return movement.lower(op);
    }

    private Kernel quantize(Operator.Quantize o) {
        Tensor input = graph.tensor(o.input());
        if (input.type() != ElementType.FLOAT32) {
            return tables.quantize(o);
        }
        Tensor output = graph.tensor(o.output());
        return new QuantizeKernel(
                places.of(o.input()),
                places.of(o.output()),
                output.shape().elements(),
                output.requireQuantization().scale(),
                Codes.zeroPoint(output));
    }

    private Kernel dequantize(Operator.Dequantize o) {
        Tensor input = graph.tensor(o.input());
        return new DequantizeKernel(
                places.of(o.input()),
                places.of(o.output()),
                input.shape().elements(),
                input.requireQuantization().scale(),
                Codes.zeroPoint(input));
    }
}
