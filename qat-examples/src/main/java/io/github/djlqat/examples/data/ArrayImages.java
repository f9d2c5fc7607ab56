package io.github.djlqat.examples.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.translate.TranslateException;
import java.io.FileNotFoundException;
import java.io.IOException;

/** Reads DJL's array data sets into bytes. */
final class ArrayImages {

    private static final int CHUNK = 1000;

    private ArrayImages() {}

    /** Builds a DJL data set. */
    @FunctionalInterface
    interface Factory {
        ArrayDataset create(NDManager manager, boolean train);
    }

    static MemoryImages read(
            String name, Factory factory, boolean train, ImageShape shape, int limit)
            throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            ArrayDataset dataset = factory.create(manager, train);
            prepare(name, dataset);
            int all = Math.toIntExact(dataset.size());
            int size = limit == 0 ? all : Math.min(limit, all);
            byte[] pixels = new byte[Math.multiplyExact(size, shape.bytes())];
            int[] labels = new int[size];
            for (int from = 0; from < size; from += CHUNK) {
                int to = Math.min(from + CHUNK, size);
                try (NDManager sub = manager.newSubManager();
                        Batch batch = dataset.getByRange(sub, from, to)) {
                    NDArray images = batch.getData().head();
                    Shape expected =
                            new Shape(to - from, shape.height(), shape.width(), shape.channels());
                    if (!images.getShape().equals(expected)) {
                        throw new IOException(
                                "data set "
                                        + name
                                        + ": expected images of shape "
                                        + expected
                                        + ", found "
                                        + images.getShape());
                    }
                    byte[] bytes = images.toType(DataType.UINT8, true).toByteArray();
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

    private static void prepare(String name, ArrayDataset dataset) throws IOException {
        try {
            dataset.prepare();
        } catch (FileNotFoundException e) {
            throw new IllegalArgumentException("data set " + name + ": " + e.getMessage(), e);
        } catch (IOException | TranslateException | RuntimeException e) {
            throw new IOException(
                    "data set "
                            + name
                            + ": expected the files of DJL's repository, found that they cannot be read: "
                            + e.getMessage(),
                    e);
        }
    }
}
