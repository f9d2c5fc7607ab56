package io.github.djlqat.examples.train;

import io.github.djlqat.examples.output.AtomicFile;
import io.github.djlqat.examples.output.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of one training run: {@code checkpoint.bin}, {@code metrics.csv}, {@code config.json}.
 *
 * @param root the folder
 */
record RunFolder(Path root) {

    /** Makes the folder and checks that it can be written and may be used. */
    static RunFolder open(TrainConfig config) throws IOException {
        AtomicFile.checkFolder(config.output());
        RunFolder folder = new RunFolder(config.output());
        if (Files.exists(folder.checkpoint())) {
            switch (config.existing()) {
                case REFUSE ->
                        throw new IllegalArgumentException(
                                "output "
                                        + config.output()
                                        + ": expected no earlier run, found checkpoint.bin; resume it,"
                                        + " replace it or choose another folder");
                case REPLACE -> {
                    Files.delete(folder.checkpoint());
                    Files.deleteIfExists(folder.metrics());
                }
                case RESUME -> {}
            }
        }
        return folder;
    }

    Path checkpoint() {
        return root.resolve("checkpoint.bin");
    }

    Path metrics() {
        return root.resolve("metrics.csv");
    }

    /** Reads the metrics of the first epochs. */
    List<EpochMetrics> readMetrics(int epochs) throws IOException {
        List<EpochMetrics> metrics = new ArrayList<>();
        if (epochs > 0) {
            List<String> lines = Files.readAllLines(metrics());
            if (lines.size() < epochs + 1) {
                throw new IOException(
                        metrics()
                                + ": expected "
                                + epochs
                                + " epochs as in the checkpoint, found "
                                + (lines.size() - 1));
            }
            for (String line : lines.subList(1, epochs + 1)) {
                try {
                    metrics.add(EpochMetrics.fromCsv(line));
                } catch (IllegalArgumentException e) {
                    throw new IOException(metrics() + ": " + e.getMessage(), e);
                }
            }
        }
        return metrics;
    }

    void writeMetrics(List<EpochMetrics> metrics) throws IOException {
        StringBuilder text = new StringBuilder(EpochMetrics.HEADER).append('\n');
        for (EpochMetrics epoch : metrics) {
            text.append(epoch.toCsv()).append('\n');
        }
        AtomicFile.writeString(metrics(), text.toString());
    }

    void writeConfig(TrainConfig config) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", config.name());
        json.put("epochs", config.epochs());
        json.put("batch_size", config.batchSize());
        json.put("optimizer", config.optimizer().name().toLowerCase(java.util.Locale.ROOT));
        json.put("learning_rate", config.learningRate());
        json.put("warmup_epochs", config.warmupEpochs());
        json.put("weight_decay", config.weightDecay());
        json.put("seed", config.seed());
        json.put("threads", config.threads());
        json.put("checkpoint_batches", config.checkpointBatches());
        AtomicFile.writeString(root.resolve("config.json"), Json.format(json));
    }
}
