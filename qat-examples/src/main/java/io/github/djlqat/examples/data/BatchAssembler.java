package io.github.djlqat.examples.data;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads, augments, normalizes and transposes images into the arrays of one batch. */
final class BatchAssembler {

    private final ImageSource source;
    private final Augmentation augmentation;
    private final long seed;
    private final float[][] tables;

    BatchAssembler(
            ImageSource source, Normalization normalization, Augmentation augmentation, long seed) {
        this.source = source;
        this.augmentation = augmentation;
        this.seed = seed;
        tables = new float[normalization.channels()][];
        for (int c = 0; c < tables.length; c++) {
            tables[c] = normalization.table(c);
        }
    }

    /**
     * The arrays of a batch.
     *
     * @param images (batch, channels, height, width)
     * @param labels (batch)
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Host(float[] images, long[] labels) {}

    Host assemble(int[] order, int from, int to, int epoch) {
        int size = source.shape().bytes();
        float[] images = new float[(to - from) * size];
        long[] labels = new long[to - from];
        byte[] pixels = new byte[size];
        for (int i = from; i < to; i++) {
            int index = order[i];
            labels[i - from] = source.label(index);
            try {
                source.read(index, pixels, 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            int dy = 0;
            int dx = 0;
            boolean flip = false;
            if (!augmentation.equals(Augmentation.NONE)) {
                SeededRandom random = new SeededRandom(seed, epoch, index);
                dy = random.nextInt(2 * augmentation.pad() + 1) - augmentation.pad();
                dx = random.nextInt(2 * augmentation.pad() + 1) - augmentation.pad();
                flip = augmentation.flip() && random.nextInt(2) == 1;
            }
            place(pixels, images, (i - from) * size, dy, dx, flip);
        }
        return new Host(images, labels);
    }

    /**
     * Writes one image (rows, columns, channels) as (channels, rows, columns), shifted, mirrored.
     */
    private void place(byte[] pixels, float[] target, int offset, int dy, int dx, boolean flip) {
        ImageShape shape = source.shape();
        int h = shape.height();
        int w = shape.width();
        int channels = shape.channels();
        int at = offset;
        for (int c = 0; c < channels; c++) {
            float[] table = tables[c];
            for (int y = 0; y < h; y++) {
                int sy = y + dy;
                for (int x = 0; x < w; x++) {
                    int sx = (flip ? w - 1 - x : x) + dx;
                    boolean inside = sy >= 0 && sy < h && sx >= 0 && sx < w;
                    target[at++] = table[inside ? pixels[(sy * w + sx) * channels + c] & 0xFF : 0];
                }
            }
        }
    }
}
