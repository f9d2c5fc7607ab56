package io.github.djlqat.examples.cli;

import io.github.djlqat.examples.output.AtomicFile;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * Sends the log of all libraries to a file; until then only warnings are shown, on standard error.
 */
final class Logging {

    /** The resource that log4j2-file.xml reads the file's name from. */
    private static final String FILE_PROPERTY = "qat.log";

    private Logging() {}

    /**
     * Appends all logging from now on to {@code file}.
     *
     * @throws IOException if its folder is not there or it cannot be written
     */
    static void toFile(Path file) throws IOException {
        if (!Files.exists(file) || Files.isRegularFile(file) || Files.isDirectory(file)) {
            AtomicFile.checkWritable(file); // A log may go to a device or pipe; results may not.
        }
        if (Files.exists(file) && !Files.isWritable(file)) {
            throw new java.nio.file.AccessDeniedException(file.toString());
        }
        System.setProperty(FILE_PROPERTY, file.toAbsolutePath().toString());
        Configurator.reconfigure(resource("/log4j2-file.xml"));
        LazyLoggerFinder.enable();
    }

    private static URI resource(String name) {
        try {
            return Logging.class.getResource(name).toURI();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(name + ": expected a resource, found none", e);
        }
    }
}
