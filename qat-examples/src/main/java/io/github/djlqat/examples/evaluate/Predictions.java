package io.github.djlqat.examples.evaluate;

import io.github.djlqat.runtime.graph.Ints;

/**
 * What a network said about each of some images.
 *
 * @param classes the class of the largest output, the first of equals
 * @param labels the true classes
 * @param nanosecondsEach the median time to compute one of them, reading not counted
 */
public record Predictions(Ints classes, Ints labels, double nanosecondsEach) {

    /** Checks that there is a label for each image, and an image. */
    public Predictions {
        if (classes.size() == 0 || classes.size() != labels.size()) {
            throw new IllegalArgumentException(
                    "predictions: expected at least one and as many labels, found "
                            + classes.size()
                            + " and "
                            + labels.size());
        }
    }

    /** Returns the number of images. */
    public int size() {
        return classes.size();
    }

    /** Returns the share of images whose class is right, 0 to 1. */
    public double accuracy() {
        return share(classes, labels);
    }

    /**
     * Returns the share of images that {@code other} gives the same class, 0 to 1.
     *
     * @throws IllegalArgumentException if it saw another number of images
     */
    public double agreement(Predictions other) {
        if (other.size() != size()) {
            throw new IllegalArgumentException(
                    "predictions: expected " + size() + " as here, found " + other.size());
        }
        return share(classes, other.classes);
    }

    /** Returns the time of an image in milliseconds. */
    public double millisecondsPerImage() {
        return nanosecondsEach / 1e6;
    }

    private static double share(Ints left, Ints right) {
        int equal = 0;
        for (int i = 0; i < left.size(); i++) {
            equal += left.get(i) == right.get(i) ? 1 : 0;
        }
        return (double) equal / left.size();
    }
}
