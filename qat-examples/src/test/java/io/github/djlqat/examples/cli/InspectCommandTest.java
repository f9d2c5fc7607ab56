package io.github.djlqat.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandTest {

    @TempDir private Path folder;

    @Test
    void showsOperatorsEndsAndSums() throws IOException {
        Path model = SmallModels.write(folder, SmallModels.image());
        String out = Cli.run("inspect", model).ok();
        assertThat(out)
                .contains(
                        "CONV_2D",
                        "3x3/2 same per-channel relu",
                        "AVERAGE_POOL_2D",
                        "16x16/16 valid")
                .contains("FULLY_CONNECTED", "[1, 32, 32, 3]", "0.02", "-128")
                .containsPattern("multiply-accumulates +69,220\\R")
                .containsPattern("weights and biases +370 bytes\\R");
    }

    @Test
    void aMissingFileIsNamed() {
        Cli cli = Cli.run("inspect", folder.resolve("none.tflite"));
        assertThat(cli.status()).isEqualTo(Main.FAILURE);
        assertThat(cli.errorLine())
                .isEqualTo(
                        "qat inspect: "
                                + folder.resolve("none.tflite")
                                + ": expected a file or folder, found none");
    }

    @Test
    void aFileCutAnywhereIsRefusedInOneLineThatNamesIt() throws IOException {
        byte[] whole = Files.readAllBytes(SmallModels.write(folder, SmallModels.linear()));
        Path cut = folder.resolve("cut.tflite");
        for (int size = 0; size < whole.length; size += 7) {
            Files.write(cut, Arrays.copyOf(whole, size));
            Cli cli = Cli.run("inspect", cut);
            assertThat(cli.status()).as("cut at %d", size).isEqualTo(Main.FAILURE);
            assertThat(cli.errorLine())
                    .startsWith("qat inspect: " + cut + ": ")
                    .doesNotContain("Exception");
        }
    }

    @Test
    void verboseShowsTheStack() throws IOException {
        Path file = Files.write(folder.resolve("x.tflite"), new byte[] {1, 2, 3});
        Cli cli = Cli.run("inspect", file, "--verbose");
        assertThat(cli.status()).isEqualTo(Main.FAILURE);
        assertThat(cli.err()).contains("MalformedModelException").contains("\tat ");
    }
}
