package io.github.djlqat.examples.bench;

import io.github.djlqat.examples.output.TextTable;
import io.github.djlqat.examples.progress.ProgressDisplay;
import io.github.djlqat.runtime.IntegerModel;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.Session;
import io.github.djlqat.runtime.graph.IntegerGraph;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Time of one image in the integer runtime, by kernels and threads. */
public final class RuntimeBench {

    private final Interleaved measure;
    private final List<String> kernels;
    private final List<Integer> threads;
    private final ProgressDisplay display;
    private final TextTable table =
            new TextTable(
                    "network",
                    "MMACs",
                    "<kernels",
                    "threads",
                    "ms/image",
                    "<80 % within",
                    "GMAC/s",
                    "x reference");
    private final List<Map<String, Object>> json = new ArrayList<>();

    /**
     * Prepares the benchmark.
     *
     * @param kernels by name; ratios are to the first of them on the first number of threads
     * @param threads each at least 1
     */
    public RuntimeBench(
            Interleaved measure,
            List<String> kernels,
            List<Integer> threads,
            ProgressDisplay display) {
        this.measure = measure;
        this.kernels = List.copyOf(kernels);
        this.threads = List.copyOf(threads);
        this.display = display;
    }

    /**
     * Measures one network in all ways, in turns.
     *
     * @throws MalformedModelException if the runtime refuses the graph
     */
    public void run(String name, IntegerGraph graph) throws MalformedModelException {
        List<IntegerModel> models = new ArrayList<>();
        try {
            List<Runnable> works = new ArrayList<>();
            for (String kernel : kernels) {
                for (int count : threads) {
                    IntegerModel model =
                            IntegerModel.of(
                                    graph,
                                    LoadOptions.defaults().withKernels(kernel).withThreads(count));
                    models.add(model);
                    works.add(work(model));
                }
            }
            List<Timing> timings = measure.measure(name, display, works);
            for (int i = 0; i < models.size(); i++) {
                add(name, models.get(i), timings.get(i), timings.get(0));
            }
        } finally {
            models.forEach(IntegerModel::close);
        }
    }

    private static Runnable work(IntegerModel model) {
        Session session = model.newSession();
        byte[] codes = new byte[model.inputs().get(0).bytes()];
        new Random(1).nextBytes(codes);
        byte[] scores = new byte[model.outputs().get(0).bytes()];
        return () -> {
            session.setInput(0, codes, 0);
            session.invoke();
            session.getOutput(0, scores, 0);
        };
    }

    private void add(String name, IntegerModel model, Timing timing, Timing first) {
        double macs = model.multiplyAccumulates();
        table.row(
                name,
                String.format(Locale.ROOT, "%.1f", macs / 1e6),
                model.kernels(),
                model.options().threads(),
                timing.milliseconds(),
                timing.spread(),
                String.format(Locale.ROOT, "%.1f", macs / timing.median()),
                String.format(Locale.ROOT, "%.2f", timing.timesFasterThan(first)));
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("network", name);
        row.put("kernels", model.kernels());
        row.put("threads", model.options().threads());
        row.put("medianMs", timing.median() / 1e6);
        row.put("lowMs", timing.low() / 1e6);
        row.put("highMs", timing.high() / 1e6);
        row.put("rounds", timing.count());
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
