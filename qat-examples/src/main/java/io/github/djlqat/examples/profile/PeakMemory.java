package io.github.djlqat.examples.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * The most memory that this process had in RAM, the JVM's heap and the engine's arrays alike, as
 * Linux counts it; other systems tell nothing here.
 */
final class PeakMemory {

    private static final Path RESET = Path.of("/proc/self/clear_refs");
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String PEAK = "VmHWM:";

    private PeakMemory() {}

    /** Forgets the peak so far, where the system can. */
    static void reset() {
        try {
            Files.writeString(RESET, "5");
        } catch (IOException | UnsupportedOperationException e) {
            // then the peak is that of the whole process
        }
    }

    /** Returns the peak in bytes since {@link #reset}; empty where the system does not tell. */
    static OptionalLong bytes() {
        try {
            return bytes(Files.readString(STATUS));
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    static OptionalLong bytes(String status) {
        return status.lines()
                .filter(line -> line.startsWith(PEAK))
                .map(line -> line.substring(PEAK.length()).strip())
                .filter(value -> value.matches("[0-9]+ kB"))
                .mapToLong(value -> 1024 * Long.parseLong(value.substring(0, value.length() - 3)))
                .findFirst();
    }
}
