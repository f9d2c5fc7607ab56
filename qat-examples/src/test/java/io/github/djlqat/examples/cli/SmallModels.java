package io.github.djlqat.examples.cli;

import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Padding;
import io.github.djlqat.runtime.graph.Quantization;
import io.github.djlqat.runtime.graph.Shape;
import io.github.djlqat.runtime.graph.Tensor;
import io.github.djlqat.runtime.writer.TfliteWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Models so small that a test can compute them by hand. */
final class SmallModels {

    private SmallModels() {}

    private static Tensor value(String name, float scale, int zeroPoint, int... shape) {
        return new Tensor(
                name,
                ElementType.INT8,
                Shape.of(shape),
                Quantization.perTensor(scale, zeroPoint),
                null);
    }

    /** Fully connected, 3 to 2: outputs x0 + 2 x1 - x2 + 5 and -x0 + 7, saturated; scales 1. */
    static IntegerGraph linear() {
        Quantization one = Quantization.perTensor(1, 0);
        return new IntegerGraph(
                "linear",
                List.of(
                        value("in", 1, 0, 1, 3),
                        new Tensor(
                                "w",
                                ElementType.INT8,
                                Shape.of(2, 3),
                                one,
                                Bytes.of(
                                        (byte) 1, (byte) 2, (byte) -1, (byte) -1, (byte) 0,
                                        (byte) 0)),
                        new Tensor("b", ElementType.INT32, Shape.of(2), one, Bytes.ofInts(5, 7)),
                        value("out", 1, 0, 1, 2)),
                List.of(new Operator.FullyConnected(0, 1, 2, 3, false, Activation.NONE)),
                Ints.of(0),
                Ints.of(3));
    }

    /** Convolution 3x3 over 32x32x3 to 10 channels, average pool, fully connected to 10 classes. */
    static IntegerGraph image() {
        Random random = new Random(7);
        byte[] filter = new byte[10 * 3 * 3 * 3];
        random.nextBytes(filter);
        byte[] weights = new byte[10 * 10];
        random.nextBytes(weights);
        for (byte[] array : List.of(filter, weights)) {
            for (int i = 0; i < array.length; i++) {
                array[i] = (byte) Math.max(array[i], -127);
            }
        }
        float[] scales = new float[10];
        java.util.Arrays.fill(scales, 0.01f);
        return new IntegerGraph(
                "image",
                List.of(
                        value("in", 0.02f, -5, 1, 32, 32, 3),
                        new Tensor(
                                "filter",
                                ElementType.INT8,
                                Shape.of(10, 3, 3, 3),
                                Quantization.perChannel(scales, 0),
                                Bytes.of(filter)),
                        value("conv", 0.1f, -128, 1, 16, 16, 10),
                        value("pool", 0.1f, -128, 1, 1, 1, 10),
                        new Tensor(
                                "weights",
                                ElementType.INT8,
                                Shape.of(10, 10),
                                Quantization.perTensor(0.01f, 0),
                                Bytes.of(weights)),
                        value("out", 0.2f, 3, 1, 10)),
                List.of(
                        new Operator.Conv2D(
                                0, 1, Operator.NONE, 2, Padding.SAME, 2, 2, 1, 1, Activation.RELU),
                        new Operator.Pool2D(
                                false, 2, 3, Padding.VALID, 16, 16, 16, 16, Activation.NONE),
                        new Operator.FullyConnected(
                                3, 4, Operator.NONE, 5, false, Activation.NONE)),
                Ints.of(0),
                Ints.of(5));
    }

    static Path write(Path folder, IntegerGraph graph) throws IOException {
        Path file = folder.resolve(graph.description() + ".tflite");
        TfliteWriter.write(graph, file);
        return file;
    }
}
