package io.github.djlqat.examples.profile;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import io.github.djlqat.examples.output.AtomicFile;
import io.github.djlqat.examples.output.TextTable;
import io.github.djlqat.examples.profile.StepClock.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Watches some steps with PyTorch's profiler and writes, as text, where their time went.
 *
 * <p>The steps before are left out, for they warm up; the parts of a step are timed on the next
 * ones without the profiler, which costs time of its own, and the operations on those after.
 */
public final class StepProfile {

    /** The name of the file. */
    public static final String FILE = "profile.txt";

    private static final int SKIPPED = 5;
    private static final int TIMED = 20;
    private static final int TRACED = 5;

    private final Path file;
    private final List<OperatorTimes.Window> updates = new ArrayList<>();
    private final StepClock clock = new StepClock();
    private long started;
    private long updating;
    private int step;
    private OptionalLong peak = OptionalLong.empty();

    /**
     * Prepares a profile.
     *
     * @param folder the folder of {@value #FILE}
     * @throws IllegalArgumentException if the engine has no profiler that is known here
     */
    public StepProfile(Path folder) {
        String engine = Engine.getInstance().getEngineName();
        if (!engine.equals("PyTorch")) {
            throw new IllegalArgumentException(
                    "--profile: expected the engine PyTorch, found " + engine);
        }
        this.file = folder.resolve(FILE);
    }

    /** Returns how many steps it takes. */
    public static int steps() {
        return SKIPPED + TIMED + TRACED;
    }

    /** A step begins: before it asks for data. */
    public void begin() {
        if (step == SKIPPED) {
            PeakMemory.reset();
        }
        if (step >= SKIPPED && step < SKIPPED + TIMED) {
            clock.start();
        } else if (step == SKIPPED + TIMED) {
            peak = PeakMemory.bytes();
            JniUtils.startProfile(false, false, false);
            started = System.nanoTime();
        }
    }

    /** A part of the step has ended. */
    public void ended(Part part) {
        if (step >= SKIPPED && step < SKIPPED + TIMED) {
            clock.ended(part);
        } else if (isTracing() && part == Part.COMPUTING) {
            updating = System.nanoTime();
        } else if (isTracing() && part == Part.UPDATING) {
            updates.add(
                    new OperatorTimes.Window(
                            (updating - started) / 1e3, (System.nanoTime() - started) / 1e3));
        }
    }

    private boolean isTracing() {
        return step >= SKIPPED + TIMED;
    }

    /**
     * A step has ended. After the last one that is watched, writes the file.
     *
     * @return whether it was the last
     * @throws IOException if it cannot be written
     */
    public boolean end() throws IOException {
        step++;
        if (step < steps()) {
            return false;
        }
        Path trace = Files.createTempFile("qat-profile", ".json");
        try {
            JniUtils.stopProfile(trace.toString());
            AtomicFile.writeString(file, text(OperatorTimes.read(trace, updates)));
            return true;
        } finally {
            Files.deleteIfExists(trace);
        }
    }

    private String text(OperatorTimes operators) {
        TextTable parts = new TextTable("part of a step", "ms", "share");
        for (Part part : Part.values()) {
            row(parts, part.label(), clock.milliseconds(part) / TIMED, clock.total() / TIMED);
        }
        row(parts, "step", clock.total() / TIMED, clock.total() / TIMED);
        TextTable kinds = new TextTable("kind of operation", "ms", "share");
        for (OperationKind kind : OperationKind.values()) {
            row(
                    kinds,
                    kind.label(),
                    operators.milliseconds(kind) / TRACED,
                    operators.total() / TRACED);
        }
        row(kinds, "all operations", operators.total() / TRACED, operators.total() / TRACED);
        return String.format(
                "Mean of %d steps:%n%n%s%n%nPeak resident memory: %s%n%n"
                        + "Mean of %d more steps under PyTorch's profiler, which slows them:%n%n%s%n",
                TIMED, parts, peak(), TRACED, kinds);
    }

    private String peak() {
        return peak.isPresent()
                ? String.format(Locale.ROOT, "%,d MiB", peak.getAsLong() >> 20)
                : "not told by this system";
    }

    private static void row(TextTable table, String name, double milliseconds, double total) {
        table.row(
                name,
                String.format(Locale.ROOT, "%.1f", milliseconds),
                String.format(Locale.ROOT, "%.1f %%", total == 0 ? 0 : 100 * milliseconds / total));
    }
}
