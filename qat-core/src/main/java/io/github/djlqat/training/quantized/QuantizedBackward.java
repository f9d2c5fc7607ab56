package io.github.djlqat.training.quantized;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.training.GradientCollector;
import io.github.djlqat.network.QuantizedNetwork;
import io.github.djlqat.network.gradient.GradientCuts;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The backward pass of a training loop of one's own, where gradients may have few bits ({@code
 * QuantizationConfig.withGradientBits}). Without such gradients it is the collector's own.
 *
 * <pre>{@code
 * try (GradientCollector collector = trainer.newGradientCollector()) {
 *     NDArray loss = trainer.getLoss().evaluate(labels, trainer.forward(data));
 *     QuantizedBackward.backward(collector, trainer.getModel().getBlock(), loss);
 * }
 * trainer.step();
 * }</pre>
 */
public final class QuantizedBackward {

    private QuantizedBackward() {}

    /**
     * Computes the gradients of all parameters, and adds them to what the parameters have.
     *
     * @param collector the collector under which the training pass ran; not for several threads
     * @param block the block that was trained: a quantized network, one that contains such
     *     networks, or any other
     * @param loss what was computed from the block's outputs
     */
    public static void backward(GradientCollector collector, Block block, NDArray loss) {
        collector.backward(loss);
        List<GradientCuts> cuts =
                networks(block, new LinkedHashSet<>()).stream()
                        .map(QuantizedNetwork::gradientCuts)
                        .toList();
        GradientCuts.backward(collector, cuts);
    }

    private static Set<QuantizedNetwork> networks(Block block, Set<QuantizedNetwork> found) {
        if (block instanceof QuantizedNetwork network) {
            found.add(network);
        } else {
            block.getChildren().values().forEach(child -> networks(child, found));
        }
        return found;
    }
}
