package io.github.djlqat.examples.data;

import java.util.Locale;

/**
 * Which data set, from where, how much of it.
 *
 * @param name one of {@link Datasets#names()}
 * @param repository a folder or address that holds DJL's dataset repository, or, for {@code
 *     imagenet} and {@code imagefolder}, the images; null for DJL's own server
 * @param imageSize height and width to which {@code imagenet} and {@code imagefolder} are cropped
 * @param trainImages at most so many training images, the first ones; generated data have exactly
 *     these; 0 for the usual number
 * @param testImages likewise for test images
 * @param seed of generated images
 */
public record DataRequest(
        String name, String repository, int imageSize, int trainImages, int testImages, long seed) {

    /** Checks the values. */
    public DataRequest {
        name = name.toLowerCase(Locale.ROOT);
        if (imageSize < 8 || imageSize > 4096) {
            throw new IllegalArgumentException(
                    "image size: expected 8 to 4096, found " + imageSize);
        }
        if (trainImages < 0 || testImages < 0) {
            throw new IllegalArgumentException(
                    "number of images: expected 0 or more, found "
                            + trainImages
                            + " for training and "
                            + testImages
                            + " for test");
        }
    }

    /**
     * Asks for a whole data set.
     *
     * @param name the name
     * @param repository the folder or address, may be null
     * @return the request, with images of 224, seed 1
     */
    public static DataRequest of(String name, String repository) {
        return new DataRequest(name, repository, 224, 0, 0, 1);
    }

    /**
     * Limits the number of images.
     *
     * @param train for training, 0 for the usual number
     * @param test for test, 0 for the usual number
     * @return the request
     */
    public DataRequest withImages(int train, int test) {
        return new DataRequest(name, repository, imageSize, train, test, seed);
    }

    /**
     * Sets the size of images that come in many sizes.
     *
     * @param size height and width
     * @return the request
     */
    public DataRequest withImageSize(int size) {
        return new DataRequest(name, repository, size, trainImages, testImages, seed);
    }

    /**
     * Sets the seed of generated images.
     *
     * @param value the seed
     * @return the request
     */
    public DataRequest withSeed(long value) {
        return new DataRequest(name, repository, imageSize, trainImages, testImages, value);
    }
}
