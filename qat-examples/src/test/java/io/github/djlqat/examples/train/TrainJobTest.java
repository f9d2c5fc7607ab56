package io.github.djlqat.examples.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import io.github.djlqat.examples.model.Models;
import io.github.djlqat.examples.train.TrainConfig.ExistingRun;
import io.github.djlqat.examples.train.TrainConfig.OptimizerKind;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a job leaves, and what it refuses. */
class TrainJobTest {

    private static final Shape INPUT = new Shape(1, 3, 32, 32);

    @TempDir private Path folder;

    @Test
    void earlierRunIsRefusedKeptOrReplaced() throws Exception {
        TrainConfig config = TinyJob.config(folder, OptimizerKind.SGD, 0);
        TrainResult first = TinyJob.run(config);
        byte[] weights = Files.readAllBytes(first.weights());
        assertThat(Files.readString(folder.resolve("config.json"))).contains("\"batch_size\": 10");

        assertThatThrownBy(() -> TinyJob.run(config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected no earlier run, found checkpoint.bin");

        TrainResult resumed =
                TinyJob.run(config.toBuilder().optExisting(ExistingRun.RESUME).build());
        assertThat(resumed.epochs()).as("nothing left to do").hasSize(TinyJob.EPOCHS);
        assertThat(Files.readAllBytes(resumed.weights())).isEqualTo(weights);

        assertThatThrownBy(
                        () ->
                                TinyJob.run(
                                        config.toBuilder()
                                                .optExisting(ExistingRun.RESUME)
                                                .optLearningRate(0.5f)
                                                .build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rate=0.02")
                .hasMessageContaining("found")
                .hasMessageContaining("rate=0.5");

        TrainResult replaced =
                TinyJob.run(config.toBuilder().optExisting(ExistingRun.REPLACE).build());
        assertThat(Files.readAllBytes(replaced.weights())).isEqualTo(weights);
        assertThat(replaced.last().epoch()).isEqualTo(TinyJob.EPOCHS);
    }

    @Test
    void aLossThatIsNotFiniteStopsAndLeavesTheCheckpoint() throws Exception {
        TrainConfig config =
                TinyJob.config(folder, OptimizerKind.SGD, 2).toBuilder()
                        .optLearningRate(1e25f)
                        .optWeightDecay(0)
                        .optWarmup(0)
                        .build();
        assertThatThrownBy(() -> TinyJob.run(config))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("expected a finite loss, found");
        assertThat(folder.resolve("metrics.csv")).doesNotExist();
    }

    @Test
    void aFileInPlaceOfTheFolderIsRefusedAtOnce() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> TinyJob.run(TinyJob.config(file, OptimizerKind.SGD, 0)))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("expected a folder for output, found a file");
        assertThatThrownBy(
                        () ->
                                TinyJob.run(
                                        TinyJob.config(
                                                file.resolve("below"), OptimizerKind.SGD, 0)))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("expected a folder that can be written");
    }

    @Test
    void aDamagedCheckpointIsNotReplaced() throws Exception {
        Path checkpoint = folder.resolve("checkpoint.bin");
        Files.writeString(checkpoint, "this is not a checkpoint, but as long as one would be");
        assertThatThrownBy(
                        () ->
                                TinyJob.run(
                                        TinyJob.config(folder, OptimizerKind.SGD, 0).toBuilder()
                                                .optExisting(ExistingRun.RESUME)
                                                .build()))
                .isInstanceOf(MalformedModelException.class)
                .hasMessageContaining("expected checkpoint magic 4451434b");
        assertThat(checkpoint).hasSize(53);
    }

    @Test
    void weightsAreLoadedOnlyIntoTheirOwnNetwork() throws Exception {
        Path file = save("resnet8", 10);
        assertThat(file.getFileName()).hasToString("resnet8-0000.params");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
        load("resnet8", 10, file);
        assertThatThrownBy(() -> load("resnet8", 9, file))
                .isInstanceOf(MalformedModelException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("Linear")
                .hasMessageContaining("expected shape (9, 64), found (10, 64)");
        assertThatThrownBy(() -> load("resnet20", 10, file))
                .isInstanceOf(MalformedModelException.class)
                .hasMessageContaining(file.toString());
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        assertThatThrownBy(() -> load("resnet8", 10, file))
                .isInstanceOf(MalformedModelException.class)
                .hasMessageContaining("found the file's end");
        assertThatThrownBy(() -> load("resnet8", 10, folder.resolve("other-0000.params")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a file that can be read");
        assertThatThrownBy(() -> load("resnet8", 10, folder.resolve("weights.bin")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("named NAME-0000.params");
    }

    @Test
    void badRecipesAreRefused() {
        assertThatThrownBy(() -> TrainConfig.builder("x", 0, folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 1, found 0");
        TrainConfig config = TrainConfig.builder("x", 2, folder).build();
        assertThatThrownBy(() -> config.toBuilder().optLearningRate(Float.NaN).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("learning rate above 0, found NaN");
        assertThatThrownBy(() -> config.toBuilder().optWarmup(3).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 to 2 epochs of warm-up");
        assertThatThrownBy(() -> TrainConfig.builder("a/b", 1, folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found \"a/b\"");
    }

    private Path save(String name, int classes) throws IOException {
        try (Model model = Model.newInstance(name)) {
            model.setBlock(Models.create(name, classes, INPUT));
            model.getBlock().initialize(model.getNDManager(), model.getDataType(), INPUT);
            return WeightsFile.save(model, folder);
        }
    }

    private static void load(String name, int classes, Path file) throws Exception {
        try (Model model = Model.newInstance(name)) {
            model.setBlock(Models.create(name, classes, INPUT));
            WeightsFile.load(model, file, INPUT);
        }
    }
}
