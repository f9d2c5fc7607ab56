package io.github.djlqat.network;

import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.network.plan.LoneNorm;
import io.github.djlqat.quant.Observed;
import io.github.djlqat.quant.ValueScheme;
import io.github.djlqat.quant.WeightScheme;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules of a configuration, applied to the layers of a graph. A batch norm that stands alone is
 * no layer: it stays at 8 bits.
 */
final class LayerSchemes {

    private final QuantizationConfig config;
    private final Map<String, LayerScheme> schemes = new HashMap<>();
    private final Map<Integer, ValueScheme> inputs = new HashMap<>();

    /**
     * Applies the rules.
     *
     * @throws IllegalArgumentException if a rule names a layer that is not there
     */
    LayerSchemes(Graph graph, QuantizationConfig config) {
        this.config = config;
        List<Node> nodes =
                graph.nodes().stream()
                        .filter(n -> WeightedLayer.isWeighted(n.op()))
                        .filter(n -> !LoneNorm.isLoneNorm(n.op()))
                        .toList();
        List<Layer> layers = new ArrayList<>();
        for (Node node : nodes) {
            Layer layer = describe(node, layers.size(), nodes.size());
            layers.add(layer);
            LayerScheme scheme = config.layers().of(layer);
            schemes.put(node.name(), scheme);
            scheme.input().ifPresent(input -> inputs.put(node.id(), input));
        }
        config.layers().requireNamesAmong(layers);
    }

    private static Layer describe(Node node, int index, int count) {
        String path = node.name().replaceFirst(":[^:/]*$", "");
        if (!(node.op() instanceof Op.Convolution)) {
            return new Layer(path, Layer.Kind.LINEAR, index, count, 1);
        }
        Op.Convolution c = (Op.Convolution) node.op();
        var shape = c.weight().parameter().getShape();
        boolean depthwise = c.groups() > 1 && shape.get(1) == 1;
        int kernel = Math.toIntExact(shape.get(2) * shape.get(3));
        Layer.Kind kind = depthwise ? Layer.Kind.DEPTHWISE : Layer.Kind.CONVOLUTION;
        return new Layer(path, kind, index, count, kernel);
    }

    /** Returns the schemes of inputs that are not the network's own, by the layer's node id. */
    Map<Integer, ValueScheme> inputs() {
        return inputs;
    }

    /** Returns the scheme of a layer's weights; ids may have changed, names have not. */
    WeightScheme weight(Node node) {
        return schemes.getOrDefault(node.name(), LayerScheme.USUAL)
                .weight()
                .orElseGet(
                        () ->
                                new Observed(
                                        node.op() instanceof Op.Linear
                                                ? config.linearWeight()
                                                : config.weight()));
    }
}
