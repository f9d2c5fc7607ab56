package io.github.djlqat.examples.train;

import io.github.djlqat.examples.data.DataSource;
import io.github.djlqat.examples.data.Datasets;
import io.github.djlqat.examples.model.Models;
import java.nio.file.Path;

/** Trains a network on CIFAR-10: model, repository, output, epochs, batch, rate, decay, seed. */
public final class TrainMain {

    private TrainMain() {}

    public static void main(String[] args) throws Exception {
        DataSource data = Datasets.cifar10(args[1]);
        TrainConfig config =
                new TrainConfig(
                        args[0],
                        Integer.parseInt(args[3]),
                        Integer.parseInt(args[4]),
                        Float.parseFloat(args[5]),
                        1f,
                        0.9f,
                        Float.parseFloat(args[6]),
                        Long.parseLong(args[7]),
                        Path.of(args[2]),
                        true);
        new TrainJob(config, data, Models.create(args[0], data.classes().size())).run();
    }
}
