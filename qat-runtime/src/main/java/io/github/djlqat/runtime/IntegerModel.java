package io.github.djlqat.runtime;

import io.github.djlqat.runtime.graph.Coding;
import io.github.djlqat.runtime.graph.GraphValidator;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Tensor;
import io.github.djlqat.runtime.kernel.KernelProvider;
import io.github.djlqat.runtime.parallel.WorkerPool;
import io.github.djlqat.runtime.plan.Costs;
import io.github.djlqat.runtime.plan.ExecutionPlan;
import io.github.djlqat.runtime.plan.Planner;
import io.github.djlqat.runtime.tflite.Limits;
import io.github.djlqat.runtime.tflite.TfliteReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.ObjIntConsumer;

/**
 * A model ready to run in integers. Loading checks it, turns scales into integers, packs weights
 * and plans memory; running then neither allocates nor computes with floating point.
 *
 * <pre>{@code
 * IntegerModel model = IntegerModel.load(Path.of("model.tflite"), LoadOptions.defaults());
 * byte[] scores = model.run(image);
 * }</pre>
 *
 * <p>A model may be used by any number of threads. {@link #run} serves callers with sessions of its
 * own; a thread that runs often keeps a {@link Session}, which holds its arena.
 */
public final class IntegerModel implements AutoCloseable {

    private final IntegerGraph graph;
    private final LoadOptions options;
    private final String kernels;
    private final ExecutionPlan plan;
    private final WorkerPool pool;
    private final List<TensorInfo> inputs;
    private final List<TensorInfo> outputs;

    /** Sessions that {@link #run} is not using. */
    private final ConcurrentLinkedQueue<Session> idle = new ConcurrentLinkedQueue<>();

    private IntegerModel(
            IntegerGraph graph, LoadOptions options, String kernels, ExecutionPlan plan) {
        this.graph = graph;
        this.options = options;
        this.kernels = kernels;
        this.plan = plan;
        pool = new WorkerPool(options.threads());
        inputs = new ArrayList<>();
        for (int i = 0; i < graph.inputs().size(); i++) {
            int index = graph.inputs().get(i);
            inputs.add(TensorInfo.of(index, graph.tensor(index)));
        }
        outputs = new ArrayList<>();
        for (int i = 0; i < graph.outputs().size(); i++) {
            int index = graph.outputs().get(i);
            outputs.add(TensorInfo.of(index, graph.tensor(index)));
        }
    }

    /**
     * Loads a {@code .tflite} file.
     *
     * @throws IOException if the file cannot be read
     * @throws MalformedModelException if it is no sound model
     * @throws UnsupportedOperatorException if it asks for what this runtime does not have
     * @throws IllegalArgumentException if the options force kernels that this machine lacks
     */
    public static IntegerModel load(Path file, LoadOptions options)
            throws IOException, MalformedModelException {
        return of(TfliteReader.read(file), options);
    }

    /**
     * Loads a {@code .tflite} from a stream, which it reads to the end and does not close; errors
     * as of {@link #load(Path, LoadOptions)}. A stream without end is refused once it is longer
     * than a file may be.
     */
    public static IntegerModel load(InputStream stream, LoadOptions options)
            throws IOException, MalformedModelException {
        int most = Limits.DEFAULT.maxFileBytes();
        byte[] bytes = stream.readNBytes(most);
        if (bytes.length == most && stream.read() >= 0) {
            throw new MalformedModelException(
                    "stream", "expected at most " + most + " bytes, found more");
        }
        return load(bytes, options);
    }

    /** Loads a {@code .tflite} from its bytes, which the caller must not change any more. */
    public static IntegerModel load(byte[] bytes, LoadOptions options)
            throws MalformedModelException {
        return of(TfliteReader.read(bytes), options);
    }

    /** Prepares a graph to run; errors as of {@link #load(Path, LoadOptions)}. */
    public static IntegerModel of(IntegerGraph graph, LoadOptions options)
            throws MalformedModelException {
        GraphValidator.validate(graph);
        KernelProvider kernels = KernelSelection.select(options.kernels());
        return of(graph, options, kernels);
    }

    /** Prepares a checked graph with kernels of the caller's. */
    static IntegerModel of(IntegerGraph graph, LoadOptions options, KernelProvider kernels)
            throws MalformedModelException {
        ExecutionPlan plan =
                Planner.plan(
                        graph,
                        options.rounding(),
                        kernels,
                        options.keepAllTensors(),
                        options.maximumArenaBytes());
        return new IntegerModel(graph, options, kernels.name(), plan);
    }

    /** Returns a new session, which one thread at a time may use. */
    public Session newSession() {
        return new Session(graph, plan, inputs, outputs, pool, options.keepAllTensors());
    }

    /**
     * Runs a model of one input and one output. May be called by several threads at once.
     *
     * @param input the codes of any number of examples back to back, as the file's type has them
     * @return the outputs back to back
     * @throws IllegalArgumentException if the length is no multiple of an example's bytes
     */
    public byte[] run(byte[] input) {
        TensorInfo in = single(inputs, "input");
        TensorInfo out = single(outputs, "output");
        int examples = count(input.length, in.bytes(), "input", "bytes");
        byte[] output = new byte[size(examples, out.bytes())];
        examples(
                examples,
                (session, i) -> {
                    session.setInput(0, input, i * in.bytes());
                    session.invoke();
                    session.getOutput(0, output, i * out.bytes());
                });
        return output;
    }

    /**
     * Runs a model of one input and one output on reals, which it quantizes, and dequantizes the
     * result. Otherwise as {@link #run(byte[])}.
     */
    public float[] run(float[] input) {
        TensorInfo in = single(inputs, "input");
        TensorInfo out = single(outputs, "output");
        int examples = count(input.length, in.elements(), "input", "values");
        float[] output = new float[size(examples, out.elements())];
        examples(
                examples,
                (session, i) -> {
                    session.setInput(0, input, i * in.elements());
                    session.invoke();
                    session.getOutput(0, output, i * out.elements());
                });
        return output;
    }

    /**
     * Runs a model of any inputs and outputs.
     *
     * @param input for each input the codes of the same number of examples back to back
     * @return for each output its codes back to back
     */
    public byte[][] run(byte[][] input) {
        if (input.length != inputs.size()) {
            throw new IllegalArgumentException(
                    "inputs: expected " + inputs.size() + ", found " + input.length);
        }
        int examples = 1;
        for (int k = 0; k < input.length; k++) {
            String name = "input " + k;
            int count = count(input[k].length, inputs.get(k).bytes(), name, "bytes");
            if (k > 0 && count != examples) {
                throw new IllegalArgumentException(
                        name + ": expected " + examples + " examples, found " + count);
            }
            examples = count;
        }
        byte[][] output = new byte[outputs.size()][];
        for (int k = 0; k < output.length; k++) {
            output[k] = new byte[size(examples, outputs.get(k).bytes())];
        }
        examples(
                examples,
                (session, i) -> {
                    for (int k = 0; k < input.length; k++) {
                        session.setInput(k, input[k], i * inputs.get(k).bytes());
                    }
                    session.invoke();
                    for (int k = 0; k < output.length; k++) {
                        session.getOutput(k, output[k], i * outputs.get(k).bytes());
                    }
                });
        return output;
    }

    /**
     * Returns how many examples an array holds.
     *
     * @throws IllegalArgumentException if it does not hold whole ones
     */
    private static int count(int length, int example, String what, String unit) {
        if (length % example != 0) {
            throw new IllegalArgumentException(
                    what
                            + ": expected a multiple of "
                            + example
                            + " "
                            + unit
                            + ", found "
                            + length);
        }
        return length / example;
    }

    /**
     * Returns the length of an array of that many examples.
     *
     * @throws IllegalArgumentException if no array is that long
     */
    private static int size(int examples, int example) {
        long size = (long) examples * example;
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "output: expected at most "
                            + (Integer.MAX_VALUE - 8)
                            + " elements, found "
                            + size
                            + "; run fewer examples at a time");
        }
        return (int) size;
    }

    private static TensorInfo single(List<TensorInfo> tensors, String what) {
        if (tensors.size() != 1) {
            throw new IllegalStateException(
                    what + "s: expected 1, found " + tensors.size() + "; use run(byte[][])");
        }
        return tensors.get(0);
    }

    /** Runs examples: side by side if there are as many as threads, else one after the other. */
    private void examples(int count, ObjIntConsumer<Session> example) {
        if (count >= options.threads() && pool.tryEnter()) {
            try {
                pool.run((worker, begin, end) -> range(begin, end, example), count, 1);
            } finally {
                pool.exit();
            }
        } else {
            range(0, count, example);
        }
    }

    private void range(int begin, int end, ObjIntConsumer<Session> example) {
        Session reused = idle.poll();
        Session session = reused != null ? reused : newSession();
        for (int i = begin; i < end; i++) {
            example.accept(session, i);
        }
        idle.add(session);
    }

    /** Returns the inputs, in the file's order. */
    public List<TensorInfo> inputs() {
        return List.copyOf(inputs);
    }

    /** Returns the outputs, in the file's order. */
    public List<TensorInfo> outputs() {
        return List.copyOf(outputs);
    }

    /**
     * Returns the position of an input by its name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public int inputNamed(String name) {
        return named(inputs, name, "input");
    }

    /**
     * Returns the position of an output by its name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public int outputNamed(String name) {
        return named(outputs, name, "output");
    }

    private static int named(List<TensorInfo> tensors, String name, String what) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < tensors.size(); i++) {
            if (tensors.get(i).name().equals(name)) {
                return i;
            }
            names.add(tensors.get(i).name());
        }
        throw new IllegalArgumentException(
                what + ": expected one of " + names + ", found '" + name + "'");
    }

    /** Returns the graph that was loaded. */
    public IntegerGraph graph() {
        return graph;
    }

    /** Returns the options it was loaded with. */
    public LoadOptions options() {
        return options;
    }

    /** Returns the name of the kernels in use. */
    public String kernels() {
        return kernels;
    }

    /** Returns the bytes of a session's arena. */
    public int arenaBytes() {
        return plan.arenaBytes;
    }

    /** Returns the bytes of all constants, packed as the file holds them, without tables. */
    public long weightBytes() {
        long sum = 0;
        for (Tensor tensor : graph.tensors()) {
            sum += tensor.isConstant() ? tensor.byteSize() : 0;
        }
        return sum;
    }

    /** Returns the multiply-accumulates of one run. */
    public long multiplyAccumulates() {
        long sum = 0;
        for (Operator operator : graph.operators()) {
            sum += Costs.multiplyAccumulates(graph, operator);
        }
        return sum;
    }

    /** Returns what each operator costs. */
    public List<OperatorInfo> operators() {
        List<OperatorInfo> result = new ArrayList<>();
        for (int i = 0; i < graph.operators().size(); i++) {
            Operator operator = graph.operators().get(i);
            long weights = 0;
            for (int k = 0; k < operator.inputs().size(); k++) {
                int input = operator.inputs().get(k);
                if (input != Operator.NONE && graph.tensor(input).isConstant()) {
                    weights += graph.tensor(input).byteSize();
                }
            }
            result.add(
                    new OperatorInfo(
                            i,
                            operator.opName(),
                            graph.tensor(operator.output()).shape(),
                            Costs.multiplyAccumulates(graph, operator),
                            weights,
                            weightBits(operator)));
        }
        return result;
    }

    private int weightBits(Operator operator) {
        if (operator instanceof Operator.LceBconv2d) {
            return 1;
        } else if (operator instanceof Operator.Conv2D
                || operator instanceof Operator.DepthwiseConv2D
                || operator instanceof Operator.FullyConnected) {
            Coding coding = graph.tensor(operator.inputs().get(1)).coding();
            return coding == null ? Byte.SIZE : coding.bits();
        }
        return 0;
    }

    /** Ends the model's threads; sessions go on, each on its caller's thread. */
    @Override
    public void close() {
        pool.close();
    }
}
