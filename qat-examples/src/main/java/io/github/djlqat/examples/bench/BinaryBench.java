package io.github.djlqat.examples.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import io.github.djlqat.examples.output.TextTable;
import io.github.djlqat.examples.progress.ProgressDisplay;
import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.kernel.BinaryConv2DSpec;
import io.github.djlqat.runtime.kernel.Image;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.Operand;
import io.github.djlqat.runtime.kernel.Requantize;
import io.github.djlqat.runtime.kernel.Window;
import io.github.djlqat.runtime.kernel.vector.VectorKernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Time of one 3x3 convolution, stride 1, as many filters as channels, on one thread: in bits (to
 * bits and to int8), in int8, and in float32 in DJL's PyTorch engine.
 */
public final class BinaryBench {

    private static final int[] CHANNELS = {64, 128, 256, 512};
    private static final int[] PIXELS = {14, 28, 56};
    private static final List<String> WAYS =
            List.of("bits to bits", "bits to int8", "int8", "float32");

    private final Interleaved measure;
    private final ProgressDisplay display;
    private final VectorKernels kernels = new VectorKernels();
    private final Random random = new Random(1);
    private final Layers layers = new Layers(1);
    private final TextTable table =
            new TextTable(
                    "channels",
                    "pixels",
                    "<convolution",
                    "ms",
                    "<80 % within",
                    "GMAC/s",
                    "x int8",
                    "x float32");
    private final List<Map<String, Object>> json = new ArrayList<>();

    /**
     * Prepares the benchmark; the engine must have been set to one thread.
     *
     * @throws UnsupportedOperationException if this machine has no vector kernels
     */
    public BinaryBench(Interleaved measure, ProgressDisplay display) {
        this.measure = measure;
        this.display = display;
    }

    /** Measures all sizes, the first one once before for the compiler. */
    public void run() {
        try (NDManager manager = NDManager.newBaseManager()) {
            measure(manager, "warm-up", CHANNELS[0], PIXELS[0]);
            for (int channels : CHANNELS) {
                for (int pixels : PIXELS) {
                    String name = channels + " channels, " + pixels + " pixels";
                    List<Timing> timings = measure(manager, name, channels, pixels);
                    for (int i = 0; i < WAYS.size(); i++) {
                        add(channels, pixels, WAYS.get(i), timings.get(i), timings);
                    }
                }
            }
        }
    }

    private List<Timing> measure(NDManager parent, String name, int channels, int pixels) {
        BinaryConv2DSpec bits = bits(channels, pixels);
        try (NDManager manager = parent.newSubManager()) {
            Shape image = new Shape(1, channels, pixels, pixels);
            NDArray x = manager.randomNormal(0, 1, image, DataType.FLOAT32);
            Shape filter = new Shape(channels, channels, 3, 3);
            NDArray w = manager.randomNormal(0, 1, filter, DataType.FLOAT32);
            Shape one = new Shape(1, 1);
            Runnable floats =
                    () -> {
                        try (NDList y = Conv2d.conv2d(x, w, null, one, one, one)) {
                            y.singletonOrThrow();
                        }
                    };
            return measure.measure(
                    name,
                    display,
                    List.of(
                            work(kernels.binaryConv2d(bits), channels, pixels),
                            work(kernels.binaryConv2d(codes(bits)), channels, pixels),
                            work(
                                    kernels.conv2d(layers.convolution(3, pixels, channels)),
                                    channels,
                                    pixels),
                            floats));
        }
    }

    private Runnable work(Kernel kernel, int channels, int pixels) {
        byte[] arena = new byte[2 * channels * pixels * pixels];
        random.nextBytes(arena);
        return SizesBench.work(kernel, arena);
    }

    private BinaryConv2DSpec bits(int channels, int pixels) {
        int words = channels / 32;
        int[] limits = new int[channels];
        Arrays.setAll(limits, i -> random.nextInt(81) - 40);
        return new BinaryConv2DSpec(
                Operand.arena(0),
                Operand.arena(pixels * pixels * words * 4),
                new Image(1, pixels, pixels, words),
                new Image(1, pixels, pixels, channels),
                new Window(3, 3, 1, 1, 1, 1, 1, 1),
                1,
                channels,
                false,
                Ints.of(IntStream.generate(random::nextInt).limit(9L * channels * words).toArray()),
                Ints.of(limits));
    }

    /** Returns the same convolution to codes, with a shift as the lowering would choose it. */
    private BinaryConv2DSpec codes(BinaryConv2DSpec bits) {
        int channels = bits.depth;
        int largest = 9 * channels;
        int shift = Integer.numberOfLeadingZeros(largest) - 3;
        int[] bias = new int[channels];
        Arrays.setAll(bias, i -> (random.nextInt(41) - 20) << shift);
        return new BinaryConv2DSpec(
                bits,
                requantize(channels, -1 - shift),
                shift,
                Ints.of(bias),
                same(channels, -largest),
                same(channels, largest));
    }

    private Requantize requantize(int channels, int exponent) {
        int[] multipliers = new int[channels];
        Arrays.setAll(multipliers, i -> (1 << 30) + random.nextInt(1 << 30));
        return new Requantize(
                Ints.of(multipliers), same(channels, exponent), RoundingMode.DOUBLE, 3, -128, 127);
    }

    private static Ints same(int count, int value) {
        int[] values = new int[count];
        Arrays.fill(values, value);
        return Ints.of(values);
    }

    private void add(int channels, int pixels, String way, Timing timing, List<Timing> all) {
        double macs = 9.0 * channels * channels * pixels * pixels;
        double toInt8 = timing.timesFasterThan(all.get(2));
        double toFloat = timing.timesFasterThan(all.get(3));
        table.row(
                channels,
                pixels,
                way,
                timing.milliseconds(),
                timing.spread(),
                String.format(Locale.ROOT, "%.0f", macs / timing.median()),
                String.format(Locale.ROOT, "%.1f", toInt8),
                String.format(Locale.ROOT, "%.1f", toFloat));
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("channels", channels);
        row.put("pixels", pixels);
        row.put("convolution", way);
        row.put("medianMs", timing.median() / 1e6);
        row.put("lowMs", timing.low() / 1e6);
        row.put("highMs", timing.high() / 1e6);
        row.put("timesInt8", toInt8);
        row.put("timesFloat32", toFloat);
        json.add(row);
    }

    /** Returns what was measured so far, for JSON. */
    public List<Map<String, Object>> json() {
        return List.copyOf(json);
    }

    /** Returns what was measured so far, as a table. */
    public TextTable table() {
        return table;
    }
}
