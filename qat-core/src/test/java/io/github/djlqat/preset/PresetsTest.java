package io.github.djlqat.preset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djlqat.network.Layer;
import io.github.djlqat.network.LayerScheme;
import io.github.djlqat.quant.WeightScheme;
import io.github.djlqat.quant.discrete.BinaryConnect;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class PresetsTest {

    private static final Layer FIRST = layer("01Conv2d", 0);
    private static final Layer INNER = layer("04Block/01Conv2d", 1);
    private static final Layer DEPTHWISE = new Layer("05Conv2d", Layer.Kind.DEPTHWISE, 2, 4, 9);
    private static final Layer LAST = layer("08Linear", 3);

    private static Layer layer(String path, int index) {
        return new Layer(path, Layer.Kind.CONVOLUTION, index, 4, 9);
    }

    private static int weightBits(Preset preset, Layer layer) {
        LayerScheme scheme = preset.config().layers().of(layer);
        return scheme.weight().map(WeightScheme::bits).orElse(8);
    }

    @Test
    void everyPresetIsFoundByItsNameInAnyCaseAndSaysWhereItIsFrom() {
        assertThat(new HashSet<>(Presets.names())).hasSameSizeAs(Presets.names());
        for (Preset preset : Presets.all()) {
            Preset found = Presets.of(preset.name().toUpperCase(java.util.Locale.ROOT));
            assertThat(found.name()).isEqualTo(preset.name());
            assertThat(found.bits()).isEqualTo(preset.bits());
            assertThat(preset.summary()).isNotBlank();
            assertThat(preset.paper()).containsPattern("[A-Z].*[0-9]{4}");
            assertThat(weightBits(preset, FIRST)).isEqualTo(8);
            for (Use use : preset.uses()) {
                int bits = preset.layer(use).weight().map(WeightScheme::bits).orElse(8);
                assertThat(bits).as(preset.name()).isEqualTo(preset.bits().weight());
                assertThat(preset.config(use).gradientBits())
                        .isEqualTo(preset.bits().gradient() % Bits.FLOAT);
            }
        }
    }

    @Test
    void familiesTakeOtherBitsWithinBounds() {
        assertThat(Presets.of("uniformw5a7").bits()).isEqualTo(Bits.of(5, 7));
        assertThat(Presets.of("uniformw5a7").name()).isEqualTo("UniformW5A7");
        assertThatThrownBy(() -> Presets.of("UniformW9A4"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("preset UniformW9A4: weight bits: expected 2 to 8, found 9");
        assertThatThrownBy(() -> Presets.of("UniformW4A1"))
                .hasMessageContaining("activation bits: expected 2 to 8, found 1");
    }

    @Test
    void nearNamesAreSuggested() {
        assertThatThrownBy(() -> Presets.of("Unifrom4A4"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found \"Unifrom4A4\"; near: UniformW4A4");
        assertThatThrownBy(() -> Presets.of("int9")).hasMessageContaining("near: Int8");
        assertThatThrownBy(() -> Presets.of("zzzzzzzz")).hasMessageEndingWith("\"zzzzzzzz\"");
    }

    @Test
    void endsKeepEightBitsUnlessAskedOtherwise() {
        Preset preset = Presets.of("UniformW4A4");
        assertThat(weightBits(preset, FIRST)).isEqualTo(8);
        assertThat(weightBits(preset, INNER)).isEqualTo(4);
        assertThat(weightBits(preset, LAST)).isEqualTo(8);
        Preset all = preset.withAllLayers(true);
        assertThat(List.of(weightBits(all, FIRST), weightBits(all, LAST))).containsOnly(4);
        assertThat(all).hasToString("UniformW4A4 all-layers");
    }

    @Test
    void layersByPathAndKindGoBefore() {
        Preset preset =
                Presets.of("UniformW4A4")
                        .withKind(Layer.Kind.DEPTHWISE, Presets.of("Int8"))
                        .withLayer("04Block", Presets.of("UniformW2A2"))
                        .withLayer("01Conv2d", Presets.of("UniformW3A3"));
        assertThat(weightBits(preset, DEPTHWISE)).isEqualTo(8);
        assertThat(weightBits(preset, INNER)).isEqualTo(2);
        assertThat(weightBits(preset, FIRST)).isEqualTo(3);
        assertThat(preset)
                .hasToString("UniformW4A4 depthwise=Int8 04Block=UniformW2A2 01Conv2d=UniformW3A3");
    }

    @Test
    void aMethodThatEndsOtherwiseLearnsWhenThatIs() {
        Preset preset = Presets.of("BinaryConnectStochastic").withAllLayers(true);
        BinaryConnect forever = (BinaryConnect) preset.layer(Use.TRAINING).weight().orElseThrow();
        assertThat(forever.randomSteps()).isEqualTo(Long.MAX_VALUE);
        Preset known = preset.forSteps(200);
        BinaryConnect until = (BinaryConnect) known.layer(Use.TRAINING).weight().orElseThrow();
        assertThat(until.randomSteps()).isEqualTo(180);
        assertThat(known).hasToString("BinaryConnectStochastic all-layers");
        assertThat(Presets.of("Bwn").forSteps(200).layer(Use.TRAINING))
                .isEqualTo(Presets.of("Bwn").layer(Use.TRAINING));
    }
}
