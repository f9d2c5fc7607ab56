package io.github.djlqat.network.plan;

import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.Node;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Quantization;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A network whose every number is decided: what conversion writes and simulation executes.
 *
 * @param plan the graph and which values share a quantization
 * @param quantizations of each value, by node id
 * @param lowest the lowest code of each value that has fewer than 8 bits and values on both sides
 *     of 0, by node id: no activation and no saturation of int8 stops there
 * @param weights of each convolution and linear node that reads codes, by node id
 * @param binary weights of each convolution and linear node that reads signs, by node id
 * @param signs where each sign is 1, by node id: among int8 codes, or among the sums of a layer
 *     before that {@link QuantizationPlan#isSum}
 * @param norms batch norms that are computed as such, by node id; they have no weights
 */
public record FrozenNetwork(
        QuantizationPlan plan,
        List<Quantization> quantizations,
        Map<Integer, Integer> lowest,
        Map<Integer, IntegerWeights> weights,
        Map<Integer, SignWeights> binary,
        Map<Integer, SignIntervals> signs,
        Map<Integer, LoneNorm> norms) {

    /** Copies the collections and checks that every value has a quantization. */
    public FrozenNetwork {
        quantizations = List.copyOf(quantizations);
        lowest = Map.copyOf(lowest);
        weights = Map.copyOf(weights);
        binary = Map.copyOf(binary);
        signs = Map.copyOf(signs);
        norms = Map.copyOf(norms);
        if (quantizations.size() != plan.graph().nodes().size()) {
            throw new IllegalArgumentException(
                    "expected "
                            + plan.graph().nodes().size()
                            + " quantizations, found "
                            + quantizations.size());
        }
    }

    /** Returns the graph. */
    public Graph graph() {
        return plan.graph();
    }

    /** Returns the quantization of value {@code id}. */
    public Quantization quantization(int id) {
        return quantizations.get(id);
    }

    /**
     * Returns the lowest code that node {@code id} must clamp to by itself, where int8's own bound
     * does not.
     */
    public OptionalInt clampedAt(int id) {
        Integer code = lowest.get(id);
        return code == null || !plan.rescales(id) ? OptionalInt.empty() : OptionalInt.of(code);
    }

    /**
     * Returns a convolution's or linear node's weights.
     *
     * @throws IllegalArgumentException if the node has none
     */
    public IntegerWeights weights(Node node) {
        IntegerWeights w = weights.get(node.id());
        if (w == null) {
            throw new IllegalArgumentException(
                    node.name() + ": expected a node with weights, found " + node.op());
        }
        return w;
    }

    /**
     * Returns the weights of a layer that reads signs.
     *
     * @throws IllegalArgumentException if the node is none
     */
    public SignWeights signWeights(Node node) {
        SignWeights w = binary.get(node.id());
        if (w == null) {
            throw new IllegalArgumentException(
                    node.name() + ": expected a layer that reads signs, found " + node.op());
        }
        return w;
    }

    /**
     * Returns where a sign is 1.
     *
     * @throws IllegalArgumentException if the node takes no sign
     */
    public SignIntervals intervals(Node node) {
        SignIntervals s = signs.get(node.id());
        if (s == null) {
            throw new IllegalArgumentException(
                    node.name() + ": expected a node that takes signs, found " + node.op());
        }
        return s;
    }

    /** Returns the quantization of a constant: it is 127 steps, so that it is exact. */
    public Quantization constantQuantization(float value) {
        return Quantization.perTensor(Math.abs(value) / 127, 0);
    }

    /** Returns the code of a constant in {@link #constantQuantization}. */
    public Bytes constantCode(float value) {
        return Bytes.of((byte) (value < 0 ? -127 : 127));
    }
}
