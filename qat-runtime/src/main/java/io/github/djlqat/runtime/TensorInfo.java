package io.github.djlqat.runtime;

import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.Shape;
import io.github.djlqat.runtime.graph.Tensor;

/**
 * An input or output of a model.
 *
 * @param name as in the file; may be empty
 * @param index the tensor's index in the graph
 * @param type what an element is
 * @param shape of one example, its batch dimension as in the file
 * @param scale {@code real = scale * (code - zeroPoint)}; 1 where the numbers stand for themselves
 * @param zeroPoint as above; 0 where the numbers stand for themselves
 */
public record TensorInfo(
        String name, int index, ElementType type, Shape shape, float scale, int zeroPoint) {

    static TensorInfo of(int index, Tensor tensor) {
        boolean quantized = tensor.type().isQuantized() && tensor.quantization() != null;
        return new TensorInfo(
                tensor.name(),
                index,
                tensor.type(),
                tensor.shape(),
                quantized ? tensor.requireQuantization().scale() : 1,
                quantized ? tensor.requireQuantization().zeroPoint() : 0);
    }

    /** Returns the number of elements. */
    public int elements() {
        return shape.elements();
    }

    /** Returns the number of bytes. */
    public int bytes() {
        return shape.elements() * type.bytes();
    }
}
