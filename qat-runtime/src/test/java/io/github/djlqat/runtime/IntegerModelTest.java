package io.github.djlqat.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Quantization;
import io.github.djlqat.runtime.graph.Shape;
import io.github.djlqat.runtime.testing.GraphBuilder;
import io.github.djlqat.runtime.testing.RandomGraphs;
import io.github.djlqat.runtime.testing.RandomGraphs.Kind;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class IntegerModelTest {

    private static final LoadOptions OPTIONS = LoadOptions.defaults().withKernels("reference");

    /** Less than a byte a run is none: this many runs may allocate less than this many bytes. */
    private static final int RUNS = 200;

    private static byte[] codes(IntegerGraph graph, int examples) {
        return RandomGraphs.codes(graph.tensor(graph.inputs().get(0)), 1, examples);
    }

    @Test
    void keepingEveryTensorChangesNoOutput() throws Exception {
        for (int seed = 0; seed < 20; seed++) {
            IntegerGraph graph = RandomGraphs.single(Kind.PADDED_CONV, seed, ElementType.INT8);
            byte[] input = codes(graph, 1);
            IntegerModel kept = IntegerModel.of(graph, OPTIONS.withKeepAllTensors(true));
            Session session = kept.newSession();
            session.setInput(0, input);
            session.invoke();
            byte[] output = session.getOutput(0);
            assertThat(output)
                    .as("seed " + seed)
                    .isEqualTo(IntegerModel.of(graph, OPTIONS).run(input));
            assertThat(session.getTensor(graph.inputs().get(0))).isEqualTo(input);
            int last = graph.operators().size() - 1;
            int read = graph.operators().get(last).inputs().get(0);
            session.setTensor(read, session.getTensor(read));
            session.invokeOperator(last);
            assertThat(session.getOutput(0)).isEqualTo(output);
        }
    }

    @Test
    void readingATensorThatIsNotKeptIsRefused() throws Exception {
        IntegerGraph graph = RandomGraphs.chain(3, ElementType.INT8);
        Session session = IntegerModel.of(graph, OPTIONS).newSession();
        assertThatThrownBy(() -> session.getTensor(0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("keepAllTensors");
    }

    @Test
    void realsAreQuantizedAndDequantized() throws Exception {
        for (ElementType type : new ElementType[] {ElementType.INT8, ElementType.UINT8}) {
            GraphBuilder builder = new GraphBuilder();
            int zero = type == ElementType.INT8 ? -3 : 125;
            int in = builder.input(type, Shape.of(1, 4), 0.5f, zero);
            int out = builder.codes(type, Shape.of(1, 4), 0.5f, zero);
            builder.add(new Operator.Unary(Operator.Function.RELU, in, out));
            IntegerModel model = IntegerModel.of(builder.build(out), OPTIONS);
            assertThat(model.run(new float[] {0.25f, -0.25f, 3f, 1e9f, 0, 1, Float.NaN, -1e9f}))
                    .containsExactly(0.5f, 0f, 3f, 65f, 0f, 1f, 0f, 0f);
        }
    }

    @Test
    void floatInputsAndOutputsPassThroughQuantizeAndDequantize() throws Exception {
        GraphBuilder builder = new GraphBuilder();
        int in = builder.addInput(ElementType.FLOAT32, Shape.of(1, 3), null);
        int codes = builder.codes(ElementType.INT8, Shape.of(1, 3), 0.25f, 5);
        int out = builder.add(ElementType.FLOAT32, Shape.of(1, 3), null, null);
        builder.add(new Operator.Unary(Operator.Function.QUANTIZE, in, codes));
        builder.add(new Operator.Unary(Operator.Function.DEQUANTIZE, codes, out));
        IntegerModel model = IntegerModel.of(builder.build(out), OPTIONS);
        assertThat(model.run(new float[] {0.375f, -0.375f, -100f}))
                .containsExactly(0.5f, -0.5f, -33.25f);
    }

    @Test
    void severalInputsAndOutputs() throws Exception {
        GraphBuilder builder = new GraphBuilder();
        Quantization q = Quantization.perTensor(1f, 0);
        int a = builder.addInput(ElementType.INT8, Shape.of(1, 2), q);
        int b = builder.addInput(ElementType.INT8, Shape.of(1, 2), q);
        int sum = builder.codes(ElementType.INT8, Shape.of(1, 2), 1f, 0);
        int difference = builder.codes(ElementType.INT8, Shape.of(1, 2), 1f, 0);
        builder.add(new Operator.Add(a, b, sum, Activation.NONE));
        builder.add(new Operator.Sub(a, b, difference, Activation.NONE));
        IntegerModel model = IntegerModel.of(builder.build(sum, difference), OPTIONS);
        byte[][] out = model.run(new byte[][] {{1, 2, 100, -100}, {3, -4, 100, 100}});
        assertThat(out[0]).containsExactly(4, -2, 127, 0);
        assertThat(out[1]).containsExactly(-2, 6, 0, -128);
        assertThat(model.outputNamed("t3")).isEqualTo(1);
        assertThatThrownBy(() -> model.inputNamed("x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("t0");
    }

    @Test
    void anInputOfTheWrongLengthIsRefused() throws Exception {
        IntegerGraph graph = RandomGraphs.chain(3, ElementType.INT8);
        IntegerModel model = IntegerModel.of(graph, OPTIONS);
        int size = model.inputs().get(0).bytes();
        assertThatThrownBy(() -> model.run(new byte[size + 1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a multiple of " + size)
                .hasMessageContaining("found " + (size + 1));
    }

    @Test
    void manyThreadsShareAModel() throws Exception {
        IntegerGraph graph = RandomGraphs.chain(5, ElementType.INT8);
        byte[] input = codes(graph, 6);
        ExecutorService executor = Executors.newFixedThreadPool(4);
        try (IntegerModel model = IntegerModel.of(graph, OPTIONS.withThreads(2))) {
            byte[] expected = model.run(input);
            List<Future<byte[]>> results = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                results.add(executor.submit(() -> model.run(input)));
            }
            for (Future<byte[]> result : results) {
                assertThat(result.get()).isEqualTo(expected);
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void aRunAllocatesNothing() throws Exception {
        com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        for (int count : new int[] {1, 2}) {
            for (int seed = 0; seed < 6; seed++) {
                IntegerGraph graph = RandomGraphs.chain(seed, ElementType.INT8);
                try (IntegerModel model = IntegerModel.of(graph, OPTIONS.withThreads(count))) {
                    Session session = model.newSession();
                    byte[] input = Arrays.copyOf(codes(graph, 1), model.inputs().get(0).bytes());
                    byte[] output = new byte[model.outputs().get(0).bytes()];
                    run(session, input, output);
                    // Reading the counter allocates a little itself, once for all runs.
                    long least = Long.MAX_VALUE;
                    for (int i = 0; i < 5 && least >= RUNS; i++) {
                        long before = threads.getThreadAllocatedBytes(id);
                        for (int k = 0; k < RUNS; k++) {
                            run(session, input, output);
                        }
                        least = Math.min(least, threads.getThreadAllocatedBytes(id) - before);
                    }
                    assertThat(least)
                            .as("bytes in " + RUNS + " runs, seed " + seed)
                            .isLessThan(RUNS);
                }
            }
        }
    }

    private static void run(Session session, byte[] input, byte[] output) {
        session.setInput(0, input);
        session.invoke();
        session.getOutput(0, output, 0);
    }

    @Test
    void anArenaBeyondTheLimitIsRefused() {
        IntegerGraph graph = RandomGraphs.chain(3, ElementType.INT8);
        assertThatThrownBy(() -> IntegerModel.of(graph, OPTIONS.withMaximumArenaBytes(3)))
                .isInstanceOf(MalformedModelException.class)
                .hasMessageContaining("arena: expected at most 3 bytes");
    }
}
