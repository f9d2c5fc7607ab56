package io.github.djlqat.examples.cli;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import io.github.djlqat.examples.data.DataRequest;
import io.github.djlqat.examples.output.AtomicFile;
import io.github.djlqat.examples.output.Json;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a training folder holds, kept beside the weights as {@code run.json}, so that later commands
 * need only the folder's name.
 *
 * @param model the network's name
 * @param width the factor on the network's channels
 * @param classes the classes' names, by label
 * @param data what it was trained on
 */
record RunDescription(String model, float width, List<String> classes, DataRequest data) {

    private static final String FILE = "run.json";

    /** Copies the list. */
    RunDescription {
        classes = List.copyOf(classes);
    }

    /** Returns whether a folder holds a description. */
    static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(FILE));
    }

    /** Writes the description, whole or not at all. */
    void write(Path folder) throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("model", model);
        map.put("width", width);
        map.put("classes", classes);
        map.put("dataset", data.name());
        map.put("repository", data.repository());
        map.put("imageSize", data.imageSize());
        map.put("trainImages", data.trainImages());
        map.put("testImages", data.testImages());
        map.put("dataSeed", data.seed());
        AtomicFile.writeString(folder.resolve(FILE), Json.format(map));
    }

    /**
     * Reads the description of a training folder.
     *
     * @throws IOException if the folder has none, or it cannot be read
     */
    static RunDescription read(Path folder) throws IOException {
        if (!isIn(folder)) {
            throw new FileSystemException(
                    folder.toString(),
                    null,
                    "expected a folder that qat train wrote, found "
                            + (Files.isDirectory(folder) ? "no " + FILE + " in it" : "none"));
        }
        Path file = folder.resolve(FILE);
        try {
            Parsed parsed = new Gson().fromJson(Files.readString(file), Parsed.class);
            return parsed.checked();
        } catch (JsonParseException | IllegalArgumentException e) {
            throw new FileSystemException(
                    file.toString(),
                    null,
                    "expected a description as qat train writes it, found " + e.getMessage());
        }
    }

    /** What Gson fills: it cannot make records. */
    private static final class Parsed {
        private String model = "";
        private float width = 1;
        private List<String> classes = List.of();
        private String dataset = "";
        private String repository;
        private int imageSize;
        private int trainImages;
        private int testImages;
        private long dataSeed;

        RunDescription checked() {
            if (model.isEmpty() || dataset.isEmpty() || classes.isEmpty()) {
                throw new IllegalArgumentException("one without model, dataset or classes");
            }
            return new RunDescription(
                    model,
                    width,
                    classes,
                    new DataRequest(
                            dataset, repository, imageSize, trainImages, testImages, dataSeed));
        }
    }
}
