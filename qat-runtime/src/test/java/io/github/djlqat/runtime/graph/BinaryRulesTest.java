package io.github.djlqat.runtime.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djlqat.runtime.IntegerModel;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.testing.GraphBuilder;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Graphs on bits with one fault each: the message names field, expected and found. */
class BinaryRulesTest {

    /** A binary convolution [1,4,4,40] to [1,4,4,33], and what a test may change of it. */
    private static final class Model {
        ElementType input = ElementType.INT8;
        int inputChannels = 40;
        int bitWords = 2;
        int channelsIn = 40;
        int[] filterShape = {33, 3, 3, 2};
        int unusedBits;
        int thresholds = 33;
        boolean toBits = true;
        int outputWords = 2;
        int stride = 1;
        float multiplier = 0.25f;
        float bias = 1f;
        boolean throughBits = true;
        ElementType output = ElementType.INT8;

        IntegerGraph build() {
            GraphBuilder g = new GraphBuilder();
            int in = g.input(input, Shape.of(1, 4, 4, inputChannels), 0.5f, 3);
            int bits = g.add(ElementType.INT32, Shape.of(1, 4, 4, bitWords), null, null);
            if (throughBits) {
                g.add(new Operator.LceQuantize(in, bits));
            } else {
                bits = g.addInput(ElementType.INT32, Shape.of(1, 4, 4, bitWords), null);
            }
            Shape shape = Shape.of(filterShape);
            int[] words = new int[shape.elements()];
            for (int i = 1; i < words.length; i += 2) {
                words[i] = unusedBits;
            }
            int filter = g.add(ElementType.INT32, shape, null, Bytes.ofInts(words));
            int channels = filterShape[0];
            int out =
                    toBits
                            ? g.add(ElementType.INT32, Shape.of(1, 4, 4, outputWords), null, null)
                            : g.codes(output, Shape.of(1, 4, 4, channels), 0.1f, 0);
            g.add(
                    new Operator.LceBconv2d(
                            bits,
                            filter,
                            toBits ? Operator.NONE : floats(g, channels, multiplier),
                            toBits ? Operator.NONE : floats(g, channels, bias),
                            toBits ? g.ints(new int[thresholds]) : Operator.NONE,
                            out,
                            channelsIn,
                            Padding.SAME,
                            false,
                            stride,
                            1,
                            1,
                            1,
                            Activation.NONE));
            return g.build(out);
        }
    }

    private static int floats(GraphBuilder g, int count, float value) {
        int[] bits = new int[count];
        Arrays.fill(bits, Float.floatToRawIntBits(value));
        return g.add(ElementType.FLOAT32, Shape.of(count), null, Bytes.ofInts(bits));
    }

    private static void refused(Consumer<Model> fault, String... parts) {
        Model model = new Model();
        fault.accept(model);
        refused(model.build(), parts);
    }

    private static void refused(IntegerGraph graph, String... parts) {
        assertThatThrownBy(
                        () ->
                                IntegerModel.of(
                                        graph, LoadOptions.defaults().withKernels("reference")))
                .isInstanceOf(MalformedModelException.class)
                .hasMessageContainingAll(parts)
                .hasMessageContainingAll("expected", "found");
    }

    @Test
    void soundGraphsLoad() throws Exception {
        Model model = new Model();
        LoadOptions options = LoadOptions.defaults().withKernels("reference");
        try (IntegerModel loaded = IntegerModel.of(model.build(), options)) {
            assertThat(loaded.run(new byte[640])).hasSize(128);
            assertThat(loaded.operators().get(1).weightBits()).isEqualTo(1);
            assertThat(loaded.multiplyAccumulates()).isEqualTo(16L * 33 * 9 * 40);
        }
        model.toBits = false;
        try (IntegerModel loaded = IntegerModel.of(model.build(), options)) {
            assertThat(loaded.run(new byte[640])).hasSize(16 * 33);
        }
    }

    @Test
    void wordsUnlikeChannels() {
        refused(m -> m.bitWords = 1, "LceQuantize.output.shape: expected [1, 4, 4, 2]");
        refused(m -> m.outputWords = 33, "LceBconv2d.output.shape: expected [1, 4, 4, 2]");
        refused(m -> m.channelsIn = 64, "LceBconv2d.channelsIn: expected 40, found 64");
    }

    @Test
    void inputsThatAreNoBits() {
        refused(m -> m.throughBits = false, "LceBconv2d.input: expected bits", "INT32 that is not");
        refused(m -> m.input = ElementType.UINT8, "LceQuantize.input.type: expected INT8");
    }

    @Test
    void filtersThatDoNotFit() {
        refused(m -> m.filterShape = new int[] {33, 3, 3, 3}, "filter.shape[3]", "divisor", "2");
        refused(
                m -> m.filterShape = new int[] {33, 3, 3, 1},
                "filter.shape[3]",
                "groups ask for channels in whole words, not 40");
        refused(
                m -> {
                    m.inputChannels = 64;
                    m.channelsIn = 64;
                    m.filterShape = new int[] {33, 3, 3, 1};
                },
                "filter.shape[0]: expected a multiple of 2 groups, found 33");
        refused(m -> m.unusedBits = 1 << 8, "filter[1]", "the bits past channel 40 clear", "100");
        refused(m -> m.filterShape = new int[] {33, 3, 2}, "filter.shape: expected 4 dimensions");
    }

    @Test
    void sumsThatAreTooLong() {
        refused(
                m -> m.filterShape = new int[] {1, 1000, 7000, 2},
                "filter.shape: expected sums of at most 268435456 products, found 280000000");
    }

    @Test
    void thresholdsMultipliersAndBiases() {
        refused(m -> m.thresholds = 32, "threshold.shape: expected [33], found [32]");
        for (float bad : new float[] {0f, -0f, Float.NaN, Float.POSITIVE_INFINITY}) {
            refused(
                    m -> {
                        m.toBits = false;
                        m.multiplier = bad;
                    },
                    "multiplier[0]: expected finite and not 0, found " + bad);
        }
        refused(
                m -> {
                    m.toBits = false;
                    m.bias = Float.NaN;
                },
                "bias[0]: expected finite, found NaN");
        refused(
                m -> {
                    m.toBits = false;
                    m.multiplier = 1e-9f;
                    m.bias = 2f;
                },
                "bias[0]: expected at most 2^30 times the multiplier 1.0E-9, found 2.0");
    }

    @Test
    void stridesAndOutputs() {
        refused(m -> m.stride = 0, "strideH: expected at least 1, found 0");
        refused(
                m -> {
                    m.toBits = false;
                    m.output = ElementType.UINT8;
                },
                "output.type: expected INT8, found UINT8");
    }

    @Test
    void binarizeWantsAnIntervalForEachChannel() {
        GraphBuilder g = new GraphBuilder();
        int in = g.input(ElementType.INT8, Shape.of(1, 5), 0.5f, 3);
        int intervals = g.add(ElementType.INT8, Shape.of(2, 4), null, Bytes.of(new byte[8]));
        int bits = g.add(ElementType.INT32, Shape.of(1, 1), null, null);
        g.add(new Operator.DjlqatBinarize(in, intervals, bits));
        refused(g.build(bits), "DjlqatBinarize.intervals.shape: expected [2, 5], found [2, 4]");
    }

    @Test
    void dequantizeWantsTheChannelsThatWereQuantized() {
        GraphBuilder g = new GraphBuilder();
        int in = g.input(ElementType.INT8, Shape.of(1, 40), 0.5f, 3);
        int bits = g.add(ElementType.INT32, Shape.of(1, 2), null, null);
        int out = g.codes(ElementType.INT8, Shape.of(1, 41), 0.5f, 3);
        g.add(new Operator.LceQuantize(in, bits));
        g.add(new Operator.LceDequantize(bits, out));
        refused(g.build(out), "LceDequantize.output.shape: expected last dimension 40");
    }

    @Test
    void batchNormOptions() {
        refused(batchNorm(63, 3, 0), "DjlqatBatchNorm.shift: expected 0 to 62, found 63");
        refused(batchNorm(-1, 3, 0), "shift: expected 0 to 62, found -1");
        refused(batchNorm(8, 2, 0), "multiplier.shape: expected [3], found [2]");
        refused(batchNorm(8, 3, (1L << 62) + 1), "offset[2]: expected at most 2^62 in magnitude");
    }

    private static IntegerGraph batchNorm(int shift, int multipliers, long offset) {
        GraphBuilder g = new GraphBuilder();
        int in = g.input(ElementType.INT8, Shape.of(2, 3), 0.5f, 3);
        int out = g.codes(ElementType.INT8, Shape.of(2, 3), 0.5f, 3);
        byte[] offsets = new byte[24];
        for (int i = 0; i < 8; i++) {
            offsets[16 + i] = (byte) (offset >>> 8 * i);
        }
        int constant = g.add(ElementType.INT64, Shape.of(3), null, Bytes.of(offsets));
        int multiplier = g.ints(new int[multipliers]);
        g.add(new Operator.DjlqatBatchNorm(in, multiplier, constant, out, shift, Activation.NONE));
        return g.build(out);
    }

    @Test
    void codedWeightsMayOnlyBeFilters() {
        GraphBuilder g = new GraphBuilder();
        int coded = g.add(Coding.INT4, Shape.of(4), null, Coding.INT4.pack(1, 2, 3, 4));
        int in = g.input(ElementType.INT8, Shape.of(4), 0.5f, 3);
        int out = g.codes(ElementType.INT8, Shape.of(4), 0.5f, 3);
        g.add(new Operator.Unary(Operator.Function.RELU6, in, out));
        refused(g.build(out, coded), "outputs[1]", "found CODED");
    }

    @Test
    void codedSumsThatOverflow() {
        GraphBuilder g = new GraphBuilder();
        int depth = 70_000;
        int in = g.input(ElementType.INT8, Shape.of(1, depth), 0.5f, 127);
        int out = g.codes(ElementType.INT8, Shape.of(1, 1), 0.5f, 3);
        Coding coding = new Coding(1, Bytes.of((byte) 127, (byte) -127));
        Quantization one = Quantization.perTensor(1f, 0);
        int filter = g.add(coding, Shape.of(1, depth), one, coding.pack(new int[depth]));
        g.add(new Operator.FullyConnected(in, filter, Operator.NONE, out, false, Activation.NONE));
        refused(g.build(out), "FULLY_CONNECTED.filter: expected sums of at most 2147483647");
    }
}
