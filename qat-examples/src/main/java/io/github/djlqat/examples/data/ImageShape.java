package io.github.djlqat.examples.data;

/**
 * The shape of an image in bytes, rows of pixels of channels.
 *
 * @param height the rows
 * @param width the columns
 * @param channels the channels of a pixel, 1 (grey) or 3 (red, green, blue)
 */
public record ImageShape(int height, int width, int channels) {

    /** Checks the values. */
    public ImageShape {
        if (height < 1 || width < 1 || (channels != 1 && channels != 3)) {
            throw new IllegalArgumentException(
                    "image shape: expected height and width of at least 1 and 1 or 3 channels, found "
                            + height
                            + "x"
                            + width
                            + "x"
                            + channels);
        }
    }

    /**
     * Returns the bytes of one image.
     *
     * @return height * width * channels
     */
    public int bytes() {
        return Math.multiplyExact(Math.multiplyExact(height, width), channels);
    }

    @Override
    public String toString() {
        return height + "x" + width + "x" + channels;
    }
}
