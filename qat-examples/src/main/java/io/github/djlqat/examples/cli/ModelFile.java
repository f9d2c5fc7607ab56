package io.github.djlqat.examples.cli;

import io.github.djlqat.runtime.IntegerModel;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.UnsupportedOperatorException;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.tflite.TfliteReader;
import java.io.IOException;
import java.nio.file.Path;

/** Reads models so that what is wrong with one names its file. */
final class ModelFile {

    private ModelFile() {}

    /** Reads the graph of a model. */
    static IntegerGraph read(Path file) throws FileFailure {
        try {
            return TfliteReader.read(file);
        } catch (IOException | MalformedModelException | UnsupportedOperatorException e) {
            throw new FileFailure(file, e);
        }
    }

    /** Loads a model, ready to run. */
    static IntegerModel load(Path file, LoadOptions options) throws FileFailure {
        try {
            return IntegerModel.of(TfliteReader.read(file), options);
        } catch (IOException | MalformedModelException | UnsupportedOperatorException e) {
            throw new FileFailure(file, e);
        }
    }
}
