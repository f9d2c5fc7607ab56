package io.github.djlqat.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuantizeCommandTest {

    @TempDir private static Path shared;

    private static Path run;

    @BeforeAll
    static void trainOnce() {
        run = shared.resolve("run");
        Cli.run(
                        "train",
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
                        run)
                .ok();
    }

    @Test
    void postTrainingWritesModelResultsAndParity() throws IOException {
        Object[] args = {"--method", "ptq", "--checkpoint", run, "--parity-images", 5};
        String printed = Cli.run("quantize", args).ok();
        Path folder = run.resolve("ptq");
        assertThat(printed).contains("resnet8 ptq Int8", "parity   ", "same class in");
        assertThat(folder.resolve("resnet8-ptq.tflite")).exists();
        assertThat(folder.resolve("result.json"))
                .content()
                .contains("\"graphTop1\"", "\"preset\": \"Int8\"", "./qat quantize --method ptq");
        Cli again = Cli.run("quantize", args);
        assertThat(again.errorLine()).contains("expected no earlier results", "--replace");
        String eval =
                Cli.run("eval", folder.resolve("resnet8-ptq.tflite"), "--checkpoint", run).ok();
        assertThat(eval).contains("integer runtime", "PyTorch, float", "same class in");
    }

    @Test
    void trainingOnResumesAndLeavesTheFloatWeightsAlone() throws IOException {
        byte[] weights = Files.readAllBytes(run.resolve("resnet8-0000.params"));
        Path folder = shared.resolve("qat");
        Object[] args = {
            "--method",
            "qat",
            "--checkpoint",
            run,
            "--epochs",
            1,
            "--batch",
            32,
            "--threads",
            1,
            "--parity-images",
            0,
            "--output",
            folder
        };
        assertThat(Cli.run("quantize", args).ok()).contains("resnet8 qat Int8");
        byte[] model = Files.readAllBytes(folder.resolve("resnet8-qat.tflite"));
        Object[] resume = java.util.Arrays.copyOf(args, args.length + 1);
        resume[args.length] = "--resume";
        Files.delete(folder.resolve("result.json"));
        Files.delete(folder.resolve("resnet8-qat.tflite"));
        byte[] checkpoint = Files.readAllBytes(folder.resolve("checkpoint.bin"));
        assertThat(Cli.run("quantize", resume).ok()).contains("resnet8 qat Int8");
        assertThat(folder.resolve("resnet8-qat.tflite")).hasBinaryContent(model);
        assertThat(folder.resolve("checkpoint.bin")).hasBinaryContent(checkpoint);
        Files.delete(folder.resolve("resnet8-qat.tflite"));
        assertThat(Cli.run("quantize", resume).ok()).contains("resnet8 qat Int8");
        assertThat(folder.resolve("resnet8-qat.tflite")).doesNotExist();
        resume[5] = 2;
        assertThat(Cli.run("quantize", resume).errorLine())
                .contains("expected the epochs of the run there (1), found 2");
        assertThat(run.resolve("resnet8-0000.params")).hasBinaryContent(weights);
    }

    @Test
    void whatIsNotThereOrContradictsIsRefused() throws IOException {
        Path none = shared.resolve("none");
        assertThat(Cli.run("quantize", "--method", "ptq", "--checkpoint", none).errorLine())
                .contains(none.toString(), "expected a folder that qat train wrote, found none");
        assertThat(Cli.run("quantize", "--checkpoint", run).errorLine())
                .contains("expected --method, --preset or both, found neither");
        assertThat(Cli.run("quantize", "--method", "xyz", "--checkpoint", run).errorLine())
                .contains("--method", "PTQ, QAT", "xyz");
        assertThat(
                        Cli.run(
                                        "quantize",
                                        "--method",
                                        "ptq",
                                        "--checkpoint",
                                        run,
                                        "--output",
                                        shared.resolve("p0"),
                                        "--calibration-images",
                                        0)
                                .errorLine())
                .contains("calibration images: expected at least 1, found 0");
        Path broken = Files.createDirectory(shared.resolve("broken"));
        Files.writeString(broken.resolve("run.json"), "{\"model\": 3, \"classes\": \"x\"}");
        assertThat(Cli.run("quantize", "--method", "ptq", "--checkpoint", broken).errorLine())
                .contains("run.json", "expected a description");
        assertThat(Cli.run("eval").errorLine())
                .contains("expected MODEL.tflite, --checkpoint or both");
        assertThat(Cli.run("verify").errorLine())
                .contains("expected one of MODEL.tflite, --zoo, --onnx and --presets, found none");
        assertThat(Cli.run("bench", "--models", "x").errorLine()).contains("resnet8", "found [x]");
    }

    @Test
    void cutWeightsAreRefused() throws IOException {
        Path cut = Files.createDirectory(shared.resolve("cut"));
        Files.copy(run.resolve("run.json"), cut.resolve("run.json"));
        byte[] weights = Files.readAllBytes(run.resolve("resnet8-0000.params"));
        Files.write(
                cut.resolve("resnet8-0000.params"),
                java.util.Arrays.copyOf(weights, weights.length / 2));
        Cli cli = Cli.run("quantize", "--method", "ptq", "--checkpoint", cut);
        assertThat(cli.status()).isEqualTo(Main.FAILURE);
        assertThat(cli.errorLine())
                .contains("resnet8-0000.params: expected the weights", "found the file's end");
    }

    @Test
    void weightsThatAreNotFiniteAreNamed() throws IOException {
        byte[] weights = Files.readAllBytes(run.resolve("resnet8-0000.params"));
        // The file ends with the last bias, little-endian.
        ByteBuffer buffer = ByteBuffer.wrap(weights).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putFloat(weights.length - 4, Float.NaN);
        Path folder = Files.createDirectory(shared.resolve("nan"));
        Files.copy(run.resolve("run.json"), folder.resolve("run.json"));
        Files.write(folder.resolve("resnet8-0000.params"), weights);
        Cli cli = Cli.run("quantize", "--method", "ptq", "--checkpoint", folder);
        assertThat(cli.status()).isEqualTo(Main.FAILURE);
        assertThat(cli.errorLine())
                .contains(
                        "resnet8-0000.params: parameter",
                        "bias: expected finite numbers, found NaN at index 9");
        assertThat(folder.resolve("ptq")).doesNotExist();
    }

    @Test
    void weightsOfAnotherModelAreRefused() throws IOException {
        Path folder = Files.createDirectory(shared.resolve("other"));
        String description = Files.readString(run.resolve("run.json"));
        Files.writeString(folder.resolve("run.json"), description.replace("resnet8", "resnet20"));
        Files.copy(run.resolve("resnet8-0000.params"), folder.resolve("resnet20-0000.params"));
        Cli cli = Cli.run("eval", "--checkpoint", folder);
        assertThat(cli.status()).isEqualTo(Main.FAILURE);
        assertThat(cli.errorLine())
                .contains("expected the weights of model resnet20, found those of model resnet8");
    }

    @Test
    void theCheckpointsFolderIsNoOutput() {
        Path again = run.resolve("../run");
        Cli cli =
                Cli.run(
                        "quantize",
                        "--method",
                        "qat",
                        "--checkpoint",
                        run,
                        "--output",
                        again,
                        "--replace");
        assertThat(cli.status()).isEqualTo(Main.USAGE);
        assertThat(cli.errorLine()).contains("--output: expected another folder", again.toString());
        assertThat(run.resolve("checkpoint.bin")).exists();
    }

    @Test
    void optionsOfTrainingContradictPostTrainingQuantization() {
        for (String option : List.of("--epochs", "--batch", "--lr", "--checkpoint-every")) {
            Cli cli = Cli.run("quantize", "--method", "ptq", "--checkpoint", run, option, 1);
            assertThat(cli.status()).isEqualTo(Main.USAGE);
            assertThat(cli.errorLine())
                    .contains(option + ": expected --method qat, found ptq, which does not train");
        }
    }

    @Test
    void aPresetTrainsOnAndIsKeptInRunAndResult() throws IOException {
        Object[] args = {
            "--preset",
            "bwn",
            "--checkpoint",
            run,
            "--epochs",
            1,
            "--batch",
            8,
            "--threads",
            1,
            "--parity-images",
            5,
            "--layer",
            "04ParallelBlock=LsqW4A4",
            "--kind",
            "Linear=LsqW3A8",
            "--all-layers"
        };
        assertThat(Cli.run("quantize", args).ok()).contains("resnet8 qat Bwn all-layers", "passes");
        Path folder = run.resolve("Bwn-qat");
        assertThat(folder.resolve("run.json"))
                .content()
                .contains(
                        "\"quantization\": \"qat Bwn all-layers linear=LsqW3A8 04ParallelBlock=LsqW4A4\"");
        assertThat(folder.resolve("result.json"))
                .content()
                .contains("\"bits\": \"W1A8\"", "\"learningRate\": 0.00", "\"epochs\": 1,");
        assertThat(Cli.run("inspect", folder.resolve("resnet8-Bwn-qat.tflite")).ok())
                .contains("int4", "values [-127, 127]", "1/32.00");
        Object[] other = args.clone();
        other[13] = "04ParallelBlock=LsqW2A2";
        Object[] resumed = java.util.Arrays.copyOf(other, other.length + 1);
        resumed[other.length] = "--resume";
        assertThat(Cli.run("quantize", resumed).errorLine())
                .contains("expected the recipe of the run there", "found qat Bwn all-layers");
    }

    @Test
    void weightsOfBitsConvolutionsCountAsWell() throws IOException {
        Object[] args = {
            "--preset", "XnorNet", "--checkpoint", run, "--epochs", 1, "--batch", 8, "--threads", 1
        };
        Cli.run("quantize", args).ok();
        assertThat(run.resolve("XnorNet-qat/result.json"))
                .content()
                .contains("\"floatWeights\": 77360,", "\"bits\": 1,");
    }

    @Test
    void presetsThatAreNotThereOrNotMeantSoAreRefused() {
        Object[] at = {"--checkpoint", run, "--output", shared.resolve("p1")};
        assertThat(Cli.run("quantize", with(at, "--preset", "LsqW4A")).errorLine())
                .contains("found \"LsqW4A\"; near: LsqW4A4");
        assertThat(Cli.run("quantize", with(at, "--preset", "LsqW1A4")).errorLine())
                .contains("weight bits: expected 2 to 8, found 1");
        assertThat(Cli.run("quantize", with(at, "--preset", "Bwn", "--method", "ptq")).errorLine())
                .contains("preset Bwn: expected training (qat), found post-training");
        assertThat(
                        Cli.run(
                                        "quantize",
                                        with(
                                                at,
                                                "--preset",
                                                "UniformW4A4",
                                                "--layer",
                                                "12Linaer=Int8"))
                                .errorLine())
                .contains("01Conv2d, 04ParallelBlock/", "found 12Linaer (near: 12Linear");
        assertThat(Cli.run("quantize", with(at, "--kind", "dense=Int8")).errorLine())
                .contains(
                        "--kind: expected one of convolution, depthwise, linear, found \"dense\"");
        assertThat(Cli.run("quantize", with(at, "--kind", "linear=Int9")).errorLine())
                .contains("found \"Int9\"; near: Int8");
    }

    private static Object[] with(Object[] args, Object... more) {
        return java.util.stream.Stream.concat(
                        java.util.Arrays.stream(more), java.util.Arrays.stream(args))
                .toArray();
    }

    @Test
    void presetsAreListedShownAndVerified() {
        assertThat(Cli.run("presets").ok())
                .contains("LsqW4A4", "W8A8G8", "Esser et al. 2020", "ptq, qat");
        assertThat(Cli.run("presets", "xnornet").ok())
                .contains("XnorNet: signs", "W1A1 in inner layers", "arXiv 1603.05279", "adam");
        String verified = Cli.run("verify", "--presets", "UniformW2A3,KMeans2", "--images", 2).ok();
        assertThat(verified).contains("UniformW2A3 qat: 2 examples", "KMeans2 ", "1/15.4  ok");
        assertThat(Cli.run("verify", "--presets", "none").errorLine()).contains("found \"none\"");
    }
}
