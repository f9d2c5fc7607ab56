package io.github.djlqat.examples.cli;

import io.github.djlqat.examples.profile.StepProfile;
import io.github.djlqat.examples.train.TrainConfig;
import io.github.djlqat.examples.train.TrainConfig.OptimizerKind;
import io.github.djlqat.preset.TrainingHints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How to train; what the user does not say is as {@link TrainConfig#of} has it. */
final class RecipeOptions {

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description =
                    "Passes over the training images. Default: 20; the preset's for quantize.")
    private Integer epochs;

    @Option(names = "--batch", paramLabel = "N", description = "Images in a batch. Default: 128.")
    private Integer batch;

    @Option(
            names = "--optimizer",
            paramLabel = "KIND",
            description = "${COMPLETION-CANDIDATES}, in any case. Default: SGD.")
    private OptimizerKind optimizer;

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            description =
                    "Largest learning rate; it rises to it, then falls along a cosine. Default: 0.2"
                            + " for SGD, 0.002 for ADAM; the preset's for quantize.")
    private Float learningRate;

    @Option(
            names = "--warmup",
            paramLabel = "EPOCHS",
            description =
                    "Epochs over which the rate rises. Default: 1, or a quarter of few epochs.")
    private Float warmup;

    @Option(
            names = "--weight-decay",
            paramLabel = "RATE",
            description = "Decay of kernels and matrices. Default: 0.0003.")
    private Float weightDecay;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of weights, order of images, augmentation and dropout. Default: 1.")
    private Long seed;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "PyTorch's threads. Default: its own choice. Resume with the same number to get"
                            + " the same bits.")
    private int threads;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "BATCHES",
            description =
                    "Also save within an epoch, after so many batches; 0 for epochs' ends only."
                            + " Default: 100.")
    private Integer checkpointEvery;

    @Option(
            names = "--profile",
            description =
                    "Watch the first 30 steps, print where their time goes, by part and by kind of"
                            + " operation, and write it to profile.txt in the output folder.")
    private boolean profile;

    /**
     * Returns what the profile shows.
     *
     * @param folder the output folder
     * @return empty if it was not asked for
     */
    Optional<String> profile(Path folder) throws IOException {
        if (!profile) {
            return Optional.empty();
        }
        Path file = folder.resolve(StepProfile.FILE);
        return Optional.of(
                Files.exists(file)
                        ? Files.readString(file)
                        : "--profile: expected "
                                + StepProfile.steps()
                                + " steps to watch, found fewer");
    }

    /** Returns the first option that the user gave and that says how to train, if any. */
    Optional<String> firstOfTraining() {
        Map<String, Object> given = new LinkedHashMap<>();
        given.put("--epochs", epochs);
        given.put("--batch", batch);
        given.put("--optimizer", optimizer);
        given.put("--lr", learningRate);
        given.put("--warmup", warmup);
        given.put("--weight-decay", weightDecay);
        given.put("--checkpoint-every", checkpointEvery);
        given.put("--profile", profile ? true : null);
        given.values().removeIf(Objects::isNull);
        return given.keySet().stream().findFirst();
    }

    /** Returns the recipe of float training. */
    TrainConfig config(String name, Path output) {
        TrainConfig usual = TrainConfig.builder(name, or(epochs, 20), output).build();
        OptimizerKind kind = or(optimizer, usual.optimizer());
        float rate = kind == OptimizerKind.ADAM ? 0.002f : usual.learningRate();
        return config(usual, kind, rate, usual.warmupEpochs(), usual.weightDecay());
    }

    /** Returns the recipe that a preset hints at, with what the user said. */
    TrainConfig config(String name, Path output, TrainingHints hints) {
        TrainConfig usual = TrainConfig.builder(name, or(epochs, hints.epochs()), output).build();
        OptimizerKind hinted = OptimizerKind.valueOf(hints.optimizer().name());
        OptimizerKind kind = or(optimizer, hinted);
        float rate = hints.learningRate();
        if (kind != hinted) {
            rate *= kind == OptimizerKind.ADAM ? 0.01f : 100f;
        }
        float rise = Math.min(hints.warmupEpochs(), usual.epochs() / 4f);
        return config(usual, kind, rate, rise, hints.weightDecay());
    }

    private TrainConfig config(
            TrainConfig usual, OptimizerKind kind, float rate, float rise, float decay) {
        return usual.toBuilder()
                .optOptimizer(kind)
                .optLearningRate(or(learningRate, rate))
                .optWeightDecay(or(weightDecay, decay))
                .optBatchSize(or(batch, usual.batchSize()))
                .optWarmup(or(warmup, rise))
                .optSeed(or(seed, usual.seed()))
                .optThreads(threads)
                .optCheckpointEvery(or(checkpointEvery, 100))
                .optProfiled(profile)
                .build();
    }

    private static <T> T or(T given, T usual) {
        return given == null ? usual : given;
    }
}
