package io.github.djlqat.examples.cli;

import io.github.djlqat.examples.train.TrainConfig;
import io.github.djlqat.examples.train.TrainConfig.OptimizerKind;
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
            description = "Passes over the training images. Default: 20, or 5 for quantize.")
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
                            + " for SGD, 0.002 for ADAM; a twentieth of that for quantize.")
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
        given.values().removeIf(Objects::isNull);
        return given.keySet().stream().findFirst();
    }

    /** Returns the recipe of float training. */
    TrainConfig config(String name, Path output) {
        return config(name, output, 20, 1f);
    }

    /** Returns the recipe, with other defaults for the epochs and a factor on the learning rate. */
    TrainConfig config(String name, Path output, int usualEpochs, float rateFactor) {
        TrainConfig config = TrainConfig.of(name, epochs == null ? usualEpochs : epochs, output);
        OptimizerKind kind = optimizer == null ? config.optimizer() : optimizer;
        float usualRate =
                kind == OptimizerKind.ADAM
                        ? 0.002f
                        : TrainConfig.of(name, 1, output).learningRate();
        config =
                config.withOptimizer(
                        kind,
                        learningRate == null ? usualRate * rateFactor : learningRate,
                        weightDecay == null ? config.weightDecay() : weightDecay);
        return config.withBatchSize(batch == null ? config.batchSize() : batch)
                .withWarmup(warmup == null ? config.warmupEpochs() : warmup)
                .withSeed(seed == null ? config.seed() : seed)
                .withThreads(threads)
                .withCheckpointEvery(checkpointEvery == null ? 100 : checkpointEvery);
    }
}
