package io.github.djlqat.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.Shape;
import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.graph.Weight;
import io.github.djlqat.runtime.graph.Activation;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a graph in float as in inference: dropout drops nothing, batch norm reads its running
 * statistics. Plain, not fast: the reference that traces and passes are checked with.
 */
public final class GraphExecutor {

    private final NDList inputs;
    private final List<NDArray> values = new ArrayList<>();

    private GraphExecutor(NDList inputs) {
        this.inputs = inputs;
    }

    /**
     * Runs a graph.
     *
     * @param inputs the arrays that the graph's inputs stand for, batch in dimension 0
     * @return the outputs, which belong to the manager of the first input
     */
    public static NDList run(Graph graph, NDList inputs) {
        NDManager parent = inputs.head().getManager();
        try (NDManager manager = parent.newSubManager()) {
            NDList own = new NDList();
            for (NDArray input : inputs) {
                NDArray copy = input.duplicate();
                copy.attach(manager);
                own.add(copy);
            }
            GraphExecutor executor = new GraphExecutor(own);
            for (Node node : graph.nodes()) {
                executor.values.add(executor.compute(node));
            }
            NDList outputs = new NDList();
            for (int id : graph.outputs()) {
                NDArray output = executor.values.get(id).duplicate();
                output.attach(parent);
                outputs.add(output);
            }
            return outputs;
        }
    }

    private NDArray compute(Node node) {
        Op op = node.op();
        if (op instanceof Op.Input i) {
            return inputs.get(i.index());
        }
        NDArray x = values.get(node.inputs().get(0));
        NDArrayEx ex = x.getNDArrayInternal();
        if (op instanceof Op.Convolution c) {
            return convolution(x, c);
        } else if (op instanceof Op.Linear l) {
            NDArray y = ex.linear(x, array(l.weight()), array(l.bias())).singletonOrThrow();
            return activate(normalize(y, l.batchNorm()), l.activation());
        } else if (op instanceof Op.BatchNorm b) {
            return normalize(x, b);
        } else if (op instanceof Op.Clamp c) {
            return activate(x, c.activation());
        } else if (op instanceof Op.LeakyRelu l) {
            return ex.leakyRelu(l.alpha());
        } else if (op instanceof Op.Sigmoid) {
            return ex.sigmoid();
        } else if (op instanceof Op.Tanh) {
            return ex.tanh();
        } else if (op instanceof Op.Swish s) {
            return x.mul(s.beta()).getNDArrayInternal().sigmoid().mul(x);
        } else if (op instanceof Op.HardSwish) {
            return x.add(3f).clip(0f, 6f).mul(x).div(6f);
        } else if (op instanceof Op.Softmax s) {
            return x.softmax(s.axis());
        } else if (op instanceof Op.MaxPool p) {
            NDArray padded = pad(x, p.padding(), Float.NEGATIVE_INFINITY);
            return padded.getNDArrayInternal()
                    .maxPool(shape(p.kernel()), shape(p.stride()), new Shape(0, 0), false);
        } else if (op instanceof Op.AveragePool p) {
            return averagePool(x, p);
        } else if (op instanceof Op.Mean m) {
            int[] axes = m.axes().stream().mapToInt(i -> i).sorted().toArray();
            return Reductions.mean(x, axes, m.keepDimensions());
        } else if (op instanceof Op.Affine a) {
            return x.mul(a.scale()).add(a.offset());
        } else if (op instanceof Op.Reshape) {
            return x.reshape(sized(node, x));
        } else if (op instanceof Op.Transpose t) {
            return x.transpose(t.permutation().stream().mapToInt(i -> i).toArray());
        } else if (op instanceof Op.Pad p) {
            return pad(x, p.padding(), p.value());
        } else if (op instanceof Op.Dropout) {
            return x;
        } else if (op instanceof Op.ResizeNearest) {
            long[] size = {node.shape().get(2), node.shape().get(3)};
            return ex.interpolation(size, 0, false);
        } else if (op instanceof Op.Slice s) {
            long[] cuts = {s.begin(), s.end()};
            return x.split(cuts, s.axis()).get(1);
        }
        return several(node, x);
    }

    private NDArray several(Node node, NDArray x) {
        Op op = node.op();
        NDArray y = values.get(node.inputs().get(node.inputs().size() - 1));
        if (op instanceof Op.Add a) {
            return activate(x.add(y), a.activation());
        } else if (op instanceof Op.Subtract s) {
            return activate(x.sub(y), s.activation());
        } else if (op instanceof Op.Multiply m) {
            return activate(x.mul(y), m.activation());
        } else if (op instanceof Op.Concat c) {
            NDList others = new NDList();
            node.inputs().stream().skip(1).forEach(i -> others.add(values.get(i)));
            return others.isEmpty() ? x : x.getNDArrayInternal().concat(others, c.axis());
        }
        throw new IllegalArgumentException(
                node.name() + ": expected a known operation, found " + op);
    }

    private static NDArray convolution(NDArray x, Op.Convolution c) {
        NDArray padded = pad(x, c.padding(), 0f);
        NDArray y =
                padded.getNDArrayInternal()
                        .convolution(
                                padded,
                                array(c.weight()),
                                array(c.bias()),
                                shape(c.stride()),
                                new Shape(0, 0),
                                shape(c.dilation()),
                                c.groups())
                        .singletonOrThrow();
        return activate(normalize(y, c.batchNorm()), c.activation());
    }

    private static NDArray averagePool(NDArray x, Op.AveragePool p) {
        NDArray sums = window(pad(x, p.padding(), 0f), p);
        if (p.countPadding() || p.padding().isNone()) {
            return sums;
        }
        NDArray inside = window(pad(x.onesLike(), p.padding(), 0f), p);
        return sums.div(inside);
    }

    private static NDArray window(NDArray x, Op.AveragePool p) {
        return x.getNDArrayInternal()
                .avgPool(shape(p.kernel()), shape(p.stride()), new Shape(0, 0), false, true);
    }

    private static NDArray normalize(NDArray x, Op.BatchNorm b) {
        if (b == null) {
            return x;
        }
        NDArray mean = array(b.runningMean());
        NDArray gamma = b.gamma() == null ? mean.onesLike() : array(b.gamma());
        NDArray beta = b.beta() == null ? mean.zerosLike() : array(b.beta());
        return x.getNDArrayInternal()
                .batchNorm(
                        x,
                        mean,
                        array(b.runningVariance()),
                        gamma,
                        beta,
                        1,
                        b.momentum(),
                        b.epsilon(),
                        false)
                .singletonOrThrow();
    }

    private static NDArray activate(NDArray x, Activation activation) {
        return switch (activation) {
            case NONE -> x;
            case RELU -> x.getNDArrayInternal().relu();
            case RELU6 -> x.clip(0f, 6f);
            case RELU_N1_TO_1 -> x.clip(-1f, 1f);
        };
    }

    private static NDArray pad(NDArray x, Op.Pads p, float value) {
        if (p.isNone()) {
            return x;
        }
        return x.pad(new Shape(p.left(), p.right(), p.top(), p.bottom()), value);
    }

    private static Shape sized(Node node, NDArray x) {
        return Shapes.with(node.shape(), 0, x.getShape().get(0));
    }

    private static Shape shape(Op.Size size) {
        return new Shape(size.height(), size.width());
    }

    private static NDArray array(Weight weight) {
        return weight == null ? null : weight.parameter().getArray();
    }
}
