package io.github.djlqat.examples.data;

import ai.djl.basicdataset.cv.classification.Cifar10;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.repository.Repository;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.util.List;

/** CIFAR-10 through DJL's {@link Cifar10}, kept as bytes. */
final class Cifar10Data {

    private static final int CHUNK = 1000;

    private static final List<String> CLASSES =
            List.of(
                    "airplane",
                    "automobile",
                    "bird",
                    "cat",
                    "deer",
                    "dog",
                    "frog",
                    "horse",
                    "ship",
                    "truck");

    private Cifar10Data() {}

    static DataSource load(Repository repository) throws IOException {
        return new DataSource(
                "cifar10",
                read(repository, Dataset.Usage.TRAIN),
                read(repository, Dataset.Usage.TEST),
                CLASSES,
                new Normalization(
                        List.of(0.4914f, 0.4822f, 0.4465f), List.of(0.2023f, 0.1994f, 0.2010f)),
                Augmentation.CROP_FLIP);
    }

    private static MemoryImages read(Repository repository, Dataset.Usage usage)
            throws IOException {
        ImageShape shape = new ImageShape(Cifar10.IMAGE_HEIGHT, Cifar10.IMAGE_WIDTH, 3);
        try (NDManager manager = NDManager.newBaseManager()) {
            Cifar10 dataset =
                    Cifar10.builder()
                            .optManager(manager)
                            .optRepository(repository)
                            .optUsage(usage)
                            .setSampling(CHUNK, false)
                            .build();
            try {
                dataset.prepare();
            } catch (TranslateException e) {
                throw new IOException(e);
            }
            int size = Math.toIntExact(dataset.size());
            byte[] pixels = new byte[size * shape.bytes()];
            int[] labels = new int[size];
            for (int from = 0; from < size; from += CHUNK) {
                int to = Math.min(from + CHUNK, size);
                try (NDManager sub = manager.newSubManager();
                        Batch batch = dataset.getByRange(sub, from, to)) {
                    byte[] bytes =
                            batch.getData().head().toType(DataType.UINT8, true).toByteArray();
                    System.arraycopy(bytes, 0, pixels, from * shape.bytes(), bytes.length);
                    float[] classes = batch.getLabels().head().toFloatArray();
                    for (int i = 0; i < classes.length; i++) {
                        labels[from + i] = (int) classes[i];
                    }
                }
            }
            return new MemoryImages(shape, pixels, labels);
        }
    }
}
