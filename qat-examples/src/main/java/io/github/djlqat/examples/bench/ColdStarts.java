package io.github.djlqat.examples.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Starts JVMs that compute one image, and measures them from outside. */
final class ColdStarts {

    private ColdStarts() {}

    /**
     * What starts took.
     *
     * @param timing from before the JVM to its first answer
     * @param peakBytes the median of the most memory held, or -1 where the system does not say
     */
    record Result(Timing timing, long peakBytes) {}

    /**
     * Starts a JVM several times.
     *
     * @param arguments of {@link ColdStart}
     * @throws IOException if a start fails
     */
    static Result measure(int starts, List<String> arguments) throws IOException {
        double[] times = new double[starts];
        long[] peaks = new long[starts];
        for (int i = 0; i < starts; i++) {
            long begin = System.nanoTime();
            peaks[i] = start(arguments);
            times[i] = System.nanoTime() - begin;
        }
        Arrays.sort(peaks);
        long peak = peaks[starts / 2];
        return new Result(Timing.of(times), peak < 0 ? -1 : peak * 1024);
    }

    private static long start(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-DOPT_OUT_TRACKING=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ColdStart.class.getName()));
        command.addAll(arguments);
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null && !line.startsWith(ColdStart.READY)) {
                line = lines.readLine();
            }
            if (line == null) {
                throw new IOException(
                        "cold start: expected an answer of " + arguments + ", found none");
            }
            return Long.parseLong(line.substring(ColdStart.READY.length()).strip());
        } finally {
            process.destroy();
        }
    }
}
