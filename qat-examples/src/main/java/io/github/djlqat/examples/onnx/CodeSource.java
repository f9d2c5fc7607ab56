package io.github.djlqat.examples.onnx;

import io.github.djlqat.examples.data.DataSource;
import io.github.djlqat.examples.data.ImageSource;
import io.github.djlqat.examples.evaluate.PixelEncoder;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import java.io.IOException;
import java.util.Random;

/** Inputs of a model, one example at a time. */
public interface CodeSource {

    /**
     * Returns the number of examples.
     *
     * @return the number, at least 1
     */
    int size();

    /**
     * Returns the codes of an example, for each input of the model.
     *
     * @param example the example
     * @return the codes
     * @throws IOException if they cannot be read
     */
    byte[][] codes(int example) throws IOException;

    /**
     * Returns the class of an example.
     *
     * @param example the example
     * @return the class, or -1 where there is none
     */
    int label(int example);

    /**
     * Returns what the examples are, for messages.
     *
     * @return such as {@code test images}
     */
    String kind();

    /**
     * Returns the first test images, encoded for a model.
     *
     * @throws IOException if the images cannot be found
     */
    static CodeSource images(IntegerGraph graph, DataSource data, int most) throws IOException {
        ImageSource images = data.test();
        PixelEncoder encoder =
                new PixelEncoder(
                        data.shape(), data.normalization(), graph.tensor(graph.inputs().get(0)));
        byte[] pixels = new byte[data.shape().bytes()];
        return new CodeSource() {
            @Override
            public int size() {
                return Math.min(most, images.size());
            }

            @Override
            public byte[][] codes(int example) throws IOException {
                images.read(example, pixels, 0);
                byte[] codes = new byte[encoder.bytes()];
                encoder.encode(pixels, codes, 0);
                return new byte[][] {codes};
            }

            @Override
            public int label(int example) {
                return images.label(example);
            }

            @Override
            public String kind() {
                return "test images";
            }
        };
    }

    /** Returns random codes, the same for the same seed. */
    static CodeSource random(IntegerGraph graph, int size, long seed) {
        return new CodeSource() {
            @Override
            public int size() {
                return size;
            }

            @Override
            public byte[][] codes(int example) {
                Random random = new Random(31 * seed + example);
                byte[][] codes = new byte[graph.inputs().size()][];
                for (int i = 0; i < codes.length; i++) {
                    int input = graph.inputs().get(i);
                    codes[i] = new byte[(int) graph.tensor(input).byteSize()];
                    random.nextBytes(codes[i]);
                }
                return codes;
            }

            @Override
            public int label(int example) {
                return -1;
            }

            @Override
            public String kind() {
                return "random inputs";
            }
        };
    }

    /**
     * Refuses models whose ends hold anything but codes.
     *
     * @throws IllegalArgumentException if one does
     */
    static void requireCodes(IntegerGraph graph) {
        for (int[] ends : new int[][] {graph.inputs().toArray(), graph.outputs().toArray()}) {
            for (int end : ends) {
                ElementType type = graph.tensor(end).type();
                if (!type.isQuantized()) {
                    throw new IllegalArgumentException(
                            "comparison with ONNX Runtime: expected 8-bit inputs and outputs,"
                                    + " found "
                                    + type);
                }
            }
        }
    }
}
