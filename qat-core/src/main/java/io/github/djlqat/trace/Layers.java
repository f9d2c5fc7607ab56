package io.github.djlqat.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.djlqat.graph.Op;
import io.github.djlqat.graph.Weight;
import io.github.djlqat.runtime.graph.Activation;
import java.lang.reflect.Method;
import java.util.List;

/** Operations that read parameters, and those that behave differently in training. */
final class Layers {

    private Layers() {}

    /** {@code convolution(input, weight, bias, stride, padding, dilation, groups)}. */
    static TracedArray convolution(Recorder recorder, TracedArray x, Method method, Object[] args)
            throws Throwable {
        TracedArray input = recorder.valueOf(args[0], "convolution");
        Weight weight = weight(recorder, "convolution", "weight", args[1]);
        Weight bias = args[2] == null ? null : weight(recorder, "convolution", "bias", args[2]);
        Shape kernel = weight.parameter().getArray().getShape();
        if (kernel.dimension() != 4) {
            throw recorder.refuse(
                    "convolution",
                    "expected a weight [OC, IC, KH, KW], found " + kernel,
                    "use Conv2d, with a height of 1 for one dimension");
        }
        Shape stride = (Shape) args[3];
        Shape padding = (Shape) args[4];
        Shape dilation = (Shape) args[5];
        int top = Shapes.at(padding, 0);
        int left = Shapes.at(padding, 1);
        Op op =
                new Op.Convolution(
                        weight,
                        bias,
                        new Op.Size(Shapes.at(stride, 0), Shapes.at(stride, 1)),
                        new Op.Pads(top, top, left, left),
                        new Op.Size(Shapes.at(dilation, 0), Shapes.at(dilation, 1)),
                        (Integer) args[6],
                        null,
                        Activation.NONE);
        return emit(recorder, x, method, args, weight, op, input);
    }

    /** {@code linear(input, weight, bias)}. */
    static TracedArray linear(Recorder recorder, TracedArray x, Method method, Object[] args)
            throws Throwable {
        TracedArray input = recorder.valueOf(args[0], "linear");
        Weight weight = weight(recorder, "linear", "weight", args[1]);
        Weight bias = args[2] == null ? null : weight(recorder, "linear", "bias", args[2]);
        Op op = new Op.Linear(weight, bias, null, Activation.NONE);
        return emit(recorder, x, method, args, weight, op, input);
    }

    /** {@code x.matMul(weight^T)}: a linear layer without bias. */
    static TracedArray matMul(TracedArray x, Method method, Object other) throws Throwable {
        Recorder recorder = x.recorder();
        String name = method.getName();
        Traced.Parameter parameter = recorder.parameterOf(other);
        int node = recorder.nodeOf(x, name);
        if (parameter == null) {
            throw recorder.refuse(
                    name,
                    "expected a parameter on the right, found an array that is none",
                    "multiply with a Parameter of the block, or use Linear");
        }
        Weight weight = parameter.weight();
        if (!parameter.transposed() || x.array().getShape().dimension() < 2) {
            throw recorder.refuse(
                    name,
                    "expected the transposed of a parameter [out, in], found "
                            + weight
                            + " "
                            + weight.parameter().getArray().getShape(),
                    "store the weight as [out, in] and use Linear or matMul(weight.transpose())");
        }
        NDArray result = Calls.array(x.array(), method, other);
        Op op = new Op.Linear(weight, null, null, Activation.NONE);
        int id = recorder.emit(weight, name, op, List.of(node), result.getShape());
        return recorder.value(id, result);
    }

    /**
     * {@code batchNorm(input, mean, variance, gamma, beta, axis, momentum, epsilon, training)};
     * runs with the running statistics, which it leaves as they are.
     */
    static TracedArray batchNorm(Recorder recorder, TracedArray x, Method method, Object[] args)
            throws Throwable {
        TracedArray input = recorder.valueOf(args[0], "batchNorm");
        int axis = (Integer) args[5];
        // The engine swaps the axis to 1, or at -1 leaves the array as it is.
        if (axis != 1 && axis != -1) {
            throw recorder.refuse(
                    "batchNorm",
                    "expected axis 1, found " + axis,
                    "put the channels in dimension 1, as in NCHW");
        }
        Weight mean = weight(recorder, "batchNorm", "running mean", args[1]);
        Op op =
                new Op.BatchNorm(
                        weight(recorder, "batchNorm", "gamma", args[3]),
                        weight(recorder, "batchNorm", "beta", args[4]),
                        mean,
                        weight(recorder, "batchNorm", "running variance", args[2]),
                        (Float) args[7],
                        (Float) args[6]);
        Object[] frozen = args.clone();
        frozen[8] = false;
        return emit(recorder, x, method, frozen, mean, op, input);
    }

    /** {@code dropout(input, rate, training)}; drops nothing while tracing. */
    static TracedArray dropout(Recorder recorder, TracedArray x, Method method, Object[] args)
            throws Throwable {
        TracedArray input = recorder.valueOf(args[0], "dropout");
        int node = recorder.nodeOf(input, "dropout");
        NDArray result = Calls.array(ExCalls.ex(x), method, args[0], args[1], false);
        Op op = new Op.Dropout((Float) args[1]);
        int id = recorder.emit("dropout", op, List.of(node), result.getShape());
        return recorder.value(id, result);
    }

    static TracedArray softmax(TracedArray x, int given) {
        int axis = Shapes.axis(given, x.array().getShape().dimension());
        if (axis == 0) {
            throw x.recorder()
                    .refuse(
                            "softmax",
                            "expected an axis from 1 on, found the batch dimension",
                            "use softmax(-1)");
        }
        return Elementwise.unary(x, "softmax", new Op.Softmax(axis), x.array().softmax(axis));
    }

    private static TracedArray emit(
            Recorder recorder,
            TracedArray x,
            Method method,
            Object[] args,
            Weight weight,
            Op op,
            TracedArray input)
            throws Throwable {
        int node = recorder.nodeOf(input, method.getName());
        NDArray result = Calls.array(ExCalls.ex(x), method, args);
        int id = recorder.emit(weight, method.getName(), op, List.of(node), result.getShape());
        return recorder.value(id, result);
    }

    private static Weight weight(
            Recorder recorder, String operation, String role, Object argument) {
        Traced.Parameter parameter = recorder.parameterOf(argument);
        if (parameter == null) {
            throw recorder.refuse(
                    operation,
                    "expected a parameter of the block as "
                            + role
                            + ", found an array that is"
                            + " none",
                    "take it from the ParameterStore");
        }
        if (parameter.transposed()) {
            throw recorder.refuse(
                    operation,
                    "expected parameter " + parameter.weight() + " as it is, found it transposed",
                    "store the parameter in the order in which it is used");
        }
        return parameter.weight();
    }
}
