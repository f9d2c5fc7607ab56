package io.github.djlqat.examples.bench;

import io.github.djlqat.examples.output.TextTable;
import io.github.djlqat.examples.progress.ProgressDisplay;
import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.plan.Costs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Time of one image by engine and threads, all in turns, and of the vector kernels the share of
 * what {@link VectorCeiling} reaches right after; and what an engine takes to start: time to the
 * first answer, memory, arena, file.
 */
public final class RuntimeBench {

    private final Interleaved measure;
    private final List<EngineKind> kinds;
    private final List<Integer> threads;
    private final int starts;
    private final ProgressDisplay display;
    private final TextTable table =
            new TextTable(
                    "network",
                    "<engine",
                    "threads",
                    "ms/image",
                    "<80 % within",
                    "GMAC/s",
                    "x first",
                    "x ORT int8",
                    "x ORT float32",
                    "of ceiling",
                    "cold ms",
                    "MB held",
                    "arena KB",
                    "file KB");
    private final List<Map<String, Object>> json = new ArrayList<>();
    private final List<RuntimeTiming> times = new ArrayList<>();

    /**
     * Prepares the benchmark.
     *
     * @param engines kernels and peers by name; ratios are to the first of them on the first number
     *     of threads
     * @param threads each at least 1
     * @param starts how often each engine is started anew; 0 for not at all
     */
    public RuntimeBench(
            Interleaved measure,
            List<String> engines,
            List<Integer> threads,
            int starts,
            ProgressDisplay display) {
        this.measure = measure;
        this.kinds = engines.stream().map(EngineKind::of).toList();
        this.threads = List.copyOf(threads);
        this.starts = starts;
        this.display = display;
    }

    /** Returns the names of the engines that are not the integer runtime's kernels. */
    public static List<String> peers() {
        return EngineKind.peers();
    }

    /**
     * Measures one network in all ways, in turns.
     *
     * @throws MalformedModelException if the runtime refuses the graph
     * @throws IOException if an engine cannot be started anew
     */
    public void run(BenchModel network) throws MalformedModelException, IOException {
        run(network.label(), network.integerGraph(), network);
    }

    /**
     * As {@link #run(BenchModel)}, of a model without a block; the block's own engine is left out.
     */
    public void run(String name, IntegerGraph graph) throws MalformedModelException, IOException {
        run(name, graph, null);
    }

    private void run(String name, IntegerGraph graph, BenchModel network)
            throws MalformedModelException, IOException {
        List<EngineKind> all =
                kinds.stream().filter(k -> network != null || k.readsFile()).toList();
        List<Engine> engines = new ArrayList<>();
        try {
            for (EngineKind kind : all) {
                for (int count : threads) {
                    engines.add(engine(kind, graph, network, count));
                }
            }
            List<Runnable> works = new ArrayList<>();
            engines.forEach(e -> works.add(e::run));
            List<Timing> timings = measure.measure(name, display, works);
            Map<Integer, Double> ceilings = new HashMap<>();
            if (all.stream().anyMatch(EngineKind::isVector)) {
                for (int count : threads) {
                    List<String> arguments = List.of(Integer.toString(count));
                    String answer = ChildJvm.answer(VectorCeiling.class, arguments);
                    ceilings.put(count, Double.parseDouble(answer));
                }
            }
            double macs = 0;
            for (Operator operator : graph.operators()) {
                macs += Costs.multiplyAccumulates(graph, operator);
            }
            for (int i = 0; i < engines.size(); i++) {
                EngineKind kind = all.get(i / threads.size());
                Start start =
                        i % threads.size() == 0
                                ? start(kind, graph, network, engines.get(i))
                                : Start.NONE;
                add(name, all, engines.get(i).threads(), timings, i, macs, ceilings, start);
            }
        } finally {
            engines.forEach(Engine::close);
        }
    }

    private static Engine engine(
            EngineKind kind, IntegerGraph graph, BenchModel network, int threads)
            throws MalformedModelException {
        if (!kind.readsFile()) {
            return new TorchEngine(network, threads);
        }
        return kind.peer() == null
                ? new IntegerEngine(graph, kind.name(), threads)
                : new OnnxEngine(graph, Artifacts.bytes(graph, kind), kind, threads);
    }

    /** What starting takes; -1 where it was not measured or there is none. */
    private record Start(double nanoseconds, long memory, long arena, long file) {
        static final Start NONE = new Start(-1, -1, -1, -1);
    }

    private Start start(EngineKind kind, IntegerGraph graph, BenchModel network, Engine engine)
            throws MalformedModelException, IOException {
        byte[] artifact = kind.readsFile() ? Artifacts.bytes(graph, kind) : null;
        long file = artifact == null ? -1 : artifact.length;
        if (starts == 0) {
            return new Start(-1, -1, engine.arenaBytes(), file);
        }
        Path folder = Files.createTempDirectory("qat-bench");
        Path model = folder.resolve("model.tflite");
        Path read = folder.resolve("model.onnx");
        try {
            List<String> arguments;
            if (artifact == null) {
                arguments = List.of(kind.name(), network.label());
            } else {
                Files.write(model, Artifacts.bytes(graph, EngineKind.of("reference")));
                Files.write(read, artifact);
                arguments = List.of(kind.name(), model.toString(), read.toString());
            }
            ColdStarts.Result result = ColdStarts.measure(starts, arguments);
            return new Start(
                    result.timing().median(), result.peakBytes(), engine.arenaBytes(), file);
        } finally {
            Files.deleteIfExists(model);
            Files.deleteIfExists(read);
            Files.delete(folder);
        }
    }

    private void add(
            String name,
            List<EngineKind> all,
            int count,
            List<Timing> timings,
            int index,
            double macs,
            Map<Integer, Double> ceilings,
            Start start) {
        EngineKind kind = all.get(index / threads.size());
        Timing timing = timings.get(index);
        double share = kind.isVector() ? macs / timing.median() / ceilings.get(count) : -1;
        times.add(new RuntimeTiming(name, kind.name(), count, timing));
        double ratio = timing.timesFasterThan(timings.get(0));
        table.row(
                name,
                kind.name(),
                count,
                timing.milliseconds(),
                timing.spread(),
                String.format(Locale.ROOT, "%.1f", macs / timing.median()),
                ratio(ratio),
                ratio(timesPeer("onnxruntime-int8", all, timings, index)),
                ratio(timesPeer("onnxruntime-float32", all, timings, index)),
                ratio(share),
                cell(start.nanoseconds() / 1e6),
                cell(start.memory() / 1e6),
                cell(start.arena() / 1e3),
                cell(start.file() / 1e3));
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("network", name);
        row.put("engine", kind.name());
        row.put("threads", count);
        row.put("macs", (long) macs);
        row.put("medianMs", timing.median() / 1e6);
        row.put("lowMs", timing.low() / 1e6);
        row.put("highMs", timing.high() / 1e6);
        row.put("rounds", timing.count());
        row.put("timesFirst", ratio);
        row.put("timesInt8", timesPeer("onnxruntime-int8", all, timings, index));
        row.put("timesFloat32", timesPeer("onnxruntime-float32", all, timings, index));
        row.put("ofCeiling", share);
        row.put("coldMs", start.nanoseconds() / 1e6);
        row.put("peakBytes", start.memory());
        row.put("arenaBytes", start.arena());
        row.put("fileBytes", start.file());
        json.add(row);
    }

    /** Returns how many times as fast as a peer on as many threads; -1 without it. */
    private double timesPeer(String peer, List<EngineKind> all, List<Timing> timings, int index) {
        for (int k = 0; k < all.size(); k++) {
            if (all.get(k).name().equals(peer)) {
                int other = k * threads.size() + index % threads.size();
                return timings.get(index).timesFasterThan(timings.get(other));
            }
        }
        return -1;
    }

    private static String ratio(double value) {
        return value < 0 ? "" : String.format(Locale.ROOT, "%.2f", value);
    }

    private static String cell(double value) {
        return value < 0 ? "" : String.format(Locale.ROOT, "%.0f", value);
    }

    /** Returns what was measured so far, for JSON. */
    public List<Map<String, Object>> json() {
        return List.copyOf(json);
    }

    /** Returns what was measured so far, as bars in an SVG; at least one network. */
    public String plot() {
        return RuntimeTiming.plot(times);
    }

    /** Returns what was measured so far, as a table. */
    public TextTable table() {
        return table;
    }
}
