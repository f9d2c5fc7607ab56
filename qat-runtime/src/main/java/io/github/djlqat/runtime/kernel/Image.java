package io.github.djlqat.runtime.kernel;

/**
 * The shape of a batch of images, NHWC.
 *
 * @param batch N, at least 1
 * @param height H, at least 1
 * @param width W, at least 1
 * @param channels C, at least 1
 */
public record Image(int batch, int height, int width, int channels) {

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
