package io.github.djlqat.examples.data;

import java.util.List;

/**
 * A data set ready for training: images of both splits and how to feed them.
 *
 * @param name the name by which it was asked for
 * @param train the training images
 * @param test the test images
 * @param classes the names of the classes, by label
 * @param normalization what bytes become
 * @param augmentation how training images are changed
 */
public record DataSource(
        String name,
        ImageSource train,
        ImageSource test,
        List<String> classes,
        Normalization normalization,
        Augmentation augmentation) {

    /** Copies the list and checks the shapes. */
    public DataSource {
        classes = List.copyOf(classes);
        if (!train.shape().equals(test.shape())) {
            throw new IllegalArgumentException(
                    "data set "
                            + name
                            + ": expected test images of "
                            + train.shape()
                            + " as for training, found "
                            + test.shape());
        }
    }

    /**
     * Returns the shape of all images.
     *
     * @return the shape
     */
    public ImageShape shape() {
        return train.shape();
    }

    /**
     * Returns shuffled, augmented batches of the training images, without the last partial batch.
     *
     * @param batchSize the images of a batch
     * @param seed the seed of order and augmentation
     * @return the batches
     */
    public ImageBatches trainBatches(int batchSize, long seed) {
        return ImageBatches.builder()
                .setSource(train)
                .setNormalization(normalization)
                .optBatchSize(batchSize)
                .optTraining(seed, augmentation)
                .build();
    }

    /**
     * Returns the test images in order, unchanged.
     *
     * @param batchSize the images of a batch
     * @return the batches
     */
    public ImageBatches testBatches(int batchSize) {
        return ImageBatches.builder()
                .setSource(test)
                .setNormalization(normalization)
                .optBatchSize(batchSize)
                .build();
    }
}
