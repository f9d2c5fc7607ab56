package io.github.djlqat.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.djlqat.runtime.IntegerModel;
import io.github.djlqat.runtime.LoadOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunCommandTest {

    @TempDir private Path folder;

    private Path input;

    private Path output;

    @BeforeEach
    void names() {
        input = folder.resolve("in.raw");
        output = folder.resolve("out.raw");
    }

    @Test
    void examplesAreComputedOneAfterTheOther() throws IOException {
        Path model = SmallModels.write(folder, SmallModels.linear());
        Files.write(input, new byte[] {1, 2, 3, 100, 100, -100, -120, 0, 0});
        Cli.run("run", model, "--input", input, "--output", output).ok();
        // x0 + 2 x1 - x2 + 5 and -x0 + 7, between -128 and 127.
        assertThat(output).hasBinaryContent(new byte[] {7, 6, 127, -93, -115, 127});
    }

    @ParameterizedTest
    @CsvSource({
        "double,auto,1",
        "single,auto,1",
        "DOUBLE,reference,1",
        "single,reference,3",
        "double,auto,2"
    })
    void everyOptionGivesWhatTheRuntimeGives(String rounding, String kernels, int threads)
            throws Exception {
        Path model = SmallModels.write(folder, SmallModels.image());
        byte[] codes = new byte[300 * 3072];
        new Random(3).nextBytes(codes);
        Files.write(input, codes);
        Cli.run(
                        "run",
                        model,
                        "--input",
                        input,
                        "--output",
                        output,
                        "--rounding",
                        rounding,
                        "--kernels",
                        kernels,
                        "--threads",
                        threads)
                .ok();
        LoadOptions options =
                LoadOptions.defaults()
                        .withKernels("reference")
                        .withRounding(
                                io.github.djlqat.runtime.arithmetic.RoundingMode.valueOf(
                                        rounding.toUpperCase(java.util.Locale.ROOT)));
        try (IntegerModel loaded = IntegerModel.load(model, options)) {
            assertThat(output).hasBinaryContent(loaded.run(codes));
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2", "4", "3071"})
    void anInputOfTheWrongLengthIsRefusedAndNothingWritten(int length) throws IOException {
        Path model = SmallModels.write(folder, SmallModels.linear());
        Files.write(input, new byte[length]);
        Cli cli = Cli.run("run", model, "--input", input, "--output", output);
        assertThat(cli.status()).isEqualTo(Main.FAILURE);
        assertThat(cli.errorLine())
                .isEqualTo(
                        "qat run: "
                                + input
                                + ": expected a multiple of 3 bytes, one INT8 [1, 3] for"
                                + " each example, found "
                                + length);
        assertOnly(model, input);
    }

    @Test
    void filesThatAreNotThereAreNamed() throws IOException {
        Path model = SmallModels.write(folder, SmallModels.linear());
        Files.write(input, new byte[3]);
        Path none = folder.resolve("none");
        assertThat(Cli.run("run", none, "--input", input, "--output", output).errorLine())
                .isEqualTo("qat run: " + none + ": expected a file or folder, found none");
        assertThat(Cli.run("run", model, "--input", none, "--output", output).errorLine())
                .isEqualTo("qat run: " + none + ": expected a file or folder, found none");
        assertThat(Cli.run("run", model, "--input", folder, "--output", output).errorLine())
                .contains(folder.toString(), "expected a file");
        assertThat(
                        Cli.run("run", model, "--input", input, "--output", none.resolve("x"))
                                .errorLine())
                .contains(none.toString(), "expected an existing folder");
        assertThat(Cli.run("run", model, "--input", input, "--output", folder).errorLine())
                .contains("expected a file to write, found a folder");
        assertOnly(model, input);
    }

    @Test
    void anOutputTakesNoOthersPlace() throws IOException {
        Path model = SmallModels.write(folder, SmallModels.linear());
        Files.write(input, new byte[3]);
        byte[] before = Files.readAllBytes(model);
        Path again = folder.resolve("./in.raw");
        Cli same = Cli.run("run", model, "--input", input, "--output", again);
        assertThat(same.status()).isEqualTo(Main.USAGE);
        assertThat(same.errorLine()).contains("--output: expected a file of its own", "an input");
        Cli over = Cli.run("run", model, "--input", input, "--output", model);
        assertThat(over.errorLine()).contains("--output: expected a file of its own", "the model");
        assertThat(input).hasBinaryContent(new byte[3]);
        assertThat(model).hasBinaryContent(before);
        assertOnly(model, input);
    }

    @Test
    void foldersAndDevicesAreNoModelsAndNoOutputs() throws IOException {
        Path model = SmallModels.write(folder, SmallModels.linear());
        Files.write(input, new byte[3]);
        assertThat(Cli.run("run", folder, "--input", input, "--output", output).errorLine())
                .isEqualTo("qat run: " + folder + ": expected a file, found a folder");
        Path zero = Path.of("/dev/zero");
        assumeTrue(Files.exists(zero), "no devices here");
        assertThat(Cli.run("inspect", zero).errorLine())
                .isEqualTo("qat inspect: /dev/zero: expected a file, found a device or pipe");
        assertThat(Cli.run("run", model, "--input", input, "--output", zero).errorLine())
                .contains("/dev/zero: expected a file to write, found a device or pipe");
        assertThat(Files.isRegularFile(zero)).isFalse();
        assertOnly(model, input);
    }

    @Test
    void optionsAreChecked() throws IOException {
        Path model = SmallModels.write(folder, SmallModels.linear());
        Files.write(input, new byte[3]);
        Cli rounding =
                Cli.run("run", model, "--input", input, "--output", output, "--rounding", "half");
        assertThat(rounding.status()).isEqualTo(Main.USAGE);
        assertThat(rounding.errorLine()).contains("--rounding", "DOUBLE, SINGLE", "half");
        Cli threads = Cli.run("run", model, "--input", input, "--output", output, "--threads", 0);
        assertThat(threads.errorLine()).contains("threads: expected at least 1, found 0");
        Cli two = Cli.run("run", model, "--input", input, "--input", input, "--output", output);
        assertThat(two.status()).isEqualTo(Main.USAGE);
        assertThat(two.errorLine()).contains("--input: expected 1", "found 2");
        assertThat(Cli.run("run", model, "--input", input).errorLine()).contains("--output");
        assertOnly(model, input);
    }

    @Test
    void aDamagedModelNeverGivesAStackTrace() throws IOException {
        byte[] whole = Files.readAllBytes(SmallModels.write(folder, SmallModels.linear()));
        Files.write(input, new byte[3]);
        Path damaged = folder.resolve("damaged.tflite");
        Random random = new Random(11);
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] copy = whole.clone();
            copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(damaged, copy);
            Cli cli = Cli.run("run", damaged, "--input", input, "--output", output);
            if (cli.status() != Main.OK) {
                refused++;
                assertThat(cli.errorLine())
                        .as("seed 11, round %d", i)
                        .startsWith("qat run: ")
                        .doesNotContain("Exception", "Error:");
            }
        }
        assertThat(refused).isPositive();
    }

    private void assertOnly(Path... expected) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(expected);
        }
    }
}
