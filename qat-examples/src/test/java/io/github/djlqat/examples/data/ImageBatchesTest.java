package io.github.djlqat.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.Batch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ImageBatchesTest {

    private static final ImageShape SHAPE = new ImageShape(4, 3, 3);
    private static final Normalization PLAIN =
            new Normalization(List.of(0f, 0f, 0f), List.of(1f, 1f, 1f));

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void testImagesComeInOrderTransposedAndNormalized() {
        Normalization normalization =
                new Normalization(List.of(0.1f, 0.2f, 0.3f), List.of(0.5f, 0.25f, 2f));
        ImageBatches batches =
                ImageBatches.builder()
                        .setSource(images(5))
                        .setNormalization(normalization)
                        .optBatchSize(2)
                        .build();
        assertThat(batches.batches()).isEqualTo(3);
        assertThat(batches.inputShape()).isEqualTo(new Shape(2, 3, 4, 3));
        int image = 0;
        List<Integer> sizes = new ArrayList<>();
        for (Batch batch : batches.getData(manager)) {
            int n = batch.getSize();
            sizes.add(n);
            assertThat(batch.getData().head().getShape()).isEqualTo(new Shape(n, 3, 4, 3));
            assertThat(batch.getData().head().getDataType()).isEqualTo(DataType.FLOAT32);
            float[] values = batch.getData().head().toFloatArray();
            long[] labels = batch.getLabels().head().toLongArray();
            for (int i = 0; i < n; i++, image++) {
                assertThat(labels[i]).isEqualTo(image % 10);
                for (int c = 0; c < 3; c++) {
                    for (int p = 0; p < 12; p++) {
                        float expected =
                                (pixel(image, p, c) / 255f - normalization.mean().get(c))
                                        / normalization.deviation().get(c);
                        assertThat(values[(i * 3 + c) * 12 + p]).isEqualTo(expected);
                    }
                }
            }
            batch.close();
        }
        assertThat(sizes).containsExactly(2, 2, 1);
    }

    @Test
    void everyEpochHasAnotherOrderAndAnyCanBeHadAgain() {
        ImageBatches batches = training(40, 8, 1, Augmentation.CROP_FLIP);
        List<String> first = digests(batches);
        List<String> second = digests(batches);
        assertThat(first).hasSize(5).doesNotContainAnyElementsOf(second);

        ImageBatches again = training(40, 8, 1, Augmentation.CROP_FLIP);
        again.startAt(1, 2);
        assertThat(digests(again)).isEqualTo(second.subList(2, 5));
        again.startAt(0, 0);
        assertThat(digests(again)).isEqualTo(first);
        again.startAt(0, 5);
        assertThat(digests(again)).isEmpty();

        assertThat(digests(training(40, 8, 2, Augmentation.CROP_FLIP)))
                .doesNotContainAnyElementsOf(first);
    }

    @Test
    void trainingLeavesOutThePartialBatchButNotAllData() {
        assertThat(training(41, 8, 1, Augmentation.NONE).batches()).isEqualTo(5);
        assertThat(training(5, 8, 1, Augmentation.NONE).batches()).isEqualTo(1);
    }

    /** Each augmented image is one of the 2 x 3 x 3 shifted and mirrored images, and most occur. */
    @Test
    void augmentationShiftsAndMirrors() {
        ImageSource one = images(1);
        ImageBatches batches =
                ImageBatches.builder()
                        .setSource(one)
                        .setNormalization(PLAIN)
                        .optBatchSize(1)
                        .optTraining(3, new Augmentation(1, true))
                        .build();
        List<String> possible = new ArrayList<>();
        for (int dy = -1; dy <= 1; dy++) {
            for (int dx = -1; dx <= 1; dx++) {
                possible.add(Arrays.toString(moved(dy, dx, false)));
                possible.add(Arrays.toString(moved(dy, dx, true)));
            }
        }
        List<String> found = new ArrayList<>();
        for (int epoch = 0; epoch < 200; epoch++) {
            found.addAll(digests(batches));
        }
        assertThat(possible).doesNotHaveDuplicates().containsAll(found);
        assertThat(found).containsAll(possible);
    }

    /** Who stops early, as calibration does, leaves no thread behind. */
    @Test
    void anAbandonedPassEndsItsThread() throws InterruptedException {
        ImageBatches batches = training(400, 2, 1, Augmentation.NONE);
        for (int i = 0; i < 5; i++) {
            batches.getData(manager).iterator().next().close();
        }
        long end = System.nanoTime() + 20_000_000_000L;
        while (prefetchThreads() > 0 && System.nanoTime() < end) {
            System.gc();
            Thread.sleep(50);
        }
        assertThat(prefetchThreads()).isZero();
    }

    private static long prefetchThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("prefetch") && thread.isAlive())
                .count();
    }

    @Test
    void aReadErrorReachesTheReader() {
        ImageSource broken =
                new ImageSource() {
                    @Override
                    public int size() {
                        return 4;
                    }

                    @Override
                    public ImageShape shape() {
                        return SHAPE;
                    }

                    @Override
                    public int label(int index) {
                        return 0;
                    }

                    @Override
                    public void read(int index, byte[] target, int offset) throws IOException {
                        throw new IOException("image " + index + " is broken");
                    }
                };
        ImageBatches batches =
                ImageBatches.builder().setSource(broken).setNormalization(PLAIN).build();
        assertThatThrownBy(() -> batches.getData(manager).iterator().next())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("image 0 is broken");
    }

    @Test
    void contradictionsAreRefused() {
        assertThatThrownBy(
                        () ->
                                ImageBatches.builder()
                                        .setSource(images(1))
                                        .setNormalization(
                                                new Normalization(List.of(0f), List.of(1f)))
                                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected 3 channels as the images have, found 1");
        assertThatThrownBy(() -> new MemoryImages(SHAPE, new byte[0], new int[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one image, found none");
        assertThatThrownBy(() -> new MemoryImages(SHAPE, new byte[35], new int[1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected 36 bytes for 1 images of 4x3x3, found 35");
        assertThatThrownBy(() -> training(8, 4, 1, Augmentation.NONE).startAt(0, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("batch 0 to 2");
        assertThatThrownBy(() -> new Normalization(List.of(0f), List.of(0f)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static float[] moved(int dy, int dx, boolean flip) {
        float[] values = new float[36];
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < 4; y++) {
                for (int x = 0; x < 3; x++) {
                    int sy = y + dy;
                    int sx = (flip ? 2 - x : x) + dx;
                    boolean inside = sy >= 0 && sy < 4 && sx >= 0 && sx < 3;
                    values[c * 12 + y * 3 + x] = inside ? pixel(0, sy * 3 + sx, c) / 255f : 0;
                }
            }
        }
        return values;
    }

    private List<String> digests(ImageBatches batches) {
        List<String> digests = new ArrayList<>();
        for (Batch batch : batches.getData(manager)) {
            digests.add(Arrays.toString(batch.getData().head().toFloatArray()));
            batch.close();
        }
        return digests;
    }

    private static ImageBatches training(
            int images, int batchSize, long seed, Augmentation augmentation) {
        return ImageBatches.builder()
                .setSource(images(images))
                .setNormalization(PLAIN)
                .optBatchSize(batchSize)
                .optTraining(seed, augmentation)
                .build();
    }

    private static int pixel(int image, int place, int channel) {
        return (image * 36 + place * 3 + channel * 31 + 1) & 0xFF;
    }

    private static MemoryImages images(int count) {
        byte[] pixels = new byte[count * 36];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = i % 10;
            for (int p = 0; p < 12; p++) {
                for (int c = 0; c < 3; c++) {
                    pixels[(i * 12 + p) * 3 + c] = (byte) pixel(i, p, c);
                }
            }
        }
        return new MemoryImages(SHAPE, pixels, labels);
    }
}
