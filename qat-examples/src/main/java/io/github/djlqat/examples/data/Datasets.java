package io.github.djlqat.examples.data;

import ai.djl.repository.Repository;
import java.io.IOException;

/** The data sets by name. */
public final class Datasets {

    private Datasets() {}

    /**
     * Loads CIFAR-10.
     *
     * @param repository a local folder or URL that holds DJL's dataset repository
     * @return the data
     * @throws IOException if it could not be read
     */
    public static DataSource cifar10(String repository) throws IOException {
        return Cifar10Data.load(
                new UnpackedRepository(Repository.newInstance("local", repository)));
    }
}
