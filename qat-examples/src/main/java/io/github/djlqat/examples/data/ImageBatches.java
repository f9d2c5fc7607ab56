package io.github.djlqat.examples.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset;
import ai.djl.translate.Batchifier;
import ai.djl.util.Progress;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.ExecutorService;

/**
 * A DJL {@link Dataset} over an {@link ImageSource}: batches of float32 images (batch, channels,
 * height, width), normalized, and int64 labels (batch).
 *
 * <p>Order and augmentation of an epoch derive from seed, epoch and image index alone, so any batch
 * of any epoch can be had again: {@link #startAt} is what resuming needs. Each pass over the data
 * ({@link #getData}) moves on to the next epoch. Batches are assembled ahead on a thread of their
 * own.
 */
public final class ImageBatches implements Dataset {

    private final ImageSource source;
    private final BatchAssembler assembler;
    private final int batchSize;
    private final boolean shuffle;
    private final boolean dropLast;
    private final long seed;
    private final int prefetch;
    private int nextEpoch;
    private int nextBatch;

    private ImageBatches(Builder builder) {
        source = builder.source;
        batchSize = Math.min(builder.batchSize, source.size());
        shuffle = builder.shuffle;
        dropLast = builder.dropLast;
        seed = builder.seed;
        prefetch = builder.prefetch;
        assembler =
                new BatchAssembler(
                        source, builder.normalization, builder.augmentation, builder.seed);
    }

    /**
     * Returns a builder.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the images.
     *
     * @return the source
     */
    public ImageSource source() {
        return source;
    }

    /**
     * Returns the number of batches of an epoch.
     *
     * @return at least 1
     */
    public int batches() {
        return dropLast ? source.size() / batchSize : (source.size() + batchSize - 1) / batchSize;
    }

    /**
     * Returns the shape of a full batch of images.
     *
     * @return (batch, channels, height, width)
     */
    public Shape inputShape() {
        ImageShape s = source.shape();
        return new Shape(batchSize, s.channels(), s.height(), s.width());
    }

    /**
     * Sets where the next pass over the data starts. Passes after it start at batch 0 of the epochs
     * that follow.
     *
     * @param epoch the epoch, from 0
     * @param batch the batch within the epoch, from 0
     */
    public void startAt(int epoch, int batch) {
        if (epoch < 0 || batch < 0 || batch > batches()) {
            throw new IllegalArgumentException(
                    "data position: expected epoch >= 0 and batch 0 to "
                            + batches()
                            + ", found epoch "
                            + epoch
                            + " and batch "
                            + batch);
        }
        nextEpoch = epoch;
        nextBatch = batch;
    }

    @Override
    public Iterable<Batch> getData(NDManager manager) {
        int epoch = nextEpoch;
        int first = nextBatch;
        nextEpoch = epoch + 1;
        nextBatch = 0;
        return () -> new Batches(manager, epoch, first);
    }

    @Override
    public Iterable<Batch> getData(NDManager manager, ExecutorService executorService) {
        return getData(manager);
    }

    @Override
    public void prepare(Progress progress) {
        // The source holds its images already.
    }

    private int[] order(int epoch) {
        if (shuffle) {
            return new SeededRandom(seed, epoch, -1).permutation(source.size());
        }
        int[] order = new int[source.size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        return order;
    }

    /** Made here, not in the iterator: what the thread holds must not keep the iterator alive. */
    private Prefetcher<BatchAssembler.Host> prefetcher(int epoch, int first) {
        int[] order = order(epoch);
        return new Prefetcher<>(
                first,
                batches(),
                prefetch,
                b -> {
                    int from = b * batchSize;
                    int to = Math.min(from + batchSize, order.length);
                    return assembler.assemble(order, from, to, epoch);
                });
    }

    /** The batches of one pass. */
    private final class Batches implements Iterator<Batch> {

        private final NDManager manager;
        private final Prefetcher<BatchAssembler.Host> host;
        private int batch;

        Batches(NDManager manager, int epoch, int first) {
            this.manager = manager;
            batch = first;
            host = prefetcher(epoch, first);
        }

        @Override
        public boolean hasNext() {
            return batch < batches();
        }

        @Override
        public Batch next() {
            BatchAssembler.Host data = host.next();
            batch++;
            NDManager owner = manager.newSubManager();
            ImageShape s = source.shape();
            int n = data.labels().length;
            NDArray images =
                    owner.create(data.images(), new Shape(n, s.channels(), s.height(), s.width()));
            NDArray labels = owner.create(data.labels());
            return new Batch(
                    owner,
                    new NDList(images),
                    new NDList(labels),
                    n,
                    Batchifier.STACK,
                    Batchifier.STACK,
                    batch,
                    batches());
        }
    }

    /** Builds {@link ImageBatches}. */
    public static final class Builder {

        private ImageSource source;
        private Normalization normalization;
        private int batchSize = 128;
        private Augmentation augmentation = Augmentation.NONE;
        private boolean shuffle;
        private boolean dropLast;
        private long seed;
        private int prefetch = 4;

        private Builder() {}

        /**
         * Sets the images.
         *
         * @param value the source
         * @return this builder
         */
        public Builder setSource(ImageSource value) {
            source = value;
            return this;
        }

        /**
         * Sets what bytes become.
         *
         * @param value the normalization, of the source's channels
         * @return this builder
         */
        public Builder setNormalization(Normalization value) {
            normalization = value;
            return this;
        }

        /**
         * Sets the number of images of a batch.
         *
         * @param value at least 1, default 128; at most all images are used
         * @return this builder
         */
        public Builder optBatchSize(int value) {
            batchSize = value;
            return this;
        }

        /**
         * Makes it training data: shuffled by the seed, augmented, without the last partial batch.
         *
         * @param seed the seed
         * @param value the augmentation
         * @return this builder
         */
        public Builder optTraining(long seed, Augmentation value) {
            this.seed = seed;
            augmentation = value;
            shuffle = true;
            dropLast = true;
            return this;
        }

        /**
         * Sets how many batches are assembled ahead.
         *
         * @param value at least 1, default 4
         * @return this builder
         */
        public Builder optPrefetch(int value) {
            prefetch = value;
            return this;
        }

        /**
         * Builds the data set.
         *
         * @return the data set
         */
        public ImageBatches build() {
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(normalization, "normalization");
            if (source.size() < 1) {
                throw new IllegalArgumentException(
                        "data set: expected at least one image, found none");
            }
            if (batchSize < 1 || prefetch < 1) {
                throw new IllegalArgumentException(
                        "data set: expected batch size and prefetch of at least 1, found "
                                + batchSize
                                + " and "
                                + prefetch);
            }
            if (normalization.channels() != source.shape().channels()) {
                throw new IllegalArgumentException(
                        "normalization: expected "
                                + source.shape().channels()
                                + " channels as the images have, found "
                                + normalization.channels());
            }
            return new ImageBatches(this);
        }
    }
}
