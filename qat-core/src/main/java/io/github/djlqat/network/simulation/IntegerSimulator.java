package io.github.djlqat.network.simulation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.kernel.IntegerKernels;
import io.github.djlqat.network.operation.Activations;
import io.github.djlqat.network.operation.Execution;
import io.github.djlqat.network.operation.Operations;
import io.github.djlqat.network.plan.FrozenNetwork;
import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.Quantization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * Computes a frozen network's codes. Codes are float32 arrays of whole numbers in NCHW layout, any
 * batch size. Signs are 1 and -1; the sums of signs that only another sign reads are themselves.
 *
 * <p>Exact but for softmax, sigmoid, tanh and hard swish, which the specification defines by
 * fixed-point series; here they are computed in floating point and may differ by a code.
 */
public final class IntegerSimulator {

    private final FrozenNetwork network;
    private final RoundingMode rounding;
    private final WeightedSimulation weighted;
    private final NormSimulation norms;
    private final SignSimulation signs;

    /**
     * Makes a simulator.
     *
     * @param network what to compute
     * @param rounding how accumulators are scaled
     */
    public IntegerSimulator(FrozenNetwork network, RoundingMode rounding) {
        this.network = network;
        this.rounding = rounding;
        this.weighted = new WeightedSimulation(network, rounding);
        this.norms = new NormSimulation(network);
        this.signs = new SignSimulation(network, rounding);
    }

    /** Returns whether {@link #compute} gives every code of this operation exactly. */
    public static boolean isExact(Op op) {
        return !(op instanceof Op.Softmax
                || op instanceof Op.Sigmoid
                || op instanceof Op.Tanh
                || op instanceof Op.HardSwish
                || op instanceof Op.ScalingMap);
    }

    /** Returns the codes of real values: {@code round(x / scale) + zeroPoint}, half away from 0. */
    public static NDArray quantize(NDArray x, Quantization q) {
        NDArray steps = x.div(q.scale());
        return steps.add(steps.sign().mul(0.5f)).trunc().add(q.zeroPoint()).clip(-128, 127);
    }

    /** Returns the real values of codes. */
    public static NDArray dequantize(NDArray codes, Quantization q) {
        return codes.sub(q.zeroPoint()).mul(q.scale());
    }

    /**
     * Computes the whole network.
     *
     * @param inputs the codes of its inputs, float32
     * @return the codes of every value, by node id; they belong to the inputs' manager
     */
    public List<NDArray> run(NDList inputs) {
        return new Execution(network.graph())
                .runAll(
                        inputs,
                        (node, x) -> node.op() instanceof Op.Input ? x.get(0) : compute(node, x));
    }

    /**
     * Computes one node.
     *
     * @param node any node but an input
     * @param inputs the codes of its inputs, float32
     * @return the codes of its result, a new array of the first input's manager, which owns what is
     *     made on the way, too
     */
    public NDArray compute(Node node, List<NDArray> inputs) {
        NDArray codes = codes(node, inputs);
        OptionalInt lowest = network.clampedAt(node.id());
        return lowest.isPresent() ? codes.clip(lowest.getAsInt(), 127) : codes;
    }

    private NDArray codes(Node node, List<NDArray> inputs) {
        Op op = node.op();
        NDArray x = inputs.get(0);
        Quantization out = network.quantization(node.id());
        if (network.plan().readsSigns(node.id())) {
            return signs.layer(node, x);
        }
        if (op instanceof Op.Binarize) {
            return signs.binarize(node, x);
        }
        if (norms.isNorm(node)) {
            return norms.compute(node, x);
        }
        if (op instanceof Op.Convolution || op instanceof Op.Linear) {
            return weighted.compute(node, x);
        }
        if (op instanceof Op.Dropout) {
            return x.reshape(x.getShape());
        }
        if (op instanceof Op.Concat) {
            return Operations.move(node, requantized(node, inputs), 0);
        }
        if (Operations.isMove(op)) {
            float padding =
                    op instanceof Op.Pad
                            ? Math.round((double) ((Op.Pad) op).value() / out.scale())
                                    + out.zeroPoint()
                            : 0;
            return Operations.move(node, inputs, Math.max(-128, Math.min(127, padding)));
        }
        if (op instanceof Op.AveragePool) {
            return averagePool(node, (Op.AveragePool) op, x, out);
        }
        if (op instanceof Op.Mean) {
            return mean(node, (Op.Mean) op, x, out);
        }
        Quantization in = network.quantization(node.inputs().get(0));
        if (op instanceof Op.Affine) {
            return affine((Op.Affine) op, x, in, out);
        }
        if (inputs.size() == 2) {
            Quantization right = network.quantization(node.inputs().get(1));
            return new BinarySimulation(in, right, out, rounding).compute(op, x, inputs.get(1));
        }
        if (op instanceof Op.Clamp || op instanceof Op.Requantize || op instanceof Op.LeakyRelu) {
            return rectify(op, x, in, out);
        }
        return quantize(Operations.compute(node, List.of(dequantize(x, in)), false), out);
    }

    private List<NDArray> requantized(Node node, List<NDArray> inputs) {
        List<NDArray> result = new ArrayList<>(inputs);
        Quantization out = network.quantization(node.id());
        for (int i = 0; i < inputs.size(); i++) {
            if (network.plan().requantizes(node.id(), i)) {
                Quantization in = network.quantization(node.inputs().get(i));
                double factor = (double) in.scale() / out.scale();
                result.set(i, rescale(inputs.get(i), in, factor, out, node.op()));
            }
        }
        return result;
    }

    private NDArray rectify(Op op, NDArray x, Quantization in, Quantization out) {
        NDArray positive = rescale(x, in, (double) in.scale() / out.scale(), out, op);
        if (!(op instanceof Op.LeakyRelu)) {
            return positive;
        }
        double factor = (double) in.scale() * ((Op.LeakyRelu) op).alpha() / out.scale();
        return NDArrays.where(x.gte(in.zeroPoint()), positive, rescale(x, in, factor, out, op));
    }

    private NDArray rescale(NDArray x, Quantization in, double factor, Quantization out, Op op) {
        NDArray centred = x.sub(in.zeroPoint()).toType(DataType.INT64, false);
        return requantize(centred, Multiplier.of(factor), out, Activations.of(op));
    }

    private NDArray requantize(
            NDArray accumulators, Multiplier m, Quantization out, Activation activation) {
        ClampRange range = ClampRange.of(activation, out);
        return m.requantize(accumulators, rounding, out, range);
    }

    private NDArray affine(Op.Affine op, NDArray x, Quantization in, Quantization out) {
        boolean scales = op.offset() == 0;
        float value = scales ? op.scale() : op.offset();
        Quantization constant = network.constantQuantization(value);
        NDArray code = x.getManager().create(new float[] {network.constantCode(value).get(0)});
        Op binary = scales ? new Op.Multiply(Activation.NONE) : new Op.Add(Activation.NONE);
        return new BinarySimulation(in, constant, out, rounding).compute(binary, x, code);
    }

    private NDArray averagePool(Node node, Op.AveragePool op, NDArray x, Quantization q) {
        NDArray sums = Operations.windowSums(node, op, x, op.countPadding() ? q.zeroPoint() : 0);
        NDArray taps =
                op.countPadding()
                        ? x.getManager()
                                .create(new float[] {op.kernel().height() * op.kernel().width()})
                        : Operations.tapsInside(node, op, x);
        return IntegerKernels.averagePool(sums.round(), taps, -128, 127);
    }

    /** The sum scaled by {@code s_in / (s_out * n)}, the division folded into the multiplier. */
    private NDArray mean(Node node, Op.Mean op, NDArray x, Quantization out) {
        int[] axes = Operations.axes(op);
        Quantization in = network.quantization(node.input());
        long n = Arrays.stream(axes).mapToLong(a -> x.getShape().get(a)).reduce(1, (a, b) -> a * b);
        Multiplier scale = Multiplier.of((double) in.scale() / out.scale());
        int shift = 63 - Long.numberOfLeadingZeros(n);
        shift = Math.min(shift, Math.min(32, 31 + scale.shift()));
        int mantissa = (int) (((long) scale.mantissa() << shift) / n);
        Multiplier m = new Multiplier(mantissa, scale.shift() - shift);
        NDArray sums = x.sum(axes, op.keepDimensions()).toType(DataType.INT64, false);
        return requantize(sums.sub(in.zeroPoint() * n), m, out, Activation.NONE);
    }
}
