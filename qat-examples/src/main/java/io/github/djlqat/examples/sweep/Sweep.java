package io.github.djlqat.examples.sweep;

import io.github.djlqat.examples.data.DataRequest;
import io.github.djlqat.examples.data.DataSource;
import io.github.djlqat.examples.data.Datasets;
import io.github.djlqat.examples.output.AtomicFile;
import io.github.djlqat.examples.progress.ProgressDisplay;
import io.github.djlqat.examples.quantize.QuantizeConfig;
import io.github.djlqat.examples.quantize.QuantizeRun;
import io.github.djlqat.examples.quantize.RunResult;
import io.github.djlqat.examples.train.FloatRun;
import io.github.djlqat.examples.train.RunDescription;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a plan row by row, each in a folder of its own. What is done is not done again: a sweep that
 * was stopped, however hard, goes on where it was. A row that fails leaves its error, and is tried
 * again by the next sweep.
 */
public final class Sweep {

    private static final Logger LOGGER = LoggerFactory.getLogger(Sweep.class);

    private final Plan plan;
    private final Settings settings;
    private final Map<DataRequest, DataSource> data = new HashMap<>();
    private final Map<Path, Double> floatTop1 = new HashMap<>();

    /**
     * What all rows share.
     *
     * @param output the folder, with one for each row in it
     * @param floats folders of float networks, by model
     * @param request from what a float network was trained on to what is wanted
     * @param dataArguments the same as options of the command
     * @param threads of the engine, 0 for its own choice
     */
    public record Settings(
            Path output,
            Map<String, Path> floats,
            UnaryOperator<DataRequest> request,
            List<String> dataArguments,
            int threads) {

        /** Copies the collections. */
        public Settings {
            floats = Map.copyOf(floats);
            dataArguments = List.copyOf(dataArguments);
        }
    }

    private Sweep(Plan plan, Settings settings) {
        this.plan = plan;
        this.settings = settings;
    }

    /**
     * Reads a plan.
     *
     * @param file the plan; null for the built-in one
     * @param only patterns of the names of rows to run; null for all
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if it is no plan, or a pattern fits no row
     */
    public static Sweep of(Path file, List<String> only, Settings settings) throws IOException {
        Plan plan = file == null ? Plan.builtIn() : Plan.read(file);
        return new Sweep(only == null ? plan : plan.only(only), settings);
    }

    /** Returns one line for each row: name and options. */
    public List<String> list() {
        return plan.rows().stream()
                .map(
                        row ->
                                row.id()
                                        + row.options().entrySet().stream()
                                                .sorted(Map.Entry.comparingByKey())
                                                .map(e -> " " + e.getKey() + "=" + e.getValue())
                                                .reduce("", String::concat))
                .toList();
    }

    /** Returns the table in Markdown, as far as the rows are done. */
    public String table() throws IOException {
        return new SweepTable(plan, settings.output()).markdown();
    }

    /**
     * Runs every row that is not done.
     *
     * @return how many rows failed
     * @throws IOException if the folder cannot be written
     * @throws IllegalStateException if another sweep is at work in the folder
     * @throws IllegalArgumentException if a row's float network is not given
     */
    public int run(PrintWriter out, ProgressDisplay display) throws IOException {
        for (PlanRow row : plan.rows()) {
            if (!settings.floats().containsKey(row.model())) {
                throw new IllegalArgumentException(
                        String.format(
                                "--float: expected %s=DIR for row %s, found %s",
                                row.model(), row.id(), settings.floats().keySet()));
            }
        }
        AtomicFile.checkFolder(settings.output());
        Path lockFile = settings.output().resolve("sweep.lock");
        try (FileChannel channel =
                        FileChannel.open(
                                lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lock(channel)) {
            Objects.requireNonNull(lock, "lock");
            return runRows(out, display);
        }
    }

    private FileLock lock(FileChannel channel) throws IOException {
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            LOGGER.debug("the lock is this program's own", e);
        }
        if (lock == null) {
            throw new IllegalStateException(
                    settings.output() + ": expected no other sweep at work here, found one");
        }
        return lock;
    }

    private int runRows(PrintWriter out, ProgressDisplay display) throws IOException {
        int failed = 0;
        int number = 0;
        for (PlanRow row : plan.rows()) {
            number++;
            RowFolder folder = new RowFolder(settings.output().resolve(row.id()));
            String place = String.format("[%d/%d] %s", number, plan.rows().size(), row.id());
            Optional<RunResult> earlier = folder.result();
            if (earlier.isPresent()) {
                out.println(place + ": " + summary(row, earlier.get()) + " (done before)");
                continue;
            }
            boolean started = Files.exists(folder.root().resolve("checkpoint.bin"));
            out.println(place + ": " + (started ? "goes on" : "starts"));
            out.flush();
            try {
                folder.clearError();
                RunResult result = run(row, folder.root(), display);
                out.println(place + ": " + summary(row, result));
            } catch (Exception | OutOfMemoryError e) {
                failed++;
                LOGGER.error("row {} failed", row.id(), e);
                folder.writeError(e.getClass().getSimpleName() + ": " + e.getMessage());
                out.println(place + ": failed: " + folder.error());
            }
            AtomicFile.writeString(settings.output().resolve("results.md"), table());
            out.flush();
        }
        return failed;
    }

    private RunResult run(PlanRow row, Path folder, ProgressDisplay display) throws Exception {
        QuantizeConfig config = RowTraining.config(row, folder, settings.threads());
        Path floats = settings.floats().get(row.model());
        String command = RowTraining.command(row, config, floats, settings.dataArguments());
        RunDescription description = RunDescription.read(floats);
        DataRequest request = settings.request().apply(description.data());
        DataSource source = data.get(request);
        if (source == null) {
            source = Datasets.open(request);
            data.put(request, source);
        }
        try (FloatRun run = FloatRun.load(floats, source)) {
            Double top1 = floatTop1.get(floats);
            if (top1 == null) {
                top1 = QuantizeRun.floatTop1(run, display);
                floatTop1.put(floats, top1);
            }
            return new QuantizeRun(config, command, display).run(run, top1);
        }
    }

    private String summary(PlanRow row, RunResult result) throws IOException {
        return String.format(
                Locale.ROOT,
                "%.2f %% (float %.2f %%, %+.2f; aim %s), %.0f s",
                100 * result.runtimeTop1(),
                100 * result.floatTop1(),
                result.points(),
                new SweepTable(plan, settings.output()).aim(row, result),
                result.wallSeconds());
    }
}
