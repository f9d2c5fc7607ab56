package io.github.djlqat.examples.sweep;

import io.github.djlqat.examples.quantize.Method;
import io.github.djlqat.examples.quantize.QuantizeConfig;
import io.github.djlqat.examples.train.TrainConfig;
import io.github.djlqat.examples.train.TrainConfig.ExistingRun;
import io.github.djlqat.examples.train.TrainConfig.OptimizerKind;
import io.github.djlqat.preset.Preset;
import io.github.djlqat.preset.Presets;
import io.github.djlqat.preset.TrainingHints;
import io.github.djlqat.runtime.LoadOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Turns a row into the recipe of its run, and into the command that does the same. */
final class RowTraining {

    private RowTraining() {}

    /**
     * Returns the recipe.
     *
     * @param threads of the engine, 0 for its own choice
     * @throws IllegalArgumentException if there is no such preset, or it is not meant for this
     */
    static QuantizeConfig config(PlanRow row, Path folder, int threads) {
        Preset preset = preset(row);
        TrainingHints hints = preset.hints();
        int epochs = Integer.parseInt(row.options().getOrDefault("epochs", "" + hints.epochs()));
        String kind = row.options().getOrDefault("optimizer", hints.optimizer().name());
        float warmup = Math.min(hints.warmupEpochs(), epochs / 4f);
        TrainConfig usual = TrainConfig.builder(row.id(), epochs, folder).build();
        TrainConfig training =
                usual.toBuilder()
                        .optOptimizer(OptimizerKind.valueOf(kind.toUpperCase(Locale.ROOT)))
                        .optLearningRate(number(row, "lr", hints.learningRate()))
                        .optWeightDecay(number(row, "decay", hints.weightDecay()))
                        .optWarmup(number(row, "warmup", warmup))
                        .optBatchSize((int) number(row, "batch", usual.batchSize()))
                        .optSeed((long) number(row, "seed", usual.seed()))
                        .optThreads(threads)
                        .optCheckpointEvery(100)
                        .optExisting(ExistingRun.RESUME)
                        .build();
        LoadOptions runtime = LoadOptions.defaults().withRounding(preset.rounding());
        return QuantizeConfig.of(row.method(), preset, training, runtime);
    }

    private static float number(PlanRow row, String key, float usual) {
        String given = row.options().get(key);
        return given == null ? usual : Float.parseFloat(given);
    }

    private static Preset preset(PlanRow row) {
        Preset preset = Presets.of(row.preset());
        if (row.options().containsKey("all-layers")) {
            preset = preset.withAllLayers(true);
        }
        for (String layer : layers(row)) {
            String[] parts = layer.split("=", 2);
            if (parts.length != 2) {
                throw new IllegalArgumentException(
                        "layers: expected PATH=PRESET, found \"" + layer + "\"");
            }
            preset = preset.withLayer(parts[0], Presets.of(parts[1]));
        }
        return preset;
    }

    private static List<String> layers(PlanRow row) {
        String layers = row.options().getOrDefault("layers", "");
        return layers.isEmpty() ? List.of() : List.of(layers.split(","));
    }

    /**
     * Returns the command that runs this row alone.
     *
     * @param config from {@link #config}
     * @param floats the float network's folder
     * @param data further options on data
     */
    static String command(PlanRow row, QuantizeConfig config, Path floats, List<String> data) {
        TrainConfig training = config.training();
        List<String> words = new ArrayList<>();
        words.addAll(List.of("./qat", "quantize", "--preset", config.preset().name()));
        words.addAll(List.of("--method", row.method().id(), "--checkpoint", floats.toString()));
        if (config.preset().allLayers()) {
            words.add("--all-layers");
        }
        for (String layer : layers(row)) {
            words.addAll(List.of("--layer", layer));
        }
        if (row.method() == Method.QAT) {
            words.addAll(List.of("--epochs", "" + training.epochs()));
            words.addAll(List.of("--lr", "" + training.learningRate()));
            add(words, row, "optimizer", "--optimizer");
            add(words, row, "decay", "--weight-decay");
            add(words, row, "warmup", "--warmup");
            add(words, row, "batch", "--batch");
            words.addAll(List.of("--seed", "" + training.seed()));
        }
        words.addAll(data);
        words.addAll(List.of("--output", training.output().toString()));
        return String.join(" ", words);
    }

    private static void add(List<String> words, PlanRow row, String key, String option) {
        if (row.options().containsKey(key)) {
            words.addAll(List.of(option, row.options().get(key)));
        }
    }
}
