import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Compiles the C library where there is a compiler, and says in one line what came of it. Run by
 * Maven as a single source file: {@code java NativeBuild.java MODULE_FOLDER COMPILER}, COMPILER a
 * command, {@code auto} for the first of cc, gcc and clang that works, or {@code none}.
 *
 * <p>Where there is no working compiler, or no jni.h in this JDK, the kernels are left out and the
 * build goes on. A compiler that works and then refuses our sources is an error on Linux; on other
 * systems, where this is tried less, they are left out too.
 */
public final class NativeBuild {

    private static final List<String> FLAGS =
            List.of(
                    "-std=c99",
                    "-O3",
                    "-fPIC",
                    "-fvisibility=hidden",
                    "-Wall",
                    "-Wextra",
                    "-pedantic");

    /**
     * Files that need instructions beyond the platform's, and the macro that says they are there.
     */
    private record Level(String name, String macro, List<String> files, List<String> flags) {}

    private final Path module;
    private final Path objects;
    private final String system;
    private final String machine;
    private final List<Path> made = new ArrayList<>();
    private String compiler = "";
    private Path headers = Path.of("");

    private NativeBuild(Path module) {
        this.module = module;
        objects = module.resolve("target/native");
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        system =
                name.startsWith("windows")
                        ? "windows"
                        : name.startsWith("mac") ? "macos" : name.replace(' ', '_');
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        machine = arch.equals("amd64") ? "x86_64" : arch;
    }

    public static void main(String[] args) throws Exception {
        System.exit(new NativeBuild(Path.of(args[0]).toAbsolutePath()).build(args[1]));
    }

    private int build(String wanted) throws Exception {
        Path library =
                module.resolve("target/classes/natives/" + system + "-" + machine)
                        .resolve(System.mapLibraryName("qatk"));
        if (wanted.equals("none")) {
            Files.deleteIfExists(library);
            return leftOut("asked for with -Dqat.cc=none");
        }
        if (isNewest(library)) {
            return 0;
        }
        Files.deleteIfExists(library);
        Files.createDirectories(objects);
        Path home = Path.of(System.getProperty("java.home"));
        headers = home.resolve("include");
        if (!Files.exists(headers.resolve("jni.h"))) {
            return leftOut("no include/jni.h in the JDK at " + home);
        }
        List<String> candidates =
                wanted.equals("auto") ? List.of("cc", "gcc", "clang") : List.of(wanted);
        for (String candidate : candidates) {
            if (works(candidate)) {
                compiler = candidate;
                break;
            }
        }
        if (compiler.isEmpty()) {
            return leftOut("no C compiler that works on the path, tried " + candidates);
        }
        try {
            List<String> levels = compile();
            Files.createDirectories(library.getParent());
            link(library, made);
            otherVersion();
            System.out.println(
                    "native kernels: "
                            + library.getParent().getFileName()
                            + " by "
                            + compiler
                            + ", "
                            + levels);
            return 0;
        } catch (IOException e) {
            if (system.equals("linux")) {
                System.err.println("native kernels: " + e.getMessage());
                return 1;
            }
            return leftOut(
                    compiler + " refused them: " + e.getMessage().lines().findFirst().orElse(""));
        }
    }

    private static int leftOut(String why) {
        System.out.println("native kernels left out: " + why);
        return 0;
    }

    private boolean works(String candidate) throws Exception {
        Path source = objects.resolve("try.c");
        Files.writeString(
                source, "#include <stdint.h>\n#include <string.h>\nint main(void) { return 0; }\n");
        try {
            run(
                    List.of(
                            candidate,
                            "-std=c99",
                            "-o",
                            objects.resolve("try").toString(),
                            source.toString()));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private List<Level> levels() {
        if (machine.equals("x86_64")) {
            return List.of(
                    new Level(
                            "avx2",
                            "QATK_WITH_AVX2",
                            List.of("avx2", "avx2_depthwise", "avx2_winograd"),
                            List.of("-mavx2")),
                    new Level(
                            "avx512vnni",
                            "QATK_WITH_AVX512VNNI",
                            List.of("avx512vnni"),
                            List.of(
                                    "-mavx2",
                                    "-mavx512f",
                                    "-mavx512bw",
                                    "-mavx512vl",
                                    "-mavx512vnni")));
        }
        return machine.equals("aarch64")
                ? List.of(
                        new Level(
                                "neon-dot",
                                "QATK_WITH_NEON_DOT",
                                List.of("neon_dot"),
                                List.of("-march=armv8.2-a+dotprod")))
                : List.of();
    }

    private List<String> compile() throws Exception {
        List<String> present = new ArrayList<>(List.of("portable"));
        List<String> macros = new ArrayList<>();
        Path sources = module.resolve("src/main/c");
        for (Level level : levels()) {
            try {
                for (String file : level.files()) {
                    object(sources.resolve(file + ".c"), file, level.flags());
                }
                present.add(level.name());
                macros.add("-D" + level.macro());
            } catch (IOException e) {
                // An older compiler: the library does without these instructions.
                made.removeIf(
                        p -> level.files().contains(p.getFileName().toString().replace(".o", "")));
                System.out.println(
                        "native kernels without "
                                + level.name()
                                + ": "
                                + compiler
                                + " refused them");
            }
        }
        for (String file :
                List.of(
                        "common",
                        "conv",
                        "winograd",
                        "depthwise",
                        "simple",
                        "qatk",
                        "check",
                        "portable",
                        "dispatch")) {
            object(sources.resolve(file + ".c"), file, macros);
        }
        List<String> jni = new ArrayList<>(List.of("-I" + sources, "-I" + headers));
        try (Stream<Path> folders = Files.list(headers)) {
            folders.filter(Files::isDirectory).forEach(f -> jni.add("-I" + f));
        }
        object(module.resolve("src/main/jni/jni_kernels.c"), "jni_kernels", jni);
        return present;
    }

    private void object(Path source, String name, List<String> flags) throws Exception {
        Path object = objects.resolve(name + ".o");
        List<String> command = new ArrayList<>(List.of(compiler));
        command.addAll(FLAGS);
        command.addAll(flags);
        command.addAll(List.of("-c", source.toString(), "-o", object.toString()));
        if (system.equals("windows")) {
            command.remove("-fPIC");
        }
        run(command);
        made.add(object);
    }

    private void link(Path library, List<Path> parts) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(compiler, "-shared", "-o", library.toString()));
        if (!system.equals("macos")) {
            command.add("-s");
        }
        parts.forEach(p -> command.add(p.toString()));
        run(command);
    }

    /** The library once more, as one of another version, for the test that refuses it. */
    private void otherVersion() throws Exception {
        List<Path> parts = new ArrayList<>(made);
        parts.removeIf(p -> p.endsWith("qatk.o"));
        object(module.resolve("src/main/c/qatk.c"), "other", List.of("-DQATK_VERSION=99"));
        parts.add(objects.resolve("other.o"));
        link(objects.resolve(System.mapLibraryName("qatk-other")), parts);
    }

    private boolean isNewest(Path library) throws IOException {
        if (!Files.exists(library)) {
            return false;
        }
        FileTime time = Files.getLastModifiedTime(library);
        try (Stream<Path> files = Files.walk(module.resolve("src"))) {
            for (Path file :
                    files.filter(f -> !f.startsWith(module.resolve("src/test"))).toList()) {
                if (Files.isRegularFile(file)
                        && Files.getLastModifiedTime(file).compareTo(time) > 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Runs a command; an IOException holds its output. */
    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(
                    Objects.requireNonNullElse(output, "")
                            + " ("
                            + String.join(" ", command)
                            + ")");
        }
        if (!output.isBlank()) {
            System.out.print(output);
        }
    }
}
