package io.github.djlqat.preset;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlqat.kernel.Rounding;
import io.github.djlqat.kernel.SignGradient;
import io.github.djlqat.network.LayerScheme;
import io.github.djlqat.network.QuantizationConfig;
import io.github.djlqat.quant.Observed;
import io.github.djlqat.quant.QuantSpec;
import io.github.djlqat.quant.discrete.BinaryConnect;
import io.github.djlqat.quant.discrete.BinaryWeights;
import io.github.djlqat.quant.discrete.ClusteredChannels;
import io.github.djlqat.quant.discrete.ClusteredMagnitudes;
import io.github.djlqat.quant.discrete.SharedWeights;
import io.github.djlqat.quant.discrete.Sign;
import io.github.djlqat.quant.discrete.TernaryWeights;
import io.github.djlqat.quant.learned.DoReFa;
import io.github.djlqat.quant.learned.FixedClip;
import io.github.djlqat.quant.learned.Lsq;
import io.github.djlqat.quant.learned.LsqPlus;
import io.github.djlqat.quant.learned.Pact;
import io.github.djlqat.quant.learned.QFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the name of a preset promises, and what its layers get. */
class PresetSchemesTest {

    private static final QFormat FIXED = new QFormat(8, false, false, Rounding.NEAREST);
    private static final QFormat LEARNED = new QFormat(8, false, true, Rounding.NEAREST);

    /** Weights and activations of different bits, so that the two cannot be mistaken. */
    private static Map<String, LayerScheme> table() {
        Map<String, LayerScheme> table = new TreeMap<>();
        table.put("Int8", LayerScheme.USUAL);
        table.put("Int8G6", LayerScheme.USUAL);
        table.put(
                "UniformW3A5",
                LayerScheme.of(
                        new Observed(QuantSpec.weight(3)), new Observed(QuantSpec.activation(5))));
        table.put("QFormat", LayerScheme.ofWeight(FIXED));
        table.put("QFormatLearned", LayerScheme.ofWeight(LEARNED));
        table.put("LsqW3A5", LayerScheme.of(new Lsq(3, false), new Lsq(5, false)));
        table.put("LsqW3A5G6", LayerScheme.of(new Lsq(3, false), new Lsq(5, false)));
        table.put("LsqPerChannelW3A5", LayerScheme.of(new Lsq(3, true), new Lsq(5, false)));
        table.put("LsqPlusW3A5", LayerScheme.of(new LsqPlus(3, false), new LsqPlus(5, false)));
        table.put("PactW3A5", LayerScheme.of(new DoReFa(3), new Pact(5)));
        table.put("DoReFaW3A5", LayerScheme.of(new DoReFa(3), new FixedClip(5)));
        table.put("DoReFaW3A5G6", LayerScheme.of(new DoReFa(3), new FixedClip(5)));
        table.put("BinaryConnect", LayerScheme.ofWeight(BinaryConnect.deterministic()));
        table.put("BinaryConnectStochastic", LayerScheme.ofWeight(BinaryConnect.stochastic(1)));
        table.put("Bwn", LayerScheme.ofWeight(new BinaryWeights()));
        table.put("TernaryW2A8", LayerScheme.ofWeight(new TernaryWeights()));
        table.put("XnorNet", LayerScheme.of(new BinaryWeights(), Sign.XNOR));
        table.put(
                "BiRealNet",
                LayerScheme.of(
                        new BinaryWeights(),
                        Sign.XNOR.withShortcuts(true).withGradient(SignGradient.POLYNOMIAL)));
        table.put("KMeans3", LayerScheme.ofWeight(new SharedWeights(3)));
        table.put("ChannelClusters3", LayerScheme.ofWeight(new ClusteredChannels(3, 4)));
        table.put("MagnitudeClusters5", LayerScheme.ofWeight(new ClusteredMagnitudes(5, 2)));
        return table;
    }

    private static String method(String name) {
        return name.replaceAll("[0-9]+", "#");
    }

    @Test
    void everyPresetHasTheSchemesOfItsName() {
        table().forEach(
                        (name, scheme) ->
                                assertThat(Presets.of(name).layer(Use.TRAINING))
                                        .as(name)
                                        .isEqualTo(scheme));
    }

    @Test
    void noPresetIsLeftOut() {
        TreeSet<String> listed = new TreeSet<>();
        TreeSet<String> tabled = new TreeSet<>();
        Presets.names().forEach(name -> listed.add(method(name)));
        table().keySet().forEach(name -> tabled.add(method(name)));
        assertThat(tabled).isEqualTo(listed);
    }

    @Test
    void signsHaveThePapersGradients() {
        assertThat(sign("XnorNet").gradient()).isEqualTo(SignGradient.CUT);
        assertThat(sign("XnorNet").shortcuts()).isFalse();
        assertThat(sign("BiRealNet").gradient()).isEqualTo(SignGradient.POLYNOMIAL);
        assertThat(sign("BiRealNet").shortcuts()).isTrue();
    }

    private static Sign sign(String preset) {
        return (Sign) Presets.of(preset).layer(Use.TRAINING).input().orElseThrow();
    }

    @Test
    void gradientsHaveTheBitsOfTheNameAndValuesTheirFormat() {
        table().forEach(
                        (name, scheme) -> {
                            QuantizationConfig config = Presets.of(name).config(Use.TRAINING);
                            assertThat(config.gradientBits())
                                    .as(name)
                                    .isEqualTo(name.endsWith("G6") ? 6 : 0);
                            Optional<QFormat> values =
                                    name.startsWith("QFormat")
                                            ? Optional.of(name.equals("QFormat") ? FIXED : LEARNED)
                                            : Optional.empty();
                            assertThat(config.values()).as(name).isEqualTo(values);
                        });
    }
}
