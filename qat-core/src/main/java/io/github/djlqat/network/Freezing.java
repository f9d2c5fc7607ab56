package io.github.djlqat.network;

import ai.djl.ndarray.NDManager;
import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.Node;
import io.github.djlqat.network.plan.FrozenNetwork;
import io.github.djlqat.network.plan.IntegerWeights;
import io.github.djlqat.network.plan.LoneNorm;
import io.github.djlqat.network.plan.QuantizationPlan;
import io.github.djlqat.network.plan.SignIntervals;
import io.github.djlqat.network.plan.SignWeights;
import io.github.djlqat.quant.QuantParams;
import io.github.djlqat.runtime.graph.Quantization;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Decides every number of a network. */
final class Freezing {

    private final QuantizationPlan plan;
    private final boolean exactNorms;
    private final Graph graph;
    private final Map<Integer, ValueNode> values;
    private final Map<Integer, WeightedLayer> layers;
    private final Map<Integer, SignNode> signs;

    /**
     * Prepares.
     *
     * @param exactNorms whether batch norms that stand alone are computed as such
     */
    Freezing(
            QuantizationPlan plan,
            boolean exactNorms,
            Map<Integer, ValueNode> values,
            Map<Integer, WeightedLayer> layers,
            Map<Integer, SignNode> signs) {
        this.plan = plan;
        this.exactNorms = exactNorms;
        this.graph = plan.graph();
        this.values = values;
        this.layers = layers;
        this.signs = signs;
    }

    FrozenNetwork network() {
        List<Quantization> quantizations = quantizations();
        Map<Integer, IntegerWeights> weights = new LinkedHashMap<>();
        Map<Integer, SignWeights> binary = new LinkedHashMap<>();
        Map<Integer, SignIntervals> intervals = new LinkedHashMap<>();
        Map<Integer, LoneNorm> norms = new LinkedHashMap<>();
        try (NDManager scope = NDManager.newBaseManager()) {
            layers.forEach(
                    (id, layer) -> {
                        if (plan.readsSigns(id)) {
                            binary.put(id, layer.freezeOnSigns(scope));
                        } else if (exactNorms && LoneNorm.isLoneNorm(graph.node(id).op())) {
                            norms.put(id, layer.freezeNorm(scope));
                        } else {
                            float scale = quantizations.get(graph.node(id).input()).scale();
                            float floorStep = values.get(plan.group(id)).floorStep();
                            weights.put(id, layer.freeze(scope, scale, floorStep));
                        }
                    });
            signs.forEach(
                    (id, sign) -> {
                        int x = graph.node(id).input();
                        intervals.put(
                                id,
                                plan.isSum(x)
                                        ? sign.freeze(scope, binary.get(x))
                                        : sign.freeze(scope, quantizations.get(x)));
                    });
        }
        return new FrozenNetwork(plan, quantizations, lowest(), weights, binary, intervals, norms);
    }

    private List<Quantization> quantizations() {
        List<Quantization> quantizations = new ArrayList<>();
        for (Node node : graph.nodes()) {
            quantizations.add(
                    plan.fixed(node.id())
                            .orElseGet(() -> values.get(plan.group(node.id())).quantization()));
        }
        return quantizations;
    }

    private Map<Integer, Integer> lowest() {
        Map<Integer, Integer> lowest = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            if (plan.fixed(node.id()).isEmpty()) {
                QuantParams p = values.get(plan.group(node.id())).block().params();
                if (p.qmin() > -128 && p.zeroPoint() > p.qmin()) {
                    lowest.put(node.id(), p.qmin());
                }
            }
        }
        return lowest;
    }
}
