package io.github.djlqat.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlqat.examples.data.DataRequest;
import io.github.djlqat.examples.data.DataSource;
import io.github.djlqat.examples.data.Datasets;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandTest {

    @TempDir private Path folder;

    @Test
    void listNamesAll() {
        String out = Cli.run("data", "list").ok();
        assertThat(Datasets.names()).allMatch(out::contains);
        assertThat(out.lines().skip(2)).allMatch(line -> line.split(" {2,}").length == 3);
    }

    @Test
    void checkPrintsTheSameSumsForTheSameSeed() {
        Object[] small = {"check", "--train-images", 40, "--test-images", 20};
        String first = Cli.run("data", small).ok();
        assertThat(first)
                .contains("shapes: 10 classes, images of 32x32x3")
                .containsPattern("test +20 ");
        assertThat(Cli.run("data", small).ok()).isEqualTo(first);
        Object[] other = {"check", "--train-images", 40, "--test-images", 20, "--data-seed", 2};
        assertThat(Cli.run("data", other).ok()).isNotEqualTo(first);
    }

    @Test
    void samplesAreImagesOfTheRightPixels() throws IOException {
        Object[] args = {
            "samples", "--output", folder, "--count", 3, "--test-images", 3, "--train-images", 1
        };
        assertThat(Cli.run("data", args).ok()).contains("3 images");
        DataSource shapes = Datasets.open(DataRequest.of("shapes", null).withImages(1, 3));
        byte[] pixels = new byte[32 * 32 * 3];
        for (int i = 0; i < 3; i++) {
            shapes.test().read(i, pixels, 0);
            String name = "0000" + i + "-" + shapes.classes().get(shapes.test().label(i)) + ".png";
            BufferedImage image = ImageIO.read(folder.resolve(name).toFile());
            int at = (7 * 32 + 20) * 3;
            int expected =
                    (pixels[at] & 0xFF) << 16
                            | (pixels[at + 1] & 0xFF) << 8
                            | pixels[at + 2] & 0xFF;
            assertThat(image.getRGB(20, 7) & 0xFFFFFF).isEqualTo(expected);
        }
    }

    @Test
    void exportQuantizesAsTheModelSays() throws IOException {
        Path model = SmallModels.write(folder, SmallModels.image());
        Path raw = folder.resolve("in.raw");
        Path labels = folder.resolve("in.labels");
        Object[] args = {
            "export", "--model", model, "--output", raw, "--labels", labels, "--test-images", 4
        };
        assertThat(Cli.run("data", args).ok()).contains("4 images of 3072 bytes");
        DataSource shapes = Datasets.open(DataRequest.of("shapes", null).withImages(1, 4));
        byte[] codes = Files.readAllBytes(raw);
        assertThat(codes).hasSize(4 * 3072);
        byte[] pixels = new byte[3072];
        List<Float> mean = shapes.normalization().mean();
        List<Float> deviation = shapes.normalization().deviation();
        ByteBuffer found =
                ByteBuffer.wrap(Files.readAllBytes(labels)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 4; i++) {
            assertThat(found.getInt()).isEqualTo(shapes.test().label(i));
            shapes.test().read(i, pixels, 0);
            for (int p = 0; p < 3072; p++) {
                double real = ((pixels[p] & 0xFF) / 255.0 - mean.get(p % 3)) / deviation.get(p % 3);
                double code = Math.max(-128, Math.min(127, real / 0.02f - 5));
                assertThat((double) codes[i * 3072 + p]).isBetween(code - 0.501, code + 0.501);
            }
        }
    }

    @Test
    void whatDoesNotFitIsRefused() throws IOException {
        Path linear = SmallModels.write(folder, SmallModels.linear());
        Path raw = folder.resolve("in.raw");
        Cli cli = Cli.run("data", "export", "--model", linear, "--output", raw, "--test-images", 2);
        assertThat(cli.status()).isEqualTo(Main.FAILURE);
        assertThat(cli.errorLine()).contains("[1, 32, 32, 3]", "found INT8 [1, 3]");
        assertThat(raw).doesNotExist();
        assertThat(Cli.run("data").errorLine())
                .contains("expected a command (list, check, samples, export)");
        assertThat(
                        Cli.run("data", "check", "--dataset", "imagefolder", "--repository", folder)
                                .errorLine())
                .contains(folder.toString());
    }
}
