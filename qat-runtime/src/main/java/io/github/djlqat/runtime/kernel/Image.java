package io.github.djlqat.runtime.kernel;

/** The shape of a batch of images, NHWC. */
public final class Image {
    /** N, at least 1. */
    public final int batch;

    /** H, at least 1. */
    public final int height;

    /** W, at least 1. */
    public final int width;

    /** C, at least 1. */
    public final int channels;

    /** Sets every field, in their order. */
    public Image(int batch, int height, int width, int channels) {
        this.batch = batch;
        this.height = height;
        this.width = width;
        this.channels = channels;
    }

    /** Returns the number of elements of one row: width times channels. */
    public int rowSize() {
        return width * channels;
    }

    /** Returns the number of elements of one image. */
    public int imageSize() {
        return height * width * channels;
    }

    /** Returns the number of elements of the whole batch. */
    public int size() {
        return batch * height * width * channels;
    }
}
