package io.github.djlqat.preset;

import io.github.djlqat.network.LayerScheme;
import io.github.djlqat.preset.TrainingHints.Optimizer;
import io.github.djlqat.quant.WeightScheme;
import io.github.djlqat.quant.discrete.ClusteredChannels;
import io.github.djlqat.quant.discrete.ClusteredMagnitudes;
import io.github.djlqat.quant.discrete.SharedWeights;
import java.util.List;
import java.util.function.IntFunction;

/** Weights that are indices of a codebook, or whose scales are shared by clusters. */
final class CodebookPresets {

    private static final String DEEP_COMPRESSION =
            "Han, Mao and Dally 2016, Deep Compression: Compressing Deep Neural Networks with"
                    + " Pruning, Trained Quantization and Huffman Coding, arXiv 1510.00149,"
                    + " section 3";

    /** Groups of channels: as many scales as a small codebook has entries. */
    private static final int GROUPS = 4;

    private CodebookPresets() {}

    static List<Family> families() {
        return List.of(
                family(
                        "KMeans#",
                        1,
                        List.of(4, 3, 2),
                        "weights shared by k-means clusters, whose centroids are trained",
                        SharedWeights::new),
                family(
                        "ChannelClusters#",
                        2,
                        List.of(4),
                        "channels clustered by their range, a scale for each cluster",
                        bits -> new ClusteredChannels(bits, GROUPS)),
                family(
                        "MagnitudeClusters#",
                        3,
                        List.of(4),
                        "weights clustered by magnitude, a scale for each cluster",
                        bits -> new ClusteredMagnitudes(bits, 2)));
    }

    private static Family family(
            String template,
            int least,
            List<Integer> listed,
            String summary,
            IntFunction<WeightScheme> scheme) {
        return new Family(
                template,
                List.of(new Family.Number("index bits", least, 8)),
                listed.stream().map(List::of).toList(),
                n -> preset(template.replace("#", "" + n.get(0)), summary, scheme.apply(n.get(0))));
    }

    /**
     * Adam, whose steps do not grow with the number of weights that a centroid's gradient is summed
     * over.
     */
    private static Preset preset(String name, String summary, WeightScheme weight) {
        LayerScheme layer = LayerScheme.ofWeight(weight);
        return Preset.builder(name, Bits.of(weight.bits(), 8))
                .summary(summary + "; 8-bit activations")
                .paper(DEEP_COMPRESSION)
                .hints(TrainingHints.usual().with(Optimizer.ADAM, 5e-4f))
                .use(Use.POST_TRAINING, layer)
                .use(Use.TRAINING, layer)
                .build();
    }
}
