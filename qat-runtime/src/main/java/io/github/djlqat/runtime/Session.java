package io.github.djlqat.runtime;

import io.github.djlqat.runtime.boundary.Reals;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Tensor;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.Scratch;
import io.github.djlqat.runtime.lower.Codes;
import io.github.djlqat.runtime.parallel.RangeTask;
import io.github.djlqat.runtime.parallel.WorkerPool;
import io.github.djlqat.runtime.plan.ExecutionPlan;
import io.github.djlqat.runtime.plan.Step;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One arena of a model: set the inputs, invoke, get the outputs. None of these allocates. One
 * thread at a time may use a session; any number of sessions of one model may run at once.
 *
 * <p>Codes are those of the file's types: an unsigned model's are unsigned bytes. Reals are
 * quantized and dequantized by the tensor's scale and zero point; a model whose inputs are float32
 * takes them as they are.
 */
public final class Session {

    /** Kernels below this many multiply-accumulates are not worth waking another thread for. */
    private static final long PARALLEL_WORK = 1 << 15;

    private final IntegerGraph graph;
    private final ExecutionPlan plan;
    private final List<TensorInfo> inputs;
    private final List<TensorInfo> outputs;
    private final WorkerPool pool;
    private final boolean kept;
    private final Step[] steps;
    private final byte[] arena;
    private final Scratch[] scratches;
    private final KernelTask task = new KernelTask();

    Session(
            IntegerGraph graph,
            ExecutionPlan plan,
            List<TensorInfo> inputs,
            List<TensorInfo> outputs,
            WorkerPool pool,
            boolean kept) {
        this.graph = graph;
        this.plan = plan;
        this.inputs = inputs;
        this.outputs = outputs;
        this.pool = pool;
        this.kept = kept;
        steps = plan.steps.toArray(new Step[0]);
        arena = new byte[plan.arenaBytes];
        scratches = new Scratch[pool.threads()];
        for (int i = 0; i < scratches.length; i++) {
            scratches[i] = Scratch.ofSize(plan.scratchBytes, plan.scratchInts);
        }
    }

    /**
     * Sets an input from the codes at {@code codes[offset]} and after.
     *
     * @throws IndexOutOfBoundsException if the input's bytes do not lie in the array
     */
    public void setInput(int input, byte[] codes, int offset) {
        TensorInfo info = inputs.get(input);
        Objects.checkFromIndexSize(offset, info.bytes(), codes.length);
        int place = place(info.index());
        System.arraycopy(codes, offset, arena, place, info.bytes());
        Codes.convert(graph.tensor(info.index()), arena, place, info.bytes());
    }

    /** Sets an input from its codes, which must be exactly as many as it has. */
    public void setInput(int input, byte[] codes) {
        exact("input", input, codes.length, inputs.get(input).bytes(), "bytes");
        setInput(input, codes, 0);
    }

    /**
     * Sets an input from the reals at {@code values[offset]} and after, which it quantizes.
     *
     * @throws IndexOutOfBoundsException if the input's elements do not lie in the array
     */
    public void setInput(int input, float[] values, int offset) {
        TensorInfo info = inputs.get(input);
        Objects.checkFromIndexSize(offset, info.elements(), values.length);
        Tensor tensor = graph.tensor(info.index());
        int place = place(info.index());
        if (info.type() == ElementType.FLOAT32) {
            for (int i = 0; i < info.elements(); i++) {
                Reals.put(arena, place + 4 * i, values[offset + i]);
            }
            return;
        }
        requireCodes(info);
        int zeroPoint = info.zeroPoint() - Codes.lowering(tensor);
        for (int i = 0; i < info.elements(); i++) {
            float real = values[offset + i];
            arena[place + i] = (byte) Reals.quantize(real, info.scale(), zeroPoint, -128, 127);
        }
    }

    /** Sets an input from its reals, which must be exactly as many as it has. */
    public void setInput(int input, float[] values) {
        exact("input", input, values.length, inputs.get(input).elements(), "values");
        setInput(input, values, 0);
    }

    /** Copies an output's codes to {@code codes[offset]} and after. */
    public void getOutput(int output, byte[] codes, int offset) {
        TensorInfo info = outputs.get(output);
        Objects.checkFromIndexSize(offset, info.bytes(), codes.length);
        read(info.index(), codes, offset);
    }

    /** Returns a copy of an output's codes. */
    public byte[] getOutput(int output) {
        byte[] codes = new byte[outputs.get(output).bytes()];
        getOutput(output, codes, 0);
        return codes;
    }

    /** Dequantizes an output to {@code values[offset]} and after. */
    public void getOutput(int output, float[] values, int offset) {
        TensorInfo info = outputs.get(output);
        Objects.checkFromIndexSize(offset, info.elements(), values.length);
        Tensor tensor = graph.tensor(info.index());
        if (tensor.isConstant()) {
            throw new IllegalStateException(
                    "output " + output + ": expected a computed tensor, found a constant");
        }
        int place = place(info.index());
        if (info.type() == ElementType.FLOAT32) {
            for (int i = 0; i < info.elements(); i++) {
                values[offset + i] = Reals.get(arena, place + 4 * i);
            }
            return;
        }
        requireCodes(info);
        int zeroPoint = info.zeroPoint() - Codes.lowering(tensor);
        for (int i = 0; i < info.elements(); i++) {
            values[offset + i] = Reals.dequantize(arena[place + i], info.scale(), zeroPoint);
        }
    }

    /** Computes the outputs from the inputs. */
    public void invoke() {
        boolean shared = pool.tryEnter();
        try {
            for (Step step : steps) {
                if (shared && step.units > 1 && step.work >= PARALLEL_WORK) {
                    task.kernel = step.kernel;
                    int grain = Math.max(1, step.units / (4 * pool.threads()));
                    pool.run(task, step.units, grain);
                } else {
                    step.kernel.run(arena, 0, step.units, scratches[0]);
                }
            }
        } finally {
            if (shared) {
                pool.exit();
            }
        }
    }

    /**
     * Computes one operator alone, from whatever its inputs hold.
     *
     * @throws IllegalStateException unless the model was loaded with every tensor kept
     */
    public void invokeOperator(int operator) {
        requireKept();
        for (Step step : steps) {
            if (step.operator == operator) {
                step.kernel.run(arena, 0, step.units, scratches[0]);
            }
        }
    }

    /**
     * Returns a copy of any tensor's bytes, little-endian: what the last run left in it, or a
     * constant's.
     *
     * @throws IllegalStateException unless the model was loaded with every tensor kept
     */
    public byte[] getTensor(int index) {
        requireKept();
        byte[] bytes = new byte[(int) graph.tensor(index).byteSize()];
        read(index, bytes, 0);
        return bytes;
    }

    /**
     * Overwrites any tensor but a constant, for {@link #invokeOperator}.
     *
     * @throws IllegalStateException unless the model was loaded with every tensor kept
     */
    public void setTensor(int index, byte[] bytes) {
        requireKept();
        Tensor tensor = graph.tensor(index);
        exact("tensor", index, bytes.length, tensor.byteSize(), "bytes");
        int place = place(index);
        System.arraycopy(bytes, 0, arena, place, bytes.length);
        Codes.convert(tensor, arena, place, bytes.length);
    }

    private void read(int index, byte[] bytes, int offset) {
        Tensor tensor = graph.tensor(index);
        int size = (int) tensor.byteSize();
        if (tensor.isConstant()) {
            System.arraycopy(tensor.requireData().toArray(), 0, bytes, offset, size);
            return;
        }
        System.arraycopy(arena, place(index), bytes, offset, size);
        Codes.convert(tensor, bytes, offset, size);
    }

    private int place(int index) {
        int place = plan.offsets.get(index);
        if (place == ExecutionPlan.NOWHERE) {
            throw new IllegalStateException(
                    "tensor " + index + ": expected one in the arena, found a constant or unused");
        }
        return place;
    }

    private void requireKept() {
        if (!kept) {
            throw new IllegalStateException(
                    "expected a model loaded with keepAllTensors, found one without");
        }
    }

    private static void requireCodes(TensorInfo info) {
        if (!info.type().isQuantized()) {
            throw new IllegalStateException(
                    "tensor '"
                            + info.name()
                            + "': expected 8-bit codes or FLOAT32, found "
                            + info.type());
        }
    }

    private static void exact(String what, int index, int found, long expected, String unit) {
        if (found != expected) {
            throw new IllegalArgumentException(
                    what
                            + " "
                            + index
                            + ": expected "
                            + expected
                            + " "
                            + unit
                            + ", found "
                            + found);
        }
    }

    /** A kernel's units as a task; one object for all steps, so that a run allocates nothing. */
    private final class KernelTask implements RangeTask {

        private @Nullable Kernel kernel;

        @Override
        public void run(int worker, int begin, int end) {
            Objects.requireNonNull(kernel).run(arena, begin, end, scratches[worker]);
        }
    }
}
