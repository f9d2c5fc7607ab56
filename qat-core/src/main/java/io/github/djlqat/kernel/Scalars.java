package io.github.djlqat.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Constants of differentiable operations, in PyTorch's own memory.
 *
 * <p>DJL makes arrays of numbers out of the JVM's buffers, which live as long as the array's Java
 * object; {@code x.mul(2)} closes its number at once. Autograd goes on using it in the backward
 * pass: when the garbage collector was there in between, gradients come out wrong. What the
 * backward pass reads must be made here.
 */
public final class Scalars {

    private Scalars() {}

    /**
     * Returns {@code x * factor}.
     *
     * @param x any array
     * @param factor the number
     * @return the product
     */
    public static NDArray times(NDArray x, float factor) {
        try (NDArray number = number(x, factor)) {
            return x.mul(number);
        }
    }

    /**
     * Returns {@code x / divisor}.
     *
     * @param x any array
     * @param divisor the number
     * @return the quotient
     */
    public static NDArray over(NDArray x, float divisor) {
        try (NDArray number = number(x, divisor)) {
            return x.div(number);
        }
    }

    /**
     * Returns the larger of {@code x} and a number, element by element.
     *
     * @param x any array
     * @param least the number
     * @return the larger ones
     */
    public static NDArray atLeast(NDArray x, float least) {
        try (NDArray number = number(x, least)) {
            return x.maximum(number);
        }
    }

    private static NDArray number(NDArray x, float value) {
        return x.getManager().full(new Shape(), value, x.getDataType());
    }

    /**
     * Returns a vector.
     *
     * @param manager whose it is
     * @param values its values
     * @return an array [values.length]
     */
    public static NDArray vector(NDManager manager, float... values) {
        try (NDArray ofJvm = manager.create(values)) {
            return ofJvm.duplicate();
        }
    }
}
