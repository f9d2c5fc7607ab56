package io.github.djlqat.examples.cli;

import io.github.djlqat.examples.data.DataSource;
import io.github.djlqat.examples.data.ImageShape;
import io.github.djlqat.examples.data.ImageSource;
import io.github.djlqat.examples.output.AtomicFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code qat data samples}: images to look at. */
@Command(
        name = "samples",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Writes the first test images as PNG files, named by number and class.",
        footer = {
            "",
            "Example:",
            "  qat data samples --dataset shapes --output samples --count 40"
        })
final class DataSamplesCommand implements CommandAction {

    @Spec private CommandSpec spec;

    @ParentCommand private DataCommand parent;

    @Mixin private DataOptions data;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            required = true,
            description = "Folder for the files.")
    private Path output;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many. Default: ${DEFAULT-VALUE}.")
    private int count;

    @Override
    public void act() throws IOException {
        parent.qat().startLog();
        if (count < 1) {
            throw new IllegalArgumentException("--count: expected at least 1, found " + count);
        }
        DataSource source = data.open();
        AtomicFile.checkFolder(output);
        ImageSource images = source.test();
        int n = Math.min(count, images.size());
        byte[] pixels = new byte[images.shape().bytes()];
        for (int i = 0; i < n; i++) {
            images.read(i, pixels, 0);
            String name = source.classes().get(images.label(i)).replaceAll("[^A-Za-z0-9]+", "-");
            BufferedImage image = image(pixels, images.shape());
            AtomicFile.write(
                    output.resolve(String.format(Locale.ROOT, "%05d-%s.png", i, name)),
                    out -> ImageIO.write(image, "png", out));
        }
        spec.commandLine().getOut().printf("%d images in %s%n", n, output);
    }

    private static BufferedImage image(byte[] pixels, ImageShape shape) {
        BufferedImage image =
                new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_INT_RGB);
        int channels = shape.channels();
        for (int y = 0; y < shape.height(); y++) {
            for (int x = 0; x < shape.width(); x++) {
                int at = (y * shape.width() + x) * channels;
                int rgb = 0;
                for (int c = 0; c < 3; c++) {
                    rgb = rgb << 8 | pixels[at + (channels == 1 ? 0 : c)] & 0xFF;
                }
                image.setRGB(x, y, rgb);
            }
        }
        return image;
    }
}
