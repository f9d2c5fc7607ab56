package io.github.djlqat.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlqat.runtime.boundary.Reals;
import io.github.djlqat.runtime.testing.FloatScanner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The kernels and their arithmetic compile to not one floating-point instruction. The vector
 * kernels' module has the same test.
 */
class NoFloatingPointTest {

    private static final List<String> PACKAGES = List.of("arithmetic", "kernel");

    private static Path classes() throws Exception {
        return Path.of(
                IntegerModel.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static List<Path> classFiles(String folder) throws Exception {
        Path root = classes().resolve("io/github/djlqat/runtime").resolve(folder);
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".class")).toList();
        }
    }

    @Test
    void kernelsHoldNoFloatingPoint() throws Exception {
        List<String> found = new ArrayList<>();
        int scanned = 0;
        for (String folder : PACKAGES) {
            for (Path file : classFiles(folder)) {
                found.addAll(FloatScanner.scan(Files.readAllBytes(file)));
                scanned++;
            }
        }
        assertThat(scanned).isGreaterThan(30);
        assertThat(found).isEmpty();
    }

    @Test
    void theScannerFindsFloatingPointWhereItIs() throws Exception {
        Path file = classes().resolve(Reals.class.getName().replace('.', '/') + ".class");
        assertThat(FloatScanner.scan(Files.readAllBytes(file)))
                .anyMatch(line -> line.contains("instruction"))
                .anyMatch(line -> line.contains("descriptor"));
    }
}
