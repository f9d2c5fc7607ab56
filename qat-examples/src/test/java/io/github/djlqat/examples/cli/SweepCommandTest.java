package io.github.djlqat.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepCommandTest {

    @TempDir private static Path shared;

    private static Path run;

    @BeforeAll
    static void trainOnce() {
        run = shared.resolve("run");
        Object[] args = {
            "--model",
            "resnet8",
            "--train-images",
            64,
            "--test-images",
            25,
            "--batch",
            32,
            "--epochs",
            1,
            "--threads",
            1,
            "--output",
            run
        };
        Cli.run("train", args).ok();
    }

    @Test
    void failedRowsAreRecordedAndTheOthersRunOnce() throws IOException {
        Path plan =
                Files.writeString(
                        shared.resolve("plan.txt"),
                        """
                        # comment
                        resnet8 ptq Int8 aim=-100
                        resnet8 qat NoSuchPreset
                        resnet8 qat UniformW4A4 epochs=1 batch=32 layers=04ParallelBlock=Int8 \
                        aim=99 against=resnet8-int8-ptq
                        """);
        Path out = shared.resolve("sweep");
        Object[] args = {
            "--plan", plan, "--float", "resnet8=" + run, "--output", out, "--threads", 1
        };
        Cli first = Cli.run("sweep", args);
        assertThat(first.status()).isEqualTo(Main.FAILURE);
        assertThat(first.errorLine()).contains("1 rows failed");
        assertThat(first.out())
                .contains(
                        "[1/3] resnet8-int8-ptq: starts",
                        "failed: IllegalArgumentException: preset: expected one of Int8",
                        "-100.0: met",
                        "+99.0 of resnet8-int8-ptq: missed by ",
                        "--preset UniformW4A4 --method qat --checkpoint "
                                + run
                                + " --layer 04ParallelBlock=Int8 --epochs 1 --lr 0.02 --batch 32"
                                + " --seed 1 --output "
                                + out.resolve("resnet8-uniformw4a4-qat"));
        Path result = out.resolve("resnet8-uniformw4a4-qat/result.json");
        assertThat(result).content().contains("\"UniformW4A4 04ParallelBlock=Int8\"");
        FileTime made = Files.getLastModifiedTime(result);
        Cli second = Cli.run("sweep", args);
        assertThat(second.out()).contains("(done before)", "| failed |");
        assertThat(Files.getLastModifiedTime(result)).isEqualTo(made);
        String status = Cli.run("sweep", "--plan", plan, "--output", out, "--status").ok();
        assertThat(status).contains("| resnet8-int8-ptq | W8A8 | 0 | 1 |");
        assertThat(out.resolve("results.md")).hasContent(status);
        String one = Cli.run("sweep", "--plan", plan, "--only", "*-INT8-*", "--list").ok();
        assertThat(one.lines()).containsExactly("resnet8-int8-ptq aim=-100");
    }

    @Test
    void whatIsNoPlanIsRefused() throws IOException {
        assertThat(refused("resnet8 ptq")).contains("line 1: expected MODEL METHOD PRESET");
        assertThat(refused("\nresnet8 xyz Int8")).contains("line 2: method: expected ptq or qat");
        assertThat(refused("resnet8 ptq Int8 speed=3")).contains("found \"speed\"");
        assertThat(refused("resnet8 qat Int8 lr=fast")).contains("lr: expected a number");
        assertThat(refused("resnet8 ptq Int8\nresnet8 ptq INT8")).contains("twice");
        assertThat(refused("resnet8 ptq Int8 against=x")).contains("a row for against, found x");
        assertThat(Cli.run("sweep", "--only", "vgg*", "--list").errorLine())
                .contains("--only: expected a pattern", "vgg*");
        Cli noFloat = Cli.run("sweep", "--only", "resnet8-int8-ptq", "--output", shared);
        assertThat(noFloat.errorLine()).contains("--float: expected resnet8=DIR", "found []");
    }

    private static String refused(String plan) throws IOException {
        Path file = Files.writeString(shared.resolve("bad.txt"), plan);
        return Cli.run("sweep", "--plan", file, "--list").errorLine();
    }

    @Test
    void theBuiltInPlanHasTheTablesRows() {
        assertThat(Cli.run("sweep", "--list").ok())
                .contains("resnet8-lsqw4a4-qat aim=-0.5", "resnet20-xnornet-qat aim=-6");
    }
}
