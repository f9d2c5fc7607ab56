package io.github.djlqat.examples.data;

import java.util.Arrays;

/** Images held in memory. */
public final class MemoryImages implements ImageSource {

    private final ImageShape shape;
    private final byte[] pixels;
    private final int[] labels;

    /**
     * Wraps arrays, which then must not be changed.
     *
     * @param shape the shape of each image
     * @param pixels image after image: rows, columns, channels
     * @param labels the class of each image
     */
    @SuppressWarnings("ArrayIsStoredDirectly")
    public MemoryImages(ImageShape shape, byte[] pixels, int[] labels) {
        if (labels.length == 0) {
            throw new IllegalArgumentException("data set: expected at least one image, found none");
        }
        long expected = (long) labels.length * shape.bytes();
        if (pixels.length != expected) {
            throw new IllegalArgumentException(
                    "data set: expected "
                            + expected
                            + " bytes for "
                            + labels.length
                            + " images of "
                            + shape
                            + ", found "
                            + pixels.length);
        }
        this.shape = shape;
        this.pixels = pixels;
        this.labels = labels;
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public ImageShape shape() {
        return shape;
    }

    @Override
    public int label(int index) {
        return labels[index];
    }

    @Override
    public void read(int index, byte[] target, int offset) {
        System.arraycopy(pixels, index * shape.bytes(), target, offset, shape.bytes());
    }

    /**
     * Returns the first images.
     *
     * @param count how many at most
     * @return the images
     */
    public MemoryImages first(int count) {
        int n = Math.min(count, labels.length);
        return new MemoryImages(
                shape, Arrays.copyOf(pixels, n * shape.bytes()), Arrays.copyOf(labels, n));
    }
}
