package io.github.djlqat.examples.progress;

import java.io.PrintWriter;
import java.util.function.LongSupplier;

/** Progress for logs: few lines, none of them rewritten. */
final class LineProgress implements Progress {

    private final PrintWriter out;
    private final String name;
    private final long total;
    private final String unit;
    private final long interval;
    private final LongSupplier clock;
    private final long start;
    private long shown;
    private long done;
    private String message = "";

    LineProgress(
            PrintWriter out,
            String name,
            long total,
            String unit,
            long interval,
            LongSupplier clock) {
        this.out = out;
        this.name = name;
        this.total = total;
        this.unit = unit;
        this.interval = interval;
        this.clock = clock;
        this.start = clock.getAsLong();
        this.shown = start;
    }

    @Override
    public void update(long done, String message) {
        this.done = done;
        this.message = message;
        long now = clock.getAsLong();
        if (now - shown >= interval && done < total) {
            shown = now;
            print(now);
        }
    }

    @Override
    public void close() {
        print(clock.getAsLong());
    }

    private void print(long now) {
        out.printf(
                "%s: %d/%d%s, %d s%s%n",
                name,
                done,
                total,
                unit,
                (now - start) / 1_000_000_000L,
                message.isEmpty() ? "" : ", " + message);
        out.flush();
    }
}
