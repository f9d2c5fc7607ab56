package io.github.djlqat.examples.bench;

import io.github.djlqat.examples.output.TextTable;
import io.github.djlqat.examples.progress.ProgressDisplay;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.graph.GraphValidator;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.kernel.KernelProvider;
import io.github.djlqat.runtime.kernel.Scratch;
import io.github.djlqat.runtime.plan.Costs;
import io.github.djlqat.runtime.plan.ExecutionPlan;
import io.github.djlqat.runtime.plan.Planner;
import io.github.djlqat.runtime.plan.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Where the time of a network goes: each operator of it by set of kernels, on one thread, timed
 * within runs of the whole network, so that caches hold what they hold there.
 */
public final class OperatorBench {

    private static final int SEED = 1;

    private final Interleaved measure;
    private final List<KernelProvider> kernels;
    private final ProgressDisplay display;

    private final TextTable table;
    private final List<Map<String, Object>> json = new ArrayList<>();

    /**
     * Prepares the benchmark.
     *
     * @param kernels what to compare, at least one
     */
    public OperatorBench(
            Interleaved measure, List<KernelProvider> kernels, ProgressDisplay display) {
        this.measure = measure;
        this.kernels = List.copyOf(kernels);
        this.display = display;
        List<String> header = new ArrayList<>(List.of("network", "<operator", "<output", "MMACs"));
        for (KernelProvider set : this.kernels) {
            header.addAll(List.of(set.name() + " us", "share", "GMAC/s"));
        }
        table = new TextTable(header.toArray(new String[0]));
    }

    /** Runs a plan, and keeps the time of each step of each run. */
    private static final class Walk implements Runnable {

        private final List<Step> steps;
        private final byte[] arena;
        private final Scratch scratch;
        private final List<long[]> runs = new ArrayList<>();

        Walk(ExecutionPlan plan) {
            steps = plan.steps;
            arena = new byte[plan.arenaBytes];
            new Random(SEED).nextBytes(arena);
            scratch = Scratch.ofSize(plan.scratchBytes, plan.scratchInts);
        }

        @Override
        public void run() {
            long[] times = new long[steps.size()];
            long last = System.nanoTime();
            for (int i = 0; i < times.length; i++) {
                Step step = steps.get(i);
                step.kernel.run(arena, 0, step.units, scratch);
                long now = System.nanoTime();
                times[i] = now - last;
                last = now;
            }
            runs.add(times);
        }

        double median(int step) {
            return Timing.of(runs.stream().mapToDouble(r -> r[step]).toArray()).median();
        }
    }

    /**
     * Measures one network with all sets of kernels, in turns.
     *
     * @throws MalformedModelException if the runtime refuses the graph
     */
    public void run(String name, IntegerGraph graph) throws MalformedModelException {
        GraphValidator.validate(graph);
        List<Walk> walks = new ArrayList<>();
        for (KernelProvider set : kernels) {
            walks.add(
                    new Walk(
                            Planner.plan(
                                    graph,
                                    RoundingMode.DOUBLE,
                                    set,
                                    false,
                                    LoadOptions.DEFAULT_MAXIMUM_ARENA_BYTES)));
        }
        measure.measure(
                name, display, List.copyOf(walks), () -> walks.forEach(w -> w.runs.clear()));

        int steps = walks.get(0).steps.size();
        double[][] times = new double[kernels.size()][steps];
        double[] sums = new double[kernels.size()];
        for (int k = 0; k < times.length; k++) {
            for (int i = 0; i < steps; i++) {
                times[k][i] = walks.get(k).median(i);
                sums[k] += times[k][i];
            }
        }
        long macs = 0;
        for (int i = 0; i < steps; i++) {
            Operator operator = graph.operators().get(walks.get(0).steps.get(i).operator);
            String output = graph.tensor(operator.output()).shape().toString();
            long ofStep = Costs.multiplyAccumulates(graph, operator);
            macs += ofStep;
            int step = i;
            add(name, operator.opName(), output, ofStep, sums, k -> times[k][step]);
        }
        add(name, "all", "", macs, sums, k -> sums[k]);
    }

    /** The time by set of kernels, an index. */
    @FunctionalInterface
    private interface Times {
        double of(int set);
    }

    private void add(
            String name, String operator, String output, long macs, double[] sums, Times times) {
        List<Object> cells = new ArrayList<>();
        cells.add(name);
        cells.add(operator);
        cells.add(output);
        cells.add(macs == 0 ? "" : format("%.3f", macs / 1e6));
        for (int k = 0; k < kernels.size(); k++) {
            double nanoseconds = times.of(k);
            double share = nanoseconds / sums[k];
            cells.add(format("%.1f", nanoseconds / 1e3));
            cells.add(format("%.1f %%", 100 * share));
            cells.add(macs == 0 ? "" : format("%.1f", macs / nanoseconds));
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("network", name);
            row.put("operator", operator);
            row.put("output", output);
            row.put("macs", macs);
            row.put("kernels", kernels.get(k).name());
            row.put("medianMs", nanoseconds / 1e6);
            row.put("share", share);
            json.add(row);
        }
        table.row(cells.toArray());
    }

    private static String format(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    /** Returns what was measured so far, for JSON. */
    public List<Map<String, Object>> json() {
        return List.copyOf(json);
    }

    /** Returns what was measured so far, as a table: a row an operator, the last their sum. */
    public TextTable table() {
        return table;
    }
}
