package io.github.djlqat.runtime.kernel.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.djlqat.runtime.IntegerModel;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Libraries that cannot be used, each in a JVM of its own: a JVM loads one once. */
class NativeLoadingTest {

    @TempDir private Path folder;

    @Test
    void aFileThatIsNoLibraryFallsBackWithOneWarning() throws Exception {
        Path file = Files.writeString(folder.resolve("broken.so"), "no library");
        List<String> lines = choose("auto", "-Dqat.native.library=" + file);
        assertThat(lines).contains("reference");
        assertThat(warnings(lines))
                .singleElement()
                .asString()
                .contains("no native kernels", "expected a library of native kernels", "broken.so");
    }

    @Test
    void anotherVersionFallsBackWithOneWarning() throws Exception {
        Path file = Path.of("target/native", System.mapLibraryName("qatk-other"));
        assumeTrue(Files.exists(file), "native kernels were left out of this build");
        List<String> lines = choose("auto", "-Dqat.native.library=" + file.toAbsolutePath());
        assertThat(lines).contains("reference");
        assertThat(warnings(lines))
                .singleElement()
                .asString()
                .contains("expected native kernels of version 1", "found 99");
    }

    @Test
    void kernelsAskedForThatCannotBeUsedAreRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("broken.so"), "no library");
        List<String> lines = choose("native", "-Dqat.native.library=" + file);
        assertThat(lines)
                .anyMatch(
                        line ->
                                line.contains("expected 'auto' or 'reference', found 'native'")
                                        && line.contains("broken.so"));
        assertThat(warnings(lines)).isEmpty();
    }

    @Test
    void aPlatformWithoutLibraryIsNoFault() throws Exception {
        List<String> lines = choose("auto", "-Dos.arch=nonesuch");
        assertThat(lines).contains("reference");
        assertThat(warnings(lines)).isEmpty();
        assertThat(choose("native", "-Dos.arch=nonesuch"))
                .anyMatch(line -> line.contains("found 'native': expected natives/"));
    }

    @Test
    void aLowerLevelCanBeAskedFor() throws Exception {
        assumeTrue(Required.isBuilt(), "native kernels were left out of this build");
        List<String> lines = choose("native", "-Dqat.native.level=0");
        assertThat(lines).contains("native").anyMatch(line -> line.endsWith("portable"));
    }

    private static List<String> warnings(List<String> lines) {
        return lines.stream().filter(line -> line.startsWith("WARNING")).toList();
    }

    /** Returns what a JVM prints that chooses kernels. */
    private static List<String> choose(String kernels, String option)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(option);
        command.add("-cp");
        List<String> places = new ArrayList<>();
        for (Class<?> type :
                new Class<?>[] {Choice.class, NativeKernels.class, IntegerModel.class}) {
            places.add(
                    new File(type.getProtectionDomain().getCodeSource().getLocation().getPath())
                            .toString());
        }
        command.add(String.join(File.pathSeparator, places));
        command.add(Choice.class.getName());
        command.add(kernels);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines =
                new String(
                                process.getInputStream().readAllBytes(),
                                java.nio.charset.StandardCharsets.UTF_8)
                        .lines()
                        .toList();
        process.waitFor();
        return lines;
    }
}
