package io.github.djlqat.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
                .containsPattern("image.tflite +reference +1 +[\\d.]+ .* 1\\.00 +\\d+")
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
}
