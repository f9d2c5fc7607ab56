package io.github.djlqat.examples.cli;

import io.github.djlqat.runtime.IntegerModel;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.UnsupportedOperatorException;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.tflite.TfliteReader;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads models so that what is wrong with one names its file. */
final class ModelFile {

    private ModelFile() {}

    /** Reads the graph of a model. */
    static IntegerGraph read(Path file) throws FileFailure {
        try {
            requireFile(file);
            return TfliteReader.read(file);
        } catch (IOException | MalformedModelException | UnsupportedOperatorException e) {
            throw new FileFailure(file, e);
        }
    }

    /** Loads a model, ready to run. */
    static IntegerModel load(Path file, LoadOptions options) throws FileFailure {
        try {
            requireFile(file);
            return IntegerModel.of(TfliteReader.read(file), options);
        } catch (IOException | MalformedModelException | UnsupportedOperatorException e) {
            throw new FileFailure(file, e);
        }
    }

    /** Refuses folders, and devices, which may have no end. */
    private static void requireFile(Path file) throws FileSystemException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new FileSystemException(
                    file.toString(),
                    null,
                    "expected a file, found a "
                            + (Files.isDirectory(file) ? "folder" : "device or pipe"));
        }
    }
}
