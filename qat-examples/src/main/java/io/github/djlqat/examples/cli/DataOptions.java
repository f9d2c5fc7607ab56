package io.github.djlqat.examples.cli;

import io.github.djlqat.examples.data.DataRequest;
import io.github.djlqat.examples.data.DataSource;
import io.github.djlqat.examples.data.Datasets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Which images a command works on. */
final class DataOptions {

    @Option(
            names = "--dataset",
            paramLabel = "NAME",
            description = {
                "shapes, cifar10, mnist, fashionmnist, imagenet or imagefolder; see qat data list.",
                "Default: what the checkpoint was trained on, else shapes."
            })
    private String dataset;

    @Option(
            names = "--repository",
            paramLabel = "DIR|URL",
            description =
                    "A local copy of DJL's dataset repository, or the folder of images of imagenet and"
                            + " imagefolder. Default: DJL's server. datasets/README.md shows the"
                            + " layouts.")
    private String repository;

    @Option(
            names = "--image-size",
            paramLabel = "N",
            description =
                    "Height and width to cut images of imagenet and imagefolder to; default 224.")
    private Integer imageSize;

    @Option(
            names = "--train-images",
            paramLabel = "N",
            description = "Use only the first N training images; shapes draws N.")
    private Integer trainImages;

    @Option(
            names = "--test-images",
            paramLabel = "N",
            description = "Use only the first N test images; shapes draws N.")
    private Integer testImages;

    @Option(
            names = "--data-seed",
            paramLabel = "N",
            description = "Seed of generated images; default 1.")
    private Long seed;

    /** Returns the request, with the usual values where the user said nothing. */
    DataRequest request() {
        return request(DataRequest.of("shapes", null));
    }

    /**
     * Returns the request, with the values of {@code usual} where the user said nothing.
     *
     * @throws IllegalArgumentException if the user asked for less than one image or pixel
     */
    DataRequest request(DataRequest usual) {
        requirePositive("--image-size", imageSize);
        requirePositive("--train-images", trainImages);
        requirePositive("--test-images", testImages);
        String name = dataset != null ? dataset : usual.name();
        if (repository != null && "shapes".equalsIgnoreCase(name)) {
            throw new IllegalArgumentException(
                    "--repository: expected none, for the program draws shapes, found "
                            + repository);
        }
        boolean other = dataset != null && !dataset.equalsIgnoreCase(usual.name());
        DataRequest base = other ? DataRequest.of(dataset, null) : usual;
        return new DataRequest(
                base.name(),
                repository != null ? repository : base.repository(),
                imageSize != null ? imageSize : base.imageSize(),
                trainImages != null ? trainImages : base.trainImages(),
                testImages != null ? testImages : base.testImages(),
                seed != null ? seed : base.seed());
    }

    /** Returns what the user said, as arguments again. */
    List<String> arguments() {
        List<String> all = new ArrayList<>();
        add(all, "--dataset", dataset);
        add(all, "--repository", repository);
        add(all, "--image-size", imageSize);
        add(all, "--train-images", trainImages);
        add(all, "--test-images", testImages);
        add(all, "--data-seed", seed);
        return all;
    }

    private static void add(List<String> all, String option, Object value) {
        if (value != null) {
            all.add(option);
            all.add(value.toString());
        }
    }

    private static void requirePositive(String option, Integer value) {
        if (value != null && value < 1) {
            throw new IllegalArgumentException(option + ": expected at least 1, found " + value);
        }
    }

    /** Opens what the user asked for. */
    DataSource open() throws IOException {
        return Datasets.open(request());
    }
}
