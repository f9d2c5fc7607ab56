package io.github.djlqat.examples.train;

import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import io.github.djlqat.examples.data.DataRequest;
import io.github.djlqat.examples.data.ImageShape;
import io.github.djlqat.examples.model.Models;
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
 * @param quantization method and preset; empty for a float network
 */
public record RunDescription(
        String model, float width, List<String> classes, DataRequest data, String quantization) {

    private static final String FILE = "run.json";

    /** Copies the list. */
    public RunDescription {
        classes = List.copyOf(classes);
    }

    /** A float network's description. */
    public RunDescription(String model, float width, List<String> classes, DataRequest data) {
        this(model, width, classes, data, "");
    }

    /** Returns this for a quantized network that came of it. */
    public RunDescription quantized(String value) {
        return new RunDescription(model, width, classes, data, value);
    }

    /** Builds the network, not yet initialized. */
    public Model create(ImageShape image) {
        Shape input = new Shape(1, image.channels(), image.height(), image.width());
        Model djl = Model.newInstance(model);
        try {
            djl.setBlock(Models.create(model, classes.size(), input, width));
            return djl;
        } catch (RuntimeException e) {
            djl.close();
            throw e;
        }
    }

    /** Returns whether a folder holds a description. */
    public static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(FILE));
    }

    /** Writes the description, whole or not at all. */
    public void write(Path folder) throws IOException {
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
        if (!quantization.isEmpty()) {
            map.put("quantization", quantization);
        }
        AtomicFile.writeString(folder.resolve(FILE), Json.format(map));
    }

    /**
     * Reads the description of a training folder.
     *
     * @throws IOException if the folder has none, or it cannot be read
     */
    public static RunDescription read(Path folder) throws IOException {
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
        private String quantization = "";

        RunDescription checked() {
            if (model.isEmpty() || dataset.isEmpty() || classes.isEmpty()) {
                throw new IllegalArgumentException("one without model, dataset or classes");
            }
            return new RunDescription(
                    model,
                    width,
                    classes,
                    new DataRequest(
                            dataset, repository, imageSize, trainImages, testImages, dataSeed),
                    quantization);
        }
    }
}
