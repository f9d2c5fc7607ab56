package io.github.djlqat.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlqat.examples.train.RunDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest {

    private static final Object[] SMALL = {
        "--model",
        "resnet8",
        "--train-images",
        64,
        "--test-images",
        32,
        "--batch",
        32,
        "--threads",
        1
    };

    @TempDir private static Path shared;

    private static Path run;

    private static String printed;

    private static Object[] small(Object... more) {
        Object[] all = Arrays.copyOf(SMALL, SMALL.length + more.length);
        System.arraycopy(more, 0, all, SMALL.length, more.length);
        return all;
    }

    @BeforeAll
    static void trainOnce() {
        run = shared.resolve("run");
        printed = Cli.run("train", small("--epochs", 1, "--output", run)).ok();
    }

    @Test
    void leavesWeightsCheckpointMetricsDescriptionAndLog() throws IOException {
        assertThat(printed)
                .contains("resnet8 on shapes: test accuracy")
                .contains("qat quantize --method ptq --checkpoint " + run);
        try (var files = Files.list(run)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "resnet8-0000.params",
                            "checkpoint.bin",
                            "metrics.csv",
                            "config.json",
                            "run.json",
                            "qat.log");
        }
        RunDescription description = RunDescription.read(run);
        assertThat(description.model()).isEqualTo("resnet8");
        assertThat(description.classes()).hasSize(10);
        assertThat(description.data().trainImages()).isEqualTo(64);
        assertThat(run.resolve("qat.log")).content().contains("TrainJob");
    }

    @Test
    void anEarlierRunIsNotReplacedUnasked() throws IOException {
        byte[] before = Files.readAllBytes(run.resolve("checkpoint.bin"));
        Cli cli = Cli.run("train", small("--epochs", 2, "--output", run));
        assertThat(cli.status()).isEqualTo(Main.FAILURE);
        assertThat(cli.errorLine()).contains(run.toString(), "expected no earlier run", "found");
        assertThat(run.resolve("checkpoint.bin")).hasBinaryContent(before);
    }

    @Test
    void resumeTakesTheModelFromTheRunAndRefusesAnother() {
        Cli finished =
                Cli.run(
                        "train",
                        "--resume",
                        "--output",
                        run,
                        "--epochs",
                        1,
                        "--batch",
                        32,
                        "--threads",
                        1);
        assertThat(finished.ok()).contains("resnet8 on shapes: test accuracy").contains("epoch 1");
        Cli other = Cli.run("train", "--resume", "--output", run, "--model", "resnet20");
        assertThat(other.status()).isEqualTo(Main.USAGE);
        assertThat(other.errorLine())
                .contains("expected options as in the earlier run (resnet8", "found resnet20");
    }

    @Test
    void contradictionsAndUnknownNamesAreRefused() {
        assertThat(Cli.run("train", "--resume", "--replace").status()).isEqualTo(Main.USAGE);
        assertThat(Cli.run("train").errorLine()).contains("expected --model NAME (resnet8");
        assertThat(Cli.run("train", "--model", "resnet9").errorLine())
                .contains("resnet8, resnet20", "found \"resnet9\"");
        assertThat(Cli.run("train", "--model", "resnet8", "--dataset", "cifar11").errorLine())
                .contains("cifar10", "found \"cifar11\"");
        assertThat(Cli.run("train", small("--epochs", 0)).errorLine()).contains("expected epochs");
        assertThat(Cli.run("train", "--model", "resnet8", "--train-images", 0).errorLine())
                .contains("--train-images: expected at least 1, found 0");
    }

    @Test
    void placesThatCannotBeUsedAreNamed() throws IOException {
        Path file = Files.writeString(shared.resolve("file"), "x");
        Cli output = Cli.run("train", small("--output", file.resolve("run")));
        assertThat(output.status()).isEqualTo(Main.FAILURE);
        assertThat(output.errorLine())
                .contains(file.resolve("run").toString(), "expected a folder");
        Path none = shared.resolve("none");
        Cli data =
                Cli.run(
                        "train",
                        "--model",
                        "resnet8",
                        "--dataset",
                        "cifar10",
                        "--repository",
                        none);
        assertThat(data.errorLine()).contains(none.toString(), "expected a folder");
        Cli ftp = Cli.run("data", "check", "--dataset", "cifar10", "--repository", "ftp://host/");
        assertThat(ftp.errorLine()).contains("http, https or file, found ftp://host/");
        Cli shapes = Cli.run("train", "--model", "resnet8", "--repository", shared);
        assertThat(shapes.errorLine()).contains("--repository: expected none", "found " + shared);
        Path small = shared.resolve("small");
        Cli size = Cli.run("train", "--model", "alexnet", "--output", small);
        assertThat(size.errorLine()).contains("expected images that are large enough", "found");
        assertThat(small).doesNotExist();
    }

    @Test
    void aDamagedRunIsNotResumed() throws IOException {
        Path folder = Files.createDirectory(shared.resolve("damaged"));
        for (String name : new String[] {"run.json", "metrics.csv", "checkpoint.bin"}) {
            Files.copy(run.resolve(name), folder.resolve(name));
        }
        Object[] resume = {
            "--resume", "--output", folder, "--epochs", 1, "--batch", 32, "--threads", 1
        };
        Files.writeString(folder.resolve("metrics.csv"), "epoch\nx\n");
        assertThat(Cli.run("train", resume).errorLine())
                .contains(folder.resolve("metrics.csv") + ": ", "expected 7 cells", "found");
        byte[] checkpoint = Files.readAllBytes(run.resolve("checkpoint.bin"));
        Path file = folder.resolve("checkpoint.bin");
        Files.write(file, Arrays.copyOf(checkpoint, checkpoint.length / 2));
        assertThat(Cli.run("train", resume).errorLine())
                .contains(file + ": expected", "the checkpoint is damaged");
        assertThat(file).hasSize(checkpoint.length / 2);
        assertThat(folder.resolve("resnet8-0000.params")).doesNotExist();
    }

    @Test
    void divergedWeightsAreNotSaved() {
        Path folder = shared.resolve("diverged");
        Cli cli =
                Cli.run(
                        "train",
                        "--model",
                        "resnet8",
                        "--train-images",
                        32,
                        "--test-images",
                        32,
                        "--batch",
                        32,
                        "--threads",
                        1,
                        "--epochs",
                        1,
                        "--lr",
                        1e30,
                        "--output",
                        folder);
        assertThat(cli.status()).isEqualTo(Main.FAILURE);
        assertThat(cli.errorLine()).contains("expected a finite test loss, found NaN");
        assertThat(folder.resolve("resnet8-0000.params")).doesNotExist();
        assertThat(folder.resolve("checkpoint.bin")).doesNotExist();
    }

    @Test
    void theModelsAreListed() {
        assertThat(Cli.run("train", "--list-models").ok())
                .contains("resnet8", "mobilenetv1", "--width");
        assertThat(Cli.run("train", "--model").ok()).contains("googlenet");
    }

    @Test
    void aProfileSaysWhereTheTimeOfAStepGoes(@TempDir Path folder) throws IOException {
        Path profiled = folder.resolve("profiled");
        Object[] options = small("--epochs", 1, "--profile", "--output", profiled);
        options[Arrays.asList(options).indexOf("--batch") + 1] = 2;
        String text = Cli.run("train", options).ok();
        assertThat(text).contains("waiting for data", "convolution, backward", "batch norm");
        assertThat(text).endsWith(Files.readString(folder.resolve("profiled/profile.txt")));
        assertThat(text).doesNotContainPattern("convolution, backward +0\\.0 ");
    }

    @Test
    void aProfileOfTooFewStepsSaysSo(@TempDir Path folder) {
        String text =
                Cli.run("train", small("--epochs", 1, "--profile", "--output", folder.resolve("x")))
                        .ok();
        assertThat(text).contains("--profile: expected 30 steps to watch, found fewer");
    }
}
