package io.github.djlqat.examples.cli;

import io.github.djlqat.examples.quantize.Method;
import io.github.djlqat.preset.Preset;
import io.github.djlqat.preset.Presets;
import java.util.LinkedHashMap;
import java.util.Map;
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
     * @throws IllegalArgumentException if there is no preset of a name
     */
    Preset preset() {
        Preset preset = Presets.of(name == null ? "Int8" : name);
        if (allLayers) {
            preset = preset.withAllLayers(true);
        }
        for (Map.Entry<String, String> layer : layers.entrySet()) {
            preset = preset.withLayer(layer.getKey(), Presets.of(layer.getValue()));
        }
        return preset;
    }

    /** Returns the method where the user named none: by training, where the preset is meant so. */
    static Method usualMethod(Preset preset) {
        return preset.uses().contains(Method.QAT.use()) ? Method.QAT : Method.PTQ;
    }
}
