package io.github.djlqat.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlqat.examples.plot.SvgFile;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Shape;
import io.github.djlqat.runtime.graph.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {

    @TempDir private Path folder;

    @Test
    void measuresAModelNextToOnnxRuntime() throws IOException {
        Path model = SmallModels.write(folder, SmallModels.image());
        Path json = folder.resolve("bench.json");
        String out =
                Cli.run(
                                "bench",
                                model,
                                "--kernels",
                                "reference",
                                "--threads",
                                1,
                                "--rounds",
                                1,
                                "--turn",
                                1,
                                "--starts",
                                1,
                                "--json",
                                json)
                        .ok();
        assertThat(out)
                .containsPattern("image.tflite +reference +1 +[\\d.]+ .* 1\\.00( +[\\d.]+){4}")
                .containsPattern("onnxruntime-int8 +1 .* +[\\d.]+ +1\\.00 +[\\d.]+")
                .containsPattern("image.tflite +onnxruntime-int8 +1 ")
                .containsPattern("image.tflite +onnxruntime-float32 +1 ")
                .doesNotContain("pytorch");
        assertThat(Files.readString(json)).contains("\"engine\": \"onnxruntime-int8\"");
    }

    @Test
    void peersThatDoNotExistAreNamed() throws IOException {
        Path model = SmallModels.write(folder, SmallModels.linear());
        Cli cli = Cli.run("bench", model, "--peers", "litert");
        assertThat(cli.status()).isEqualTo(Main.USAGE);
        assertThat(cli.errorLine()).contains("expected none or some of [onnxruntime-int8,");
    }

    @Test
    void costBySizeIsPrintedWrittenAndDrawn() throws Exception {
        Path json = folder.resolve("sizes.json");
        Path plot = folder.resolve("sizes.svg");
        String out =
                Cli.run(
                                "bench",
                                "--sizes",
                                "--kernels",
                                "reference",
                                "--mmacs",
                                1,
                                "--rounds",
                                1,
                                "--turn",
                                1,
                                "--json",
                                json,
                                "--plot",
                                plot)
                        .ok();
        assertThat(out)
                .containsPattern("convolution +kernels +pixels +8 ch +16 ch .* 512 ch")
                .containsPattern("3x3 +reference +28 +[\\d.]+")
                .containsPattern("depthwise 3x3 +reference +112 +[\\d.]+")
                .doesNotContainPattern("\n3x3 +reference +56")
                .containsPattern("No cliff: |Cliffs ");
        assertThat(Files.readString(json)).contains("\"picosecondsPerMac\": ");
        assertThat(new SvgFile(Files.readString(plot)).texts("text"))
                .contains("1x1, reference kernels", "512 channels");
    }

    @Test
    void operatorsAreMeasuredOneByOne() throws IOException {
        Path model = SmallModels.write(folder, SmallModels.image());
        Path json = folder.resolve("operators.json");
        String out =
                Cli.run(
                                "bench",
                                model,
                                "--operators",
                                "--kernels",
                                "reference,vector",
                                "--rounds",
                                2,
                                "--turn",
                                1,
                                "--json",
                                json)
                        .ok();
        assertThat(out)
                .containsPattern("operator +output +MMACs +reference us +share +GMAC/s +vector us")
                .containsPattern(
                        "image.tflite +CONV_2D +\\[[\\d, ]+\\] +[\\d.]+ +[\\d.]+ +[\\d.]+ %")
                .containsPattern("image.tflite +all +[\\d.]+ +[\\d.]+ +100\\.0 % .* 100\\.0 %");
        assertThat(Files.readString(json))
                .contains("\"operator\": \"CONV_2D\"", "\"kernels\": \"vector\"");
    }

    @Test
    void operatorsThatDoNotFitTheirTensorsAreRefused() throws IOException {
        IntegerGraph sound = SmallModels.linear();
        List<Tensor> tensors = new ArrayList<>(sound.tensors());
        Tensor bias = tensors.get(2);
        tensors.set(
                2,
                new Tensor(
                        bias.name(),
                        bias.type(),
                        Shape.of(3),
                        bias.requireQuantization(),
                        Bytes.ofInts(5, 7, 9)));
        Path model =
                SmallModels.write(
                        folder,
                        new IntegerGraph(
                                "broken",
                                tensors,
                                sound.operators(),
                                sound.inputs(),
                                sound.outputs()));
        Cli cli = Cli.run("bench", model, "--operators", "--rounds", 1, "--turn", 1);
        assertThat(cli.status()).isEqualTo(Main.FAILURE);
        assertThat(cli.errorLine()).contains("bias", "expected", "found");
    }

    @Test
    void enginesAreDrawn() throws Exception {
        Path model = SmallModels.write(folder, SmallModels.linear());
        Path plot = folder.resolve("speed.svg");
        Cli.run(
                        "bench",
                        model,
                        "--kernels",
                        "reference",
                        "--peers",
                        "none",
                        "--threads",
                        "1,2",
                        "--rounds",
                        1,
                        "--turn",
                        1,
                        "--starts",
                        0,
                        "--plot",
                        plot)
                .ok();
        assertThat(new SvgFile(Files.readString(plot)).texts("text"))
                .contains("reference", "1 thread", "2 threads", "times as fast as reference");
    }

    @Test
    void whatDoesNotFitIsRefusedBeforeAnyWork() throws IOException {
        Cli kernels = Cli.run("bench", "--sizes", "--kernels", "vector,gpu");
        assertThat(kernels.status()).isEqualTo(Main.USAGE);
        assertThat(kernels.errorLine())
                .contains("--kernels: expected some of [reference, vector, native], found gpu");
        assertThat(Cli.run("bench", "--sizes", "--binary").errorLine())
                .contains("expected at most one of MODEL.tflite, --binary and --sizes, found 2");
        assertThat(Cli.run("bench", "--binary", "--plot", "x.svg").errorLine())
                .contains("--plot: expected networks or --sizes, found --binary");
        assertThat(Cli.run("bench", "--operators", "--plot", "x.svg").errorLine())
                .contains("--plot: expected networks or --sizes, found --operators");
        assertThat(Cli.run("bench", "--operators", "--sizes").errorLine())
                .contains("--operators: expected networks, found --sizes");
        assertThat(Cli.run("bench", "--sizes", "--mmacs", 0).errorLine())
                .contains("--mmacs: expected at least 1, found 0");
        Path plot = folder.resolve("missing").resolve("x.svg");
        Cli noFolder = Cli.run("bench", "--sizes", "--plot", plot);
        assertThat(noFolder.status()).isEqualTo(Main.FAILURE);
        assertThat(noFolder.errorLine())
                .contains(plot + ": expected an existing folder to write to, found none at");
    }
}
