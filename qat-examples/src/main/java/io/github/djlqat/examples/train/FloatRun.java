package io.github.djlqat.examples.train;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import io.github.djlqat.examples.data.DataRequest;
import io.github.djlqat.examples.data.DataSource;
import io.github.djlqat.examples.data.Datasets;
import io.github.djlqat.examples.data.ImageShape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * A float network that {@code qat train} left in a folder, with its data.
 *
 * @param description what it is
 * @param data the data that the user asked for, else what it was trained on
 * @param model its block is initialized and holds the weights
 * @param weights the file they came from
 */
public record FloatRun(RunDescription description, DataSource data, Model model, Path weights)
        implements AutoCloseable {

    /**
     * Loads a network and opens its data.
     *
     * @param folder that {@code qat train} wrote
     * @param request from what it was trained on to what is wanted
     * @throws IOException if the folder holds none, or a file cannot be read
     * @throws MalformedModelException if the weights are not this network's
     * @throws IllegalArgumentException if the data has other classes than the network
     */
    public static FloatRun load(Path folder, UnaryOperator<DataRequest> request)
            throws IOException, MalformedModelException {
        RunDescription description = RunDescription.read(folder);
        return load(folder, Datasets.open(request.apply(description.data())));
    }

    /**
     * Loads a network.
     *
     * @param folder that {@code qat train} wrote
     * @param data open already
     * @throws IOException if the folder holds none, or a file cannot be read
     * @throws MalformedModelException if the weights are not this network's
     * @throws IllegalArgumentException if the data has other classes than the network
     */
    public static FloatRun load(Path folder, DataSource data)
            throws IOException, MalformedModelException {
        RunDescription description = RunDescription.read(folder);
        if (data.classes().size() != description.classes().size()) {
            throw new IllegalArgumentException(
                    String.format(
                            "data set %s: expected %d classes as %s was trained on, found %d",
                            data.name(),
                            description.classes().size(),
                            folder,
                            data.classes().size()));
        }
        ImageShape image = data.shape();
        Path weights = WeightsFile.file(folder, description.model());
        Model model = description.create(image);
        try {
            WeightsFile.load(
                    model, weights, new Shape(1, image.channels(), image.height(), image.width()));
            return new FloatRun(description, data, model, weights);
        } catch (IOException | MalformedModelException | RuntimeException e) {
            model.close();
            throw e;
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
