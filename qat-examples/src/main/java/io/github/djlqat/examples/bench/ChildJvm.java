package io.github.djlqat.examples.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Programs of this class path in a JVM of their own. */
final class ChildJvm {

    /** What stands before a program's answer. */
    static final String READY = "ready ";

    private ChildJvm() {}

    /**
     * Starts a program and waits for its line that starts with {@link #READY}.
     *
     * @param program has a main method
     * @return the rest of the line
     * @throws IOException if it ends without one
     */
    static String answer(Class<?> program, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-DOPT_OUT_TRACKING=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName()));
        command.addAll(arguments);
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null && !line.startsWith(READY)) {
                line = lines.readLine();
            }
            if (line == null) {
                throw new IOException(
                        program.getSimpleName()
                                + ": expected an answer of "
                                + arguments
                                + ", found none");
            }
            return line.substring(READY.length()).strip();
        } finally {
            process.destroy();
        }
    }
}
