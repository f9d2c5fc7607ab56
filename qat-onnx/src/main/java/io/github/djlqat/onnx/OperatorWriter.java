package io.github.djlqat.onnx;

import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Tensor;

/** Sends each operator to who writes it. */
final class OperatorWriter {

    private final Context c;
    private final WindowWriter windows;
    private final ElementwiseWriter elementwise;
    private final MovementWriter movement;
    private final SignWriter signs;

    OperatorWriter(Context context) {
        c = context;
        windows = new WindowWriter(context);
        elementwise = new ElementwiseWriter(context);
        movement = new MovementWriter(context);
        signs = new SignWriter(context);
    }

    void write(Operator op) {
        requireCodes(op);
        if (signs.write(op)) {
            return;
        }
        if (op instanceof Operator.Conv2D o) {
            windows.conv2d(o);
        } else if (op instanceof Operator.DepthwiseConv2D o) {
            windows.depthwiseConv2d(o);
        } else if (op instanceof Operator.FullyConnected o) {
            windows.fullyConnected(o);
        } else if (op instanceof Operator.Pool2D o) {
            windows.pool(o);
        } else if (op instanceof Operator.Add o) {
            elementwise.binary("Add", o, o.activation());
        } else if (op instanceof Operator.Sub o) {
            elementwise.binary("Sub", o, o.activation());
        } else if (op instanceof Operator.Mul o) {
            elementwise.binary("Mul", o, o.activation());
        } else if (op instanceof Operator.Mean o) {
            elementwise.mean(o);
        } else if (op instanceof Operator.Softmax o) {
            elementwise.softmax(o);
        } else if (op instanceof Operator.LeakyRelu o) {
            elementwise.leakyRelu(o);
        } else if (op instanceof Operator.DjlqatBatchNorm o) {
            elementwise.batchNorm(o);
        } else if (op instanceof Operator.Unary o) {
            elementwise.unary(o);
        } else {
            move(op);
        }
    }

    private void move(Operator op) {
        if (op instanceof Operator.Concatenation o) {
            movement.concatenation(o);
        } else if (op instanceof Operator.Pad o) {
            movement.pad(o);
        } else if (op instanceof Operator.Reshape o) {
            new Reshaping(c).reshape(o);
        } else if (op instanceof Operator.Transpose o) {
            movement.transpose(o);
        } else if (op instanceof Operator.StridedSlice o) {
            movement.stridedSlice(o);
        } else if (op instanceof Operator.ResizeNearestNeighbor o) {
            movement.resize(o);
        } else {
            throw new AssertionError("no form of " + op.opName());
        }
    }

    /** What an operator reads first must be computed, or a constant of codes. */
    private void requireCodes(Operator op) {
        Tensor tensor = c.tensor(op.inputs().get(0));
        if (tensor.isConstant() && !tensor.type().isQuantized()) {
            throw c.unsupported(
                    "expected 8-bit codes, found a constant of " + tensor.type(),
                    "fold constants before the model is converted");
        }
        boolean moves = op instanceof Operator.Transpose || op instanceof Operator.StridedSlice;
        if (moves && tensor.type() == ElementType.INT32) {
            throw c.unsupported(
                    "expected codes, found bits",
                    "export to .tflite, or move codes instead of bits");
        }
    }
}
