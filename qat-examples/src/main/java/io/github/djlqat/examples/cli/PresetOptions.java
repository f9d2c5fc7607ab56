package io.github.djlqat.examples.cli;

import io.github.djlqat.examples.quantize.Method;
import io.github.djlqat.network.Layer;
import io.github.djlqat.preset.Preset;
import io.github.djlqat.preset.Presets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Which recipe, and what is changed in it. */
final class PresetOptions {

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description = "The recipe, in any case; qat presets lists them. Default: Int8.")
    private String name;

    @Option(
            names = "--layer",
            paramLabel = "PATH=PRESET",
            description =
                    "Another preset for the layer, or all layers of the block, at PATH; may be"
                            + " repeated.")
    private Map<String, String> layers = new LinkedHashMap<>();

    @Option(
            names = "--kind",
            paramLabel = "KIND=PRESET",
            description =
                    "Another preset for all layers of a kind: convolution, depthwise or linear; may"
                            + " be repeated. --layer goes before it.")
    private Map<String, String> kinds = new LinkedHashMap<>();

    @Option(
            names = "--all-layers",
            description =
                    "Quantize the first and the last layer as all others; they keep 8 bits"
                            + " otherwise.")
    private boolean allLayers;

    /** Returns whether the user named a preset. */
    boolean isGiven() {
        return name != null;
    }

    /**
     * Returns the preset with the user's changes.
     *
     * @throws IllegalArgumentException if there is no preset of a name, or no kind
     */
    Preset preset() {
        Preset preset = Presets.of(name == null ? "Int8" : name);
        if (allLayers) {
            preset = preset.withAllLayers(true);
        }
        for (Map.Entry<String, String> kind : kinds.entrySet()) {
            preset = preset.withKind(kind(kind.getKey()), Presets.of(kind.getValue()));
        }
        for (Map.Entry<String, String> layer : layers.entrySet()) {
            preset = preset.withLayer(layer.getKey(), Presets.of(layer.getValue()));
        }
        return preset;
    }

    private static Layer.Kind kind(String name) {
        for (Layer.Kind kind : Layer.Kind.values()) {
            if (kind.name().equalsIgnoreCase(name)) {
                return kind;
            }
        }
        throw new IllegalArgumentException(
                String.format(
                        "--kind: expected one of %s, found \"%s\"",
                        Arrays.stream(Layer.Kind.values())
                                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", ")),
                        name));
    }

    /** Returns the method where the user named none: by training, where the preset is meant so. */
    static Method usualMethod(Preset preset) {
        return preset.uses().contains(Method.QAT.use()) ? Method.QAT : Method.PTQ;
    }
}
