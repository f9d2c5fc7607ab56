package io.github.djlqat.examples.bench;

import io.github.djlqat.examples.plot.BarChart;
import io.github.djlqat.examples.plot.BarChart.Bar;
import io.github.djlqat.examples.plot.BarChart.Group;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The time of one image.
 *
 * @param network its label
 * @param engine kernels or a peer
 * @param threads how many the engine had
 */
record RuntimeTiming(String network, String engine, int threads, Timing timing) {

    /** What others are compared with where it was measured, else the first engine is. */
    private static final String USUAL = "onnxruntime-int8";

    /**
     * Returns an SVG: for each network and number of threads the speed of each engine, as a
     * multiple of ONNX Runtime's in int8 where it was measured, else of the first engine's.
     *
     * @param timings at least one; each network and number of threads with all of its engines
     */
    static String plot(List<RuntimeTiming> timings) {
        Map<List<Object>, List<RuntimeTiming>> groups = new LinkedHashMap<>();
        for (RuntimeTiming t : timings) {
            groups.computeIfAbsent(List.of(t.network(), t.threads()), k -> new ArrayList<>())
                    .add(t);
        }
        boolean usual = timings.stream().anyMatch(t -> t.engine().equals(USUAL));
        String base = usual ? USUAL : timings.get(0).engine();
        List<Group> chart = new ArrayList<>();
        groups.forEach(
                (key, of) -> {
                    Timing one =
                            of.stream()
                                    .filter(t -> t.engine().equals(base))
                                    .findFirst()
                                    .orElseThrow()
                                    .timing();
                    int threads = of.get(0).threads();
                    chart.add(
                            new Group(
                                    of.get(0).network(),
                                    threads + (threads == 1 ? " thread" : " threads"),
                                    of.stream()
                                            .map(t -> new Bar(t.engine(), t.speed(one)))
                                            .toList()));
                });
        return new BarChart(
                        "Speed next to " + base + ", same network and threads",
                        "times as fast as " + base,
                        chart)
                .svg();
    }

    private double speed(Timing one) {
        return timing.timesFasterThan(one);
    }
}
