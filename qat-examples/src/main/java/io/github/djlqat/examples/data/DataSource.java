package io.github.djlqat.examples.data;

import java.io.IOException;
import java.util.List;
import java.util.Objects;

/**
 * A data set: its images in two splits, loaded when first used, and how to feed them to a network.
 *
 * <p>A network is fed float32 arrays (batch, channels, height, width) of bytes made numbers by the
 * {@link #normalization}.
 */
public final class DataSource {

    private final String name;
    private final ImageShape shape;
    private final List<String> classes;
    private final Normalization normalization;
    private final Augmentation augmentation;
    private final Split train;
    private final Split test;

    private DataSource(Builder builder) {
        name = builder.name;
        shape = builder.shape;
        classes = List.copyOf(builder.classes);
        normalization = builder.normalization;
        augmentation = builder.augmentation;
        train = new Split(builder.train);
        test = new Split(builder.test);
    }

    static Builder builder(String name, ImageShape shape) {
        return new Builder(name, shape);
    }

    /** Loads the images of a split. */
    @FunctionalInterface
    interface Loader {
        ImageSource load() throws IOException;
    }

    /** A split, loaded once. */
    private final class Split {
        private final Loader loader;
        private ImageSource images;

        Split(Loader loader) {
            this.loader = loader;
        }

        synchronized ImageSource get() throws IOException {
            if (images == null) {
                ImageSource loaded = loader.load();
                if (loaded.size() < 1) {
                    throw new IllegalArgumentException(
                            "data set " + name + ": expected at least one image, found none");
                }
                if (!loaded.shape().equals(shape)) {
                    throw new IllegalArgumentException(
                            "data set "
                                    + name
                                    + ": expected images of "
                                    + shape
                                    + ", found "
                                    + loaded.shape());
                }
                images = loaded;
            }
            return images;
        }
    }

    /**
     * Returns the name by which the data set was asked for.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * Returns the shape of all images.
     *
     * @return the shape
     */
    public ImageShape shape() {
        return shape;
    }

    /**
     * Returns the names of the classes.
     *
     * @return the names, by label
     */
    public List<String> classes() {
        return classes;
    }

    /**
     * Returns how a pixel byte becomes the number a network reads.
     *
     * @return the normalization
     */
    public Normalization normalization() {
        return normalization;
    }

    /**
     * Returns the training images as bytes.
     *
     * @return the images
     * @throws IOException if they could not be read
     * @throws IllegalArgumentException if there are none
     */
    public ImageSource train() throws IOException {
        return train.get();
    }

    /**
     * Returns the test images as bytes.
     *
     * @return the images
     * @throws IOException if they could not be read
     * @throws IllegalArgumentException if there are none
     */
    public ImageSource test() throws IOException {
        return test.get();
    }

    /**
     * Returns shuffled, augmented batches of the training images, without the last partial batch.
     *
     * @param batchSize the images of a batch
     * @param seed the seed of order and augmentation
     * @return the batches
     * @throws IOException if the images could not be read
     */
    public ImageBatches trainBatches(int batchSize, long seed) throws IOException {
        return ImageBatches.builder()
                .setSource(train())
                .setNormalization(normalization)
                .optBatchSize(batchSize)
                .optTraining(seed, augmentation)
                .build();
    }

    /**
     * Returns batches of the training images in order and not augmented, as for calibration.
     *
     * @param batchSize the images of a batch
     * @return the batches
     * @throws IOException if the images could not be read
     */
    public ImageBatches calibrationBatches(int batchSize) throws IOException {
        return ImageBatches.builder()
                .setSource(train())
                .setNormalization(normalization)
                .optBatchSize(batchSize)
                .build();
    }

    /**
     * Returns the test images in order, not augmented.
     *
     * @param batchSize the images of a batch
     * @return the batches
     * @throws IOException if the images could not be read
     */
    public ImageBatches testBatches(int batchSize) throws IOException {
        return ImageBatches.builder()
                .setSource(test())
                .setNormalization(normalization)
                .optBatchSize(batchSize)
                .build();
    }

    /** Builds a {@link DataSource}. */
    static final class Builder {

        private final String name;
        private final ImageShape shape;
        private List<String> classes = List.of();
        private Normalization normalization;
        private Augmentation augmentation = Augmentation.NONE;
        private Loader train;
        private Loader test;

        private Builder(String name, ImageShape shape) {
            this.name = name;
            this.shape = shape;
        }

        Builder setClasses(List<String> value) {
            classes = value;
            return this;
        }

        Builder setNormalization(Normalization value) {
            normalization = value;
            return this;
        }

        Builder setAugmentation(Augmentation value) {
            augmentation = value;
            return this;
        }

        Builder setTrain(Loader value) {
            train = value;
            return this;
        }

        Builder setTest(Loader value) {
            test = value;
            return this;
        }

        Builder setArrays(DataRequest request, ArrayImages.Factory factory) {
            train = () -> ArrayImages.read(name, factory, true, shape, request.trainImages());
            test = () -> ArrayImages.read(name, factory, false, shape, request.testImages());
            return this;
        }

        DataSource build() {
            Objects.requireNonNull(normalization, "normalization");
            Objects.requireNonNull(train, "train");
            Objects.requireNonNull(test, "test");
            return new DataSource(this);
        }
    }
}
