package io.github.djlqat.examples.progress;

import java.io.Console;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Starts {@link Progress}es in the form that suits where the output goes. */
public interface ProgressDisplay {

    /**
     * Starts showing a piece of work.
     *
     * @param name what is done, in a few words
     * @param total its steps, at least 1
     * @param unit what a step is, such as {@code " img"}
     */
    Progress start(String name, long total, String unit);

    /**
     * Returns bars on standard output where it is a terminal, else {@link #lines} on {@code out}.
     */
    static ProgressDisplay forTerminal(PrintWriter out) {
        return isTerminal() ? bars(System.out) : lines(out, Duration.ofSeconds(15));
    }

    /** Returns a display that shows nothing. */
    static ProgressDisplay silent() {
        return (name, total, unit) ->
                new Progress() {
                    @Override
                    public void update(long done, String message) {}

                    @Override
                    public void close() {}
                };
    }

    /** Returns bars that redraw themselves. */
    static ProgressDisplay bars(PrintStream terminal) {
        return (name, total, unit) -> {
            ProgressBar bar =
                    new ProgressBarBuilder()
                            .setTaskName(name)
                            .setInitialMax(total)
                            .setUnit(unit, 1)
                            .setStyle(ProgressBarStyle.ASCII)
                            .setUpdateIntervalMillis(250)
                            .setConsumer(new ConsoleProgressBarConsumer(terminal))
                            .build();
            return new Progress() {
                @Override
                public void update(long done, String message) {
                    bar.stepTo(done);
                    bar.setExtraMessage(message.isEmpty() ? "" : " " + message);
                }

                @Override
                public void close() {
                    bar.close();
                }
            };
        };
    }

    /**
     * Returns plain lines: one when work starts to take long, one each interval, one at the end.
     */
    static ProgressDisplay lines(PrintWriter out, Duration interval) {
        return lines(out, interval, System::nanoTime);
    }

    /** As {@link #lines(PrintWriter, Duration)}, by a clock of nanoseconds that a test sets. */
    static ProgressDisplay lines(PrintWriter out, Duration interval, LongSupplier clock) {
        return (name, total, unit) ->
                new LineProgress(out, name, total, unit, interval.toNanos(), clock);
    }

    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // From JDK 22 on there is a console also where there is no terminal.
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
