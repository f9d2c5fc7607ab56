package io.github.djlqat.runtime.plan;

import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Tensor;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.KernelProvider;
import io.github.djlqat.runtime.kernel.Operand;
import io.github.djlqat.runtime.lower.Codes;
import io.github.djlqat.runtime.lower.Lowering;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plans a checked graph: lifetimes, places, kernels. */
public final class Planner {

    private final IntegerGraph graph;
    private final boolean keepAll;
    private final @Nullable PadFolding folding;

    /** For each tensor the one whose place it shares: itself, or a reshape's input. */
    private final int[] owner;

    private final int[] offsets;

    private Planner(IntegerGraph graph, boolean keepAll) {
        this.graph = graph;
        this.keepAll = keepAll;
        folding = keepAll ? null : new PadFolding(graph);
        owner = new int[graph.tensors().size()];
        offsets = new int[owner.length];
    }

    /**
     * Returns the plan of a graph.
     *
     * @param graph checked by {@link io.github.djlqat.runtime.graph.GraphValidator}
     * @param rounding the convention every requantization follows
     * @param kernels prepares the kernels
     * @param keepAll whether every tensor gets a place of its own, in which it stays after a run,
     *     and no operator takes over another
     * @param maximumArena the most bytes the arena may take
     * @throws MalformedModelException if the arena would be larger, or scales are too far apart
     */
    public static ExecutionPlan plan(
            IntegerGraph graph,
            RoundingMode rounding,
            KernelProvider kernels,
            boolean keepAll,
            int maximumArena)
            throws MalformedModelException {
        Planner planner = new Planner(graph, keepAll);
        int arena = planner.place(maximumArena);
        return planner.steps(rounding, kernels, arena);
    }

    private int place(int maximumArena) throws MalformedModelException {
        int count = owner.length;
        int[] first = new int[count];
        int[] last = new int[count];
        Arrays.fill(first, Integer.MAX_VALUE);
        Arrays.fill(last, -1);
        for (int i = 0; i < count; i++) {
            owner[i] = i;
        }
        for (int i = 0; i < graph.inputs().size(); i++) {
            first[graph.inputs().get(i)] = -1;
        }
        for (int i = 0; i < graph.operators().size(); i++) {
            Operator op = graph.operators().get(i);
            if (isFolded(op.output())) {
                continue;
            }
            if (sharesPlace(op)) {
                owner[op.output()] = owner[op.inputs().get(0)];
            }
            first[owner[op.output()]] = Math.min(first[owner[op.output()]], i);
            last[owner[op.output()]] = Math.max(last[owner[op.output()]], i);
            for (int k = 0; k < op.inputs().size(); k++) {
                int input = read(op, k);
                if (input != Operator.NONE) {
                    last[owner[input]] = i;
                }
            }
        }
        int end = graph.operators().size();
        for (int i = 0; i < graph.outputs().size(); i++) {
            last[owner[graph.outputs().get(i)]] = end;
        }
        List<MemoryPlanner.Buffer> buffers = new ArrayList<>();
        Map<Integer, Integer> bufferOf = new HashMap<>();
        for (int i = 0; i < count; i++) {
            if (owner[i] == i && first[i] != Integer.MAX_VALUE) {
                bufferOf.put(i, buffers.size());
                int start = keepAll ? -1 : first[i];
                int stop = keepAll ? end : last[i];
                buffers.add(new MemoryPlanner.Buffer(graph.tensor(i).byteSize(), start, stop));
            }
        }
        MemoryPlanner.Placement placement = MemoryPlanner.place(buffers);
        if (placement.size > maximumArena) {
            throw new MalformedModelException(
                    "arena",
                    "expected at most " + maximumArena + " bytes, found " + placement.size);
        }
        for (int i = 0; i < count; i++) {
            Integer buffer = bufferOf.get(owner[i]);
            offsets[i] =
                    buffer == null
                            ? ExecutionPlan.NOWHERE
                            : placement.offsets.get(buffer).intValue();
        }
        return (int) placement.size;
    }

    private boolean isFolded(int tensor) {
        return folding != null && folding.of(tensor) != null;
    }

    /** Returns the tensor that an operator really reads in place of input {@code k}. */
    private int read(Operator op, int k) {
        int input = op.inputs().get(k);
        PadFolding.Fold fold = folding == null || k > 0 ? null : folding.of(input);
        return fold == null ? input : fold.input;
    }

    /** A reshape of what lies in the arena moves nothing. */
    private boolean sharesPlace(Operator op) {
        return op instanceof Operator.Reshape o && !graph.tensor(o.input()).isConstant();
    }

    private Operand operand(int index) {
        Tensor tensor = graph.tensor(index);
        return tensor.isConstant()
                ? Operand.constant(Codes.constant(tensor))
                : Operand.arena(offsets[index]);
    }

    private ExecutionPlan steps(RoundingMode rounding, KernelProvider kernels, int arena)
            throws MalformedModelException {
        Lowering lowering = new Lowering(graph, rounding, kernels, this::operand);
        List<Step> steps = new ArrayList<>();
        int scratchBytes = 0;
        int scratchInts = 0;
        for (int i = 0; i < graph.operators().size(); i++) {
            Operator op = graph.operators().get(i);
            if (isFolded(op.output()) || sharesPlace(op)) {
                continue;
            }
            int input = op.inputs().get(0);
            PadFolding.Fold fold = folding == null ? null : folding.of(input);
            Kernel kernel =
                    fold == null
                            ? lowering.lower(i, input, 0, 0)
                            : lowering.lower(i, fold.input, fold.top, fold.left);
            scratchBytes = Math.max(scratchBytes, kernel.scratchBytes());
            scratchInts = Math.max(scratchInts, kernel.scratchInts());
            steps.add(new Step(i, kernel, kernel.units(), Costs.work(graph, op)));
        }
        return new ExecutionPlan(steps, Ints.of(offsets), arena, scratchBytes, scratchInts);
    }
}
