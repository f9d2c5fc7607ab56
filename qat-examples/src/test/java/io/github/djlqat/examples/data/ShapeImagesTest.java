package io.github.djlqat.examples.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ShapeImagesTest {

    @Test
    void imagesDependOnSeedSplitAndIndexOnly() {
        MemoryImages ten = ShapeImages.draw(10, 1, 0);
        MemoryImages thirty = ShapeImages.draw(30, 1, 0);
        for (int i = 0; i < 10; i++) {
            assertThat(image(thirty, i)).isEqualTo(image(ten, i));
        }
        assertThat(image(ShapeImages.draw(10, 2, 0), 3)).isNotEqualTo(image(ten, 3));
        assertThat(image(ShapeImages.draw(10, 1, 1), 3)).isNotEqualTo(image(ten, 3));
    }

    @Test
    void classesAreEquallyFrequent() throws Exception {
        DataSource data = Datasets.open(DataRequest.of("shapes", null).withImages(200, 50));
        assertThat(data.train().size()).isEqualTo(200);
        assertThat(data.test().size()).isEqualTo(50);
        assertThat(data.classes()).hasSize(10).doesNotHaveDuplicates();
        int[] counts = new int[10];
        for (int i = 0; i < 200; i++) {
            counts[data.train().label(i)]++;
        }
        assertThat(counts).containsOnly(20);
    }

    /** Bytes use most of their range, and the images differ. */
    @Test
    void imagesAreVaried() {
        MemoryImages images = ShapeImages.draw(100, 1, 0);
        int[] histogram = new int[256];
        for (int i = 0; i < 100; i++) {
            for (byte b : image(images, i)) {
                histogram[b & 0xFF]++;
            }
            if (i > 0) {
                assertThat(image(images, i)).isNotEqualTo(image(images, i - 1));
            }
        }
        assertThat(Arrays.stream(histogram).filter(count -> count > 0).count()).isGreaterThan(250);
    }

    private static byte[] image(MemoryImages images, int index) {
        byte[] pixels = new byte[images.shape().bytes()];
        images.read(index, pixels, 0);
        return pixels;
    }
}
