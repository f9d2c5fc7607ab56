package io.github.djlqat.examples.evaluate;

import io.github.djlqat.examples.data.ImageSource;
import io.github.djlqat.examples.data.Normalization;
import io.github.djlqat.examples.progress.Progress;
import io.github.djlqat.examples.progress.ProgressDisplay;
import io.github.djlqat.runtime.IntegerModel;
import io.github.djlqat.runtime.TensorInfo;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.Ints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Runs an integer model on labelled images. */
public final class IntegerEvaluator {

    private static final int CHUNK = 50;

    private IntegerEvaluator() {}

    /**
     * Predicts the class of each image.
     *
     * @param model one input [1,H,W,C], one output with a value for each class
     * @param normalization what the network was trained on
     * @param name shown beside the progress
     * @throws IOException if an image could not be read
     * @throws IllegalArgumentException if the images do not fit the model
     */
    public static Predictions evaluate(
            IntegerModel model,
            ImageSource images,
            Normalization normalization,
            String name,
            ProgressDisplay display)
            throws IOException {
        TensorInfo in = model.inputs().get(0);
        TensorInfo out = model.outputs().get(0);
        PixelEncoder encoder =
                new PixelEncoder(images.shape(), normalization, model.graph().tensor(in.index()));
        int size = images.size();
        int[] classes = new int[size];
        int[] labels = new int[size];
        byte[] pixels = new byte[images.shape().bytes()];
        MedianTime time = new MedianTime();
        try (Progress progress = display.start(name, size, " images")) {
            for (int from = 0; from < size; from += CHUNK) {
                int count = Math.min(CHUNK, size - from);
                byte[] codes = new byte[count * encoder.bytes()];
                for (int i = 0; i < count; i++) {
                    images.read(from + i, pixels, 0);
                    encoder.encode(pixels, codes, i * encoder.bytes());
                    labels[from + i] = images.label(from + i);
                }
                long start = System.nanoTime();
                byte[] scores = model.run(codes);
                time.add(System.nanoTime() - start, count);
                for (int i = 0; i < count; i++) {
                    classes[from + i] = best(scores, i * out.bytes(), out);
                }
                progress.update(from + count, "");
            }
        }
        return new Predictions(Ints.of(classes), Ints.of(labels), time.each());
    }

    private static int best(byte[] scores, int offset, TensorInfo out) {
        ByteBuffer buffer = ByteBuffer.wrap(scores).order(ByteOrder.LITTLE_ENDIAN);
        int best = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < out.elements(); i++) {
            double value =
                    out.type() == ElementType.FLOAT32
                            ? buffer.getFloat(offset + 4 * i)
                            : out.type() == ElementType.UINT8
                                    ? scores[offset + i] & 0xFF
                                    : scores[offset + i];
            if (value > most) {
                most = value;
                best = i;
            }
        }
        return best;
    }
}
