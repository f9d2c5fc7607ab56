package io.github.djlqat.examples.profile;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The time of each kind of operation, read from a trace of PyTorch's profiler: what an operation
 * took less what the operations it called took.
 */
final class OperatorTimes {

    /** From begin to end, in microseconds since the profiler's start. */
    record Window(double begin, double end) {}

    /** An event of Chrome's trace format, which the profiler writes; times in microseconds. */
    private static final class Event {
        private String name = "";
        private String ph = "";
        private double ts;
        private double dur;
        private long tid;

        /** Found while reading. */
        private transient OperationKind kind = OperationKind.OTHER;

        double end() {
            return ts + dur;
        }
    }

    private final Map<OperationKind, Double> microseconds = new EnumMap<>(OperationKind.class);

    private OperatorTimes() {}

    /**
     * Reads a trace.
     *
     * @param trace the file
     * @param optimizer when the optimizer was at work
     * @throws IOException if the file cannot be read or is no such trace
     */
    static OperatorTimes read(Path trace, List<Window> optimizer) throws IOException {
        Event[] events;
        try (Reader reader = Files.newBufferedReader(trace)) {
            events = new Gson().fromJson(reader, Event[].class);
        } catch (JsonParseException e) {
            throw new IOException(
                    trace + ": expected a trace of PyTorch's profiler, found " + e.getMessage(), e);
        }
        OperatorTimes times = new OperatorTimes();
        Map<Long, List<Event>> threads = new TreeMap<>();
        for (Event event : events == null ? new Event[0] : events) {
            if (event.ph.equals("X")) {
                threads.computeIfAbsent(event.tid, tid -> new ArrayList<>()).add(event);
            }
        }
        threads.values().forEach(thread -> times.add(thread, optimizer));
        return times;
    }

    private void add(List<Event> thread, List<Window> optimizer) {
        thread.sort(
                Comparator.comparingDouble((Event e) -> e.ts)
                        .thenComparing(e -> e.dur, Comparator.reverseOrder()));
        Deque<Event> open = new ArrayDeque<>();
        for (Event event : thread) {
            while (!open.isEmpty() && open.peek().end() <= event.ts) {
                open.pop();
            }
            boolean updates =
                    optimizer.stream().anyMatch(w -> event.ts >= w.begin && event.ts < w.end);
            event.kind =
                    updates
                            ? OperationKind.OPTIMIZER
                            : OperationKind.of(event.name, open.stream().map(e -> e.name).toList());
            if (!open.isEmpty()) {
                microseconds.merge(open.peek().kind, -event.dur, Double::sum);
            }
            microseconds.merge(event.kind, event.dur, Double::sum);
            open.push(event);
        }
    }

    /** Returns the milliseconds of a kind. */
    double milliseconds(OperationKind kind) {
        return microseconds.getOrDefault(kind, 0.0) / 1000;
    }

    /** Returns the milliseconds of all kinds. */
    double total() {
        return Arrays.stream(OperationKind.values()).mapToDouble(this::milliseconds).sum();
    }
}
