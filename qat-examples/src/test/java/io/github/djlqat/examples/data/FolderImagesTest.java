package io.github.djlqat.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Image files in class folders, made here. */
class FolderImagesTest {

    @TempDir private Path folder;

    @Test
    void classesAreTheFoldersInAlphabeticalOrder() throws Exception {
        write("train/dog/b.png", solid(20, 20, 0x102030));
        write("train/dog/a.png", solid(20, 20, 0x405060));
        write("train/cat/x.png", solid(20, 20, 0x708090));
        write("test/eel/y.png", solid(20, 20, 0xA0B0C0));
        Files.writeString(folder.resolve("train/dog/notes.txt"), "no image");
        DataSource data = open("imagefolder", 16);
        assertThat(data.classes()).containsExactly("cat", "dog", "eel");
        assertThat(data.train().size()).isEqualTo(3);
        assertThat(List.of(label(data, 0), label(data, 1), label(data, 2)))
                .containsExactly(0, 1, 1);
        byte[] pixels = new byte[16 * 16 * 3];
        data.train().read(1, pixels, 0);
        for (int i = 0; i < pixels.length; i += 3) {
            assertThat(pixels[i]).isEqualTo((byte) 0x40);
            assertThat(pixels[i + 1]).isEqualTo((byte) 0x50);
            assertThat(pixels[i + 2]).isEqualTo((byte) 0x60);
        }
        assertThat(data.test().label(0)).isEqualTo(2);
    }

    /** 64x32 to 14: the short side becomes 16, the crop of 14 is its middle. */
    @Test
    void shortSideIsResizedAndTheCentreCropped() throws Exception {
        BufferedImage image = new BufferedImage(64, 32, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 64; x++) {
                image.setRGB(x, y, (4 * x) << 16 | (8 * y) << 8);
            }
        }
        write("train/a/wide.png", image);
        DataSource data = open("imagefolder", 14);
        byte[] pixels = new byte[14 * 14 * 3];
        data.train().read(0, pixels, 0);
        for (int y = 0; y < 14; y++) {
            for (int x = 0; x < 14; x++) {
                int at = (y * 14 + x) * 3;
                // Pixel x of the crop is pixel x + 9 of 32, the mean of columns 2x + 18, 2x + 19.
                assertThat((double) (pixels[at] & 0xFF))
                        .isBetween(4 * (2 * x + 18.5) - 3, 4 * (2 * x + 18.5) + 3);
                assertThat((double) (pixels[at + 1] & 0xFF))
                        .isBetween(8 * (2 * y + 2.5) - 5, 8 * (2 * y + 2.5) + 5);
            }
        }
    }

    @Test
    void imageNetsLabelsAreThoseOfAllThousandClasses() throws Exception {
        write("val/n01443537/a.jpg", solid(40, 30, 0x808080));
        write("val/n01440764/b.jpg", solid(30, 40, 0x808080));
        DataSource data = open("imagenet", 32);
        assertThat(data.classes()).hasSize(1000);
        assertThat(data.test().size()).isEqualTo(2);
        assertThat(data.test().label(0)).as("tench").isZero();
        assertThat(data.test().label(1)).as("goldfish").isEqualTo(1);
        assertThat(data.classes().get(1)).containsIgnoringCase("goldfish");
        assertThatThrownBy(data::train)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a folder train, found none");
    }

    @Test
    void aLimitTakesFromAllClasses() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            for (int i = 0; i < 4; i++) {
                write("train/" + name + "/" + i + ".png", solid(9, 9, i));
            }
        }
        DataSource data =
                Datasets.open(
                        DataRequest.of("imagefolder", folder.toString())
                                .withImageSize(8)
                                .withImages(3, 0));
        assertThat(List.of(label(data, 0), label(data, 1), label(data, 2)))
                .containsExactly(0, 1, 2);
    }

    @Test
    void aBrokenImageIsNamed() throws Exception {
        Path file = folder.resolve("train/a/broken.png");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "this is no image");
        DataSource data = open("imagefolder", 8);
        assertThatThrownBy(() -> data.train().read(0, new byte[192], 0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("cannot be decoded");
    }

    @Test
    void emptyFoldersAreRefused() throws Exception {
        assertThatThrownBy(() -> open("imagefolder", 8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected class folders in train, test or val, found none");
        Files.createDirectories(folder.resolve("train/a"));
        DataSource data = open("imagefolder", 8);
        assertThatThrownBy(data::train)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected image files in class folders, found none");
        assertThatThrownBy(() -> Datasets.open(DataRequest.of("imagenet", null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a repository")
                .hasMessageContaining("found none given");
    }

    /** Real photographs, where they are: {@code qat.imagenet} names the folder of {@code val}. */
    @Test
    void photographs() throws Exception {
        String place = System.getProperty("qat.imagenet", System.getenv("QAT_IMAGENET"));
        assumeTrue(place != null, "skipped: neither qat.imagenet nor QAT_IMAGENET names a folder");
        ImageSource images = Datasets.open(DataRequest.of("imagenet", place)).test();
        assertThat(images.size()).isPositive();
        byte[] pixels = new byte[images.shape().bytes()];
        for (int i = 0; i < images.size(); i++) {
            images.read(i, pixels, 0);
            assertThat(images.label(i)).isBetween(0, 999);
        }
    }

    private static int label(DataSource data, int index) throws IOException {
        return data.train().label(index);
    }

    private DataSource open(String name, int size) throws IOException {
        return Datasets.open(DataRequest.of(name, folder.toString()).withImageSize(size));
    }

    private static BufferedImage solid(int width, int height, int rgb) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, rgb);
            }
        }
        return image;
    }

    private void write(String name, BufferedImage image) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        String format = name.substring(name.lastIndexOf('.') + 1);
        assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
    }
}
