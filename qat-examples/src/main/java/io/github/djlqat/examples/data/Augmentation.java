package io.github.djlqat.examples.data;

/**
 * Random changes of training images: shifted by cropping from a padded image, and mirrored.
 *
 * @param pad the largest shift in pixels; what comes in from outside is black
 * @param flip whether half of the images are mirrored left to right
 */
public record Augmentation(int pad, boolean flip) {

    /** None. */
    public static final Augmentation NONE = new Augmentation(0, false);

    /** Shift by up to 4 and mirror, as usual for CIFAR. */
    public static final Augmentation CROP_FLIP = new Augmentation(4, true);

    /** Checks the values. */
    public Augmentation {
        if (pad < 0) {
            throw new IllegalArgumentException("augmentation: expected pad >= 0, found " + pad);
        }
    }
}
