package io.github.djlqat.onnx;

import io.github.djlqat.runtime.UnsupportedOperatorException;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Shape;
import io.github.djlqat.runtime.graph.Tensor;
import io.github.djlqat.runtime.lower.Codes;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the writers of operators share. */
final class Context {

    final IntegerGraph graph;
    final GraphWriter out;
    final Values values;
    private final Map<Integer, Operator> producers = new HashMap<>();
    private int index;

    Context(IntegerGraph graph, GraphWriter out, Values values) {
        this.graph = graph;
        this.out = out;
        this.values = values;
        for (Operator operator : graph.operators()) {
            producers.put(operator.output(), operator);
        }
    }

    /** Names the operator whose nodes come next. */
    void begin(int operator) {
        index = operator;
        out.setPlace(operator + "_" + graph.operators().get(operator).opName());
    }

    Tensor tensor(int tensor) {
        return graph.tensor(tensor);
    }

    Shape shape(int tensor) {
        return graph.tensor(tensor).shape();
    }

    /** Returns the operator that writes a tensor; null for inputs and constants. */
    @Nullable Operator producer(int tensor) {
        return producers.get(tensor);
    }

    /** Returns a constant list of integers. */
    int[] integers(int tensor) {
        return Codes.integers(graph.tensor(tensor));
    }

    /** Returns the refusal of the operator whose turn it is. */
    UnsupportedOperatorException unsupported(String problem, String remedy) {
        return new UnsupportedOperatorException(
                graph.operators().get(index).opName(), index, problem, remedy);
    }

    /** Returns an axis counted from the start. */
    static int axis(int axis, int rank) {
        return axis < 0 ? axis + rank : axis;
    }
}
