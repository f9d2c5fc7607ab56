package io.github.djlqat.examples.evaluate;

import io.github.djlqat.runtime.IntegerModel;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.TensorInfo;
import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Runs a model in every way that the runtime has, and compares the bytes with the reference's. */
public final class KernelCheck {

    private KernelCheck() {}

    /**
     * What agreed.
     *
     * @param ways the kernels and threads that gave the same bytes
     */
    public record Result(List<String> ways) {

        /** Copies the list. */
        public Result {
            ways = List.copyOf(ways);
        }
    }

    /**
     * Compares on random inputs; the first two examples are all lowest and all highest codes.
     *
     * @param examples how many, at least 1
     * @throws MalformedModelException if the runtime refuses the graph
     * @throws IllegalStateException if a byte differs; the message says where
     */
    public static Result run(IntegerGraph graph, int examples, long seed)
            throws MalformedModelException {
        if (examples < 1) {
            throw new IllegalArgumentException("examples: expected at least 1, found " + examples);
        }
        List<String> ways = new ArrayList<>();
        for (RoundingMode rounding : RoundingMode.values()) {
            LoadOptions reference =
                    LoadOptions.defaults().withRounding(rounding).withKernels("reference");
            byte[][] expected;
            byte[][] inputs;
            try (IntegerModel model = IntegerModel.of(graph, reference)) {
                inputs = inputs(model.inputs(), examples, new Random(seed));
                expected = model.run(inputs);
            }
            for (String kernels : Kernels.available(graph)) {
                for (int threads = 1; threads <= 3; threads++) {
                    LoadOptions options = reference.withKernels(kernels).withThreads(threads);
                    try (IntegerModel model = IntegerModel.of(graph, options)) {
                        compare(model, inputs, expected, examples);
                    }
                    String way = kernels + " x" + threads;
                    if (!ways.contains(way)) {
                        ways.add(way);
                    }
                }
            }
        }
        return new Result(ways);
    }

    /** Runs the examples together and one by one: threads share them in two different ways. */
    private static void compare(
            IntegerModel model, byte[][] inputs, byte[][] expected, int examples) {
        require(model, model.run(inputs), expected, "all at once");
        for (int i = 0; i < examples; i++) {
            byte[][] one = slice(inputs, i, examples);
            require(model, model.run(one), slice(expected, i, examples), "example " + i);
        }
    }

    private static byte[][] slice(byte[][] arrays, int index, int count) {
        byte[][] result = new byte[arrays.length][];
        for (int k = 0; k < arrays.length; k++) {
            int size = arrays[k].length / count;
            result[k] = Arrays.copyOfRange(arrays[k], index * size, (index + 1) * size);
        }
        return result;
    }

    private static void require(
            IntegerModel model, byte[][] found, byte[][] expected, String what) {
        for (int k = 0; k < expected.length; k++) {
            int at = Arrays.mismatch(expected[k], found[k]);
            if (at >= 0) {
                throw new IllegalStateException(
                        String.format(
                                "%s kernels, %d threads, %s rounding, %s, output %d, byte %d:"
                                        + " expected %d as by the reference, found %d",
                                model.kernels(),
                                model.options().threads(),
                                model.options().rounding(),
                                what,
                                k,
                                at,
                                expected[k][at],
                                found[k][at]));
            }
        }
    }

    private static byte[][] inputs(List<TensorInfo> tensors, int examples, Random random) {
        byte[][] inputs = new byte[tensors.size()][];
        for (int k = 0; k < inputs.length; k++) {
            TensorInfo tensor = tensors.get(k);
            byte[] codes = new byte[Math.multiplyExact(examples, tensor.bytes())];
            random.nextBytes(codes);
            if (tensor.type() == ElementType.FLOAT32) {
                ByteBuffer floats = ByteBuffer.wrap(codes).order(ByteOrder.LITTLE_ENDIAN);
                for (int i = 0; i < codes.length / 4; i++) {
                    floats.putFloat((float) (2 * random.nextGaussian()));
                }
            } else if (tensor.type().isQuantized()) {
                boolean signed = tensor.type() == ElementType.INT8;
                Arrays.fill(codes, 0, tensor.bytes(), (byte) (signed ? -128 : 0));
                if (examples > 1) {
                    int size = tensor.bytes();
                    Arrays.fill(codes, size, 2 * size, (byte) (signed ? 127 : 255));
                }
            }
            inputs[k] = codes;
        }
        return inputs;
    }
}
