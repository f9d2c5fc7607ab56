package io.github.djlqat.runtime.testing;

import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Coding;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Quantization;
import io.github.djlqat.runtime.graph.Shape;
import io.github.djlqat.runtime.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Collects tensors and operators of a graph. */
public final class GraphBuilder {

    private final List<Tensor> tensors = new ArrayList<>();
    private final List<Operator> operators = new ArrayList<>();
    private final List<Integer> inputs = new ArrayList<>();

    /** Adds a tensor of codes that an operator writes; returns its index. */
    public int codes(ElementType type, Shape shape, float scale, int zeroPoint) {
        return add(type, shape, Quantization.perTensor(scale, zeroPoint), null);
    }

    /** Adds an input of codes. */
    public int input(ElementType type, Shape shape, float scale, int zeroPoint) {
        int index = codes(type, shape, scale, zeroPoint);
        inputs.add(index);
        return index;
    }

    /** Adds a constant of 32-bit integers in one dimension. */
    public int ints(int... values) {
        return add(ElementType.INT32, Shape.of(values.length), null, Bytes.ofInts(values));
    }

    /** Adds any tensor. */
    public int add(ElementType type, Shape shape, Quantization quantization, Bytes data) {
        tensors.add(new Tensor("t" + tensors.size(), type, shape, quantization, data));
        return tensors.size() - 1;
    }

    /** Adds a constant of coded weights. */
    public int add(Coding coding, Shape shape, Quantization quantization, Bytes data) {
        String name = "t" + tensors.size();
        tensors.add(new Tensor(name, ElementType.CODED, shape, quantization, data, coding));
        return tensors.size() - 1;
    }

    /** Adds any input. */
    public int addInput(ElementType type, Shape shape, Quantization quantization) {
        int index = add(type, shape, quantization, null);
        inputs.add(index);
        return index;
    }

    /** Adds an operator; returns the tensor it writes. */
    public int add(Operator operator) {
        operators.add(operator);
        return operator.output();
    }

    /** Returns a tensor. */
    public Tensor tensor(int index) {
        return tensors.get(index);
    }

    /** Returns the graph with the given outputs. */
    public IntegerGraph build(int... outputs) {
        int[] in = inputs.stream().mapToInt(Integer::intValue).toArray();
        return new IntegerGraph("test", tensors, operators, Ints.of(in), Ints.of(outputs));
    }
}
