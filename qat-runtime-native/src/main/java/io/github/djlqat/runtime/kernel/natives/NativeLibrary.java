package io.github.djlqat.runtime.kernel.natives;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The C library, loaded once. Its file is the system property {@code qat.native.library}'s, or this
 * platform's on the class path.
 */
final class NativeLibrary {

    /** What {@code qatk_version} must return. */
    static final int VERSION = 1;

    /** Levels of instructions above this are not used; for tests and comparisons. */
    private static final String LEVEL_PROPERTY = "qat.native.level";

    private static final String FILE_PROPERTY = "qat.native.library";

    /** Above every level, in {@code qatk.h}'s order. */
    private static final int LEVELS = 4;

    private static final Logger LOGGER = System.getLogger(NativeLibrary.class.getName());

    /** The name of the instructions in use, once loaded. */
    private static @Nullable String level;

    /** Why it cannot be used, once tried. */
    private static @Nullable String failure;

    /** Whether that is because there is none. */
    private static boolean absent;

    private NativeLibrary() {}

    /**
     * Loads the library unless it is loaded.
     *
     * @return the name of the instructions in use, such as {@code avx2}
     * @throws UnsupportedOperationException if there is none for this platform
     * @throws IllegalStateException if there is one that does not load, or of another version
     */
    static synchronized String load() {
        String loaded = level;
        if (loaded == null && failure == null) {
            try {
                loaded = open();
                level = loaded;
            } catch (UnsupportedOperationException | IllegalStateException e) {
                failure = e.getMessage();
                absent = e instanceof UnsupportedOperationException;
            }
        }
        if (loaded == null) {
            throw absent
                    ? new UnsupportedOperationException(failure)
                    : new IllegalStateException(failure);
        }
        return loaded;
    }

    private static String open() {
        String file = System.getProperty(FILE_PROPERTY);
        String from = file != null ? file : "/natives/" + platform() + "/" + fileName();
        int version;
        try {
            Path path = file != null ? Path.of(file).toAbsolutePath() : extract(from);
            System.load(path.toString());
            version = version();
        } catch (IOException | LinkageError e) {
            throw new IllegalStateException(
                    "expected a library of native kernels in " + from + ", found " + e, e);
        }
        if (version != VERSION) {
            throw new IllegalStateException(
                    "expected native kernels of version "
                            + VERSION
                            + " in "
                            + from
                            + ", found "
                            + version);
        }
        int chosen = start(Integer.getInteger(LEVEL_PROPERTY, LEVELS - 1));
        List<String> refused = new ArrayList<>();
        for (int i = 0; i < LEVELS; i++) {
            if ((chosen >> (8 + i) & 1) != 0) {
                refused.add(levelName(i));
            }
        }
        String name = levelName(chosen & 0xFF);
        if (!refused.isEmpty()) {
            LOGGER.log(
                    Level.WARNING,
                    "native kernels: expected the same bytes from {0} as from portable C, found"
                            + " others; {1} is used",
                    refused,
                    name);
        }
        LOGGER.log(Level.INFO, "native kernels: {0}, {1}", platform(), name);
        return name;
    }

    /** Returns this platform's folder, such as {@code linux-x86_64}. */
    static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String family =
                system.startsWith("windows") ? "windows" : system.startsWith("mac") ? "macos" : "";
        return (family.isEmpty() ? system.replace(' ', '_') : family)
                + "-"
                + (machine.equals("amd64") ? "x86_64" : machine);
    }

    private static String fileName() {
        return System.mapLibraryName("qatk");
    }

    /** Copies a resource to a file that is deleted at exit, where the system allows. */
    private static Path extract(String resource) throws IOException {
        try (InputStream in = NativeLibrary.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new UnsupportedOperationException(
                        "expected " + resource.substring(1) + " in qat-runtime-native, found none");
            }
            Path folder = Files.createTempDirectory("qatk");
            folder.toFile().deleteOnExit();
            Path file = folder.resolve(fileName());
            file.toFile().deleteOnExit();
            Files.copy(in, file);
            return file;
        }
    }

    private static native int version();

    private static native int start(int most);

    private static native String levelName(int level);

    /**
     * Prepares a kernel.
     *
     * @param numbers {@code qatk_numbers}
     * @param memory a direct buffer, aligned to 64 bytes, or null to ask for its size
     * @return the kernel's address, which is good as long as {@code memory} is reachable, or its
     *     size; 0 if there is no kernel
     */
    static native long prepare(
            int[] numbers,
            byte @Nullable [] filter,
            int @Nullable [] bias,
            int @Nullable [] multipliers,
            int @Nullable [] shifts,
            @Nullable ByteBuffer memory);

    static native int units(long kernel);

    static native int scratchBytes(long kernel);

    static native void run(
            long kernel,
            byte[] arena,
            int left,
            int right,
            int output,
            int begin,
            int end,
            byte[] scratch);
}
