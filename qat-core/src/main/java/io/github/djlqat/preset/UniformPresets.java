package io.github.djlqat.preset;

import io.github.djlqat.network.LayerScheme;
import io.github.djlqat.quant.LeastSquares;
import io.github.djlqat.quant.Observed;
import io.github.djlqat.quant.QuantSpec;
import io.github.djlqat.quant.observer.ObserverSettings;
import io.github.djlqat.quant.observer.ObserverSettings.Kind;
import java.util.List;

/** Uniform grids whose ranges are observed. */
final class UniformPresets {

    private static final String JACOB =
            "Jacob et al. 2018, Quantization and Training of Neural Networks for Efficient"
                    + " Integer-Arithmetic-Only Inference, arXiv 1712.05877";

    private static final String KRISHNAMOORTHI =
            "Krishnamoorthi 2018, Quantizing deep convolutional networks for efficient inference,"
                    + " arXiv 1806.08342";

    private UniformPresets() {}

    static List<Family> families() {
        return List.of(
                Family.single(int8()),
                Family.weightsAndActivations(
                        "UniformW#A#", List.of(4, 3, 2), UniformPresets::uniform));
    }

    private static Preset int8() {
        return Preset.builder("Int8", Bits.of(8, 8))
                .summary("8-bit weights per channel, 8-bit activations, observed ranges")
                .paper(JACOB)
                .use(Use.POST_TRAINING, LayerScheme.USUAL)
                .use(Use.TRAINING, LayerScheme.USUAL)
                .build();
    }

    private static Preset uniform(Bits bits) {
        QuantSpec activation = QuantSpec.activation(bits.activation());
        LayerScheme after =
                LayerScheme.of(
                        new LeastSquares(bits.weight()),
                        new Observed(activation.withObserver(ObserverSettings.of(Kind.MSE))));
        LayerScheme training =
                LayerScheme.of(
                        new Observed(QuantSpec.weight(bits.weight())), new Observed(activation));
        float rate = bits.weight() < 4 || bits.activation() < 4 ? 0.04f : 0.02f;
        return Preset.builder("Uniform" + bits, bits)
                .summary("uniform grids; ranges by least squares after training, observed in it")
                .paper(KRISHNAMOORTHI)
                .hints(TrainingHints.usual().with(TrainingHints.Optimizer.SGD, rate))
                .use(Use.POST_TRAINING, after)
                .use(Use.TRAINING, training)
                .build();
    }
}
