package io.github.djlqat.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way, in small, and what can be done with what it leaves. */
class DemoCommandTest {

    @TempDir private static Path shared;

    private static Path demo;

    private static String printed;

    @BeforeAll
    static void runOnce() {
        demo = shared.resolve("demo");
        printed = Cli.run("demo", "--quick", "--output", demo).ok();
    }

    private static Path model(String method) {
        return demo.resolve(method).resolve("resnet8-" + method + ".tflite");
    }

    @Test
    void endsWithOneTableAndWhereTheFilesAre() throws IOException {
        assertThat(printed)
                .containsPattern("float +\\d+\\.\\d\\d % +- +- ")
                .containsPattern("post-training int8 +\\d+\\.\\d\\d % +\\d+\\.\\d\\d % +\\d")
                .containsPattern("QAT int8 +\\d+\\.\\d\\d % +\\d+\\.\\d\\d % +\\d")
                .contains(model("ptq").toString(), model("qat").toString());
        assertThat(demo.resolve("results.json"))
                .content()
                .contains("\"accuracyIntegerRuntime\"", "\"worstOperator\"", "\"passes\": true");
        assertThat(demo.resolve("qat.log")).isNotEmptyFile();
    }

    @Test
    void itsModelsCanBeInspectedVerifiedAndMeasured() {
        String inspect = Cli.run("inspect", model("qat")).ok();
        assertThat(inspect).contains("CONV_2D", "ADD", "FULLY_CONNECTED", "[1, 32, 32, 3]");
        assertThat(Cli.run("verify", model("qat"), "--examples", 3).ok())
                .contains("reference x1", "vector x3", "equal in both rounding modes");
        assertThat(Cli.run("bench", model("ptq"), "--rounds", 2, "--turn", 1).ok())
                .contains("reference", "vector", "ms/image");
    }

    @Test
    void itsModelsGiveTheAccuracyAgainThatTheTableShows() throws IOException {
        String accuracy =
                Cli.run("eval", model("ptq"), "--test-images", 100, "--train-images", 1).ok();
        String row = accuracy.lines().filter(l -> l.contains("integer runtime")).findFirst().get();
        String share = row.split(" {2,}")[1];
        assertThat(printed.lines().filter(l -> l.startsWith("post-training")).findFirst())
                .hasValueSatisfying(line -> assertThat(line).contains(share));
        Path raw = shared.resolve("in.raw");
        Path out = shared.resolve("out.raw");
        Cli.run(
                        "data",
                        "export",
                        "--model",
                        model("ptq"),
                        "--output",
                        raw,
                        "--test-images",
                        7,
                        "--train-images",
                        1)
                .ok();
        Cli.run("run", model("ptq"), "--input", raw, "--output", out).ok();
        assertThat(Files.size(out)).isEqualTo(70);
    }
}
