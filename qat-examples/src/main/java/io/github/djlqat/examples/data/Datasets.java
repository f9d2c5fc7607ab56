package io.github.djlqat.examples.data;

import ai.djl.basicdataset.cv.classification.Cifar10;
import ai.djl.basicdataset.cv.classification.FashionMnist;
import ai.djl.basicdataset.cv.classification.Mnist;
import ai.djl.repository.Repository;
import ai.djl.training.dataset.Dataset;
import java.io.IOException;
import java.util.List;

/**
 * The data sets by name.
 *
 * <table>
 * <caption>Names</caption>
 * <tr><td>cifar10</td><td>50,000 and 10,000 colour images, 32x32, 10 classes</td></tr>
 * <tr><td>mnist</td><td>60,000 and 10,000 grey digits, 28x28, 10 classes</td></tr>
 * <tr><td>fashionmnist</td><td>60,000 and 10,000 grey articles of clothing, 28x28, 10 classes</td></tr>
 * <tr><td>imagenet</td><td>folders train/WNID and val/WNID of image files, 1000 classes</td></tr>
 * <tr><td>imagefolder</td><td>folders train/CLASS and test/CLASS (or val/CLASS) of image files</td></tr>
 * <tr><td>shapes</td><td>generated colour images, 32x32, 10 classes</td></tr>
 * </table>
 */
public final class Datasets {

    private static final List<String> NAMES =
            List.of("shapes", "cifar10", "mnist", "fashionmnist", "imagenet", "imagefolder");

    private static final Normalization IMAGENET_NORMALIZATION =
            new Normalization(List.of(0.485f, 0.456f, 0.406f), List.of(0.229f, 0.224f, 0.225f));

    private Datasets() {}

    /**
     * Returns the names.
     *
     * @return the names
     */
    public static List<String> names() {
        return NAMES;
    }

    /**
     * Opens a data set. The images are loaded when a split is first used.
     *
     * @param request which one
     * @return the data set
     * @throws IllegalArgumentException if the name is unknown, or the repository is not there or
     *     cannot be read
     * @throws IOException if a folder could not be listed
     */
    public static DataSource open(DataRequest request) throws IOException {
        return switch (request.name()) {
            case "shapes" -> shapes(request);
            case "cifar10" -> cifar10(request);
            case "mnist" -> mnist(request);
            case "fashionmnist" -> fashionMnist(request);
            case "imagenet" -> imageNet(request);
            case "imagefolder" -> imageFolder(request);
            default ->
                    throw new IllegalArgumentException(
                            "data set: expected one of "
                                    + NAMES
                                    + ", found \""
                                    + request.name()
                                    + "\"");
        };
    }

    private static DataSource shapes(DataRequest request) {
        return DataSource.builder(request.name(), ShapeImages.SHAPE)
                .setClasses(ShapeImages.CLASSES)
                .setNormalization(
                        new Normalization(List.of(0.5f, 0.5f, 0.5f), List.of(0.25f, 0.25f, 0.25f)))
                .setAugmentation(new Augmentation(2, true))
                .setTrain(
                        () ->
                                ShapeImages.draw(
                                        request.trainImages() == 0 ? 8000 : request.trainImages(),
                                        request.seed(),
                                        0))
                .setTest(
                        () ->
                                ShapeImages.draw(
                                        request.testImages() == 0 ? 2000 : request.testImages(),
                                        request.seed(),
                                        1))
                .build();
    }

    private static DataSource cifar10(DataRequest request) {
        Repository repository = LocalRepository.open(request.repository());
        ImageShape shape = new ImageShape(Cifar10.IMAGE_HEIGHT, Cifar10.IMAGE_WIDTH, 3);
        return DataSource.builder(request.name(), shape)
                .setClasses(
                        List.of(
                                "airplane",
                                "automobile",
                                "bird",
                                "cat",
                                "deer",
                                "dog",
                                "frog",
                                "horse",
                                "ship",
                                "truck"))
                .setNormalization(
                        new Normalization(
                                List.of(0.4914f, 0.4822f, 0.4465f),
                                List.of(0.2023f, 0.1994f, 0.2010f)))
                .setAugmentation(Augmentation.CROP_FLIP)
                .setArrays(
                        request,
                        (manager, train) ->
                                Cifar10.builder()
                                        .optManager(manager)
                                        .optRepository(repository)
                                        .optUsage(usage(train))
                                        .setSampling(1, false)
                                        .build())
                .build();
    }

    private static DataSource mnist(DataRequest request) {
        Repository repository = LocalRepository.open(request.repository());
        ImageShape shape = new ImageShape(28, 28, 1);
        return DataSource.builder(request.name(), shape)
                .setClasses(List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"))
                .setNormalization(new Normalization(List.of(0.1307f), List.of(0.3081f)))
                .setAugmentation(new Augmentation(2, false))
                .setArrays(
                        request,
                        (manager, train) ->
                                Mnist.builder()
                                        .optManager(manager)
                                        .optRepository(repository)
                                        .optUsage(usage(train))
                                        .setSampling(1, false)
                                        .build())
                .build();
    }

    private static DataSource fashionMnist(DataRequest request) {
        Repository repository = LocalRepository.open(request.repository());
        ImageShape shape = new ImageShape(28, 28, 1);
        return DataSource.builder(request.name(), shape)
                .setClasses(
                        List.of(
                                "t-shirt",
                                "trouser",
                                "pullover",
                                "dress",
                                "coat",
                                "sandal",
                                "shirt",
                                "sneaker",
                                "bag",
                                "ankle boot"))
                .setNormalization(new Normalization(List.of(0.2860f), List.of(0.3530f)))
                .setAugmentation(new Augmentation(2, true))
                .setArrays(
                        request,
                        (manager, train) ->
                                FashionMnist.builder()
                                        .optManager(manager)
                                        .optRepository(repository)
                                        .optUsage(usage(train))
                                        .setSampling(1, false)
                                        .build())
                .build();
    }

    private static DataSource imageNet(DataRequest request) throws IOException {
        FolderListing root = FolderListing.of(request, true);
        return folders(request, root);
    }

    private static DataSource imageFolder(DataRequest request) throws IOException {
        FolderListing root = FolderListing.of(request, false);
        return folders(request, root);
    }

    private static DataSource folders(DataRequest request, FolderListing listing) {
        ImageShape shape = new ImageShape(request.imageSize(), request.imageSize(), 3);
        return DataSource.builder(request.name(), shape)
                .setClasses(listing.classes())
                .setNormalization(IMAGENET_NORMALIZATION)
                .setAugmentation(new Augmentation(request.imageSize() / 8, true))
                .setTrain(() -> listing.images(true, shape, request.trainImages()))
                .setTest(() -> listing.images(false, shape, request.testImages()))
                .build();
    }

    private static Dataset.Usage usage(boolean train) {
        return train ? Dataset.Usage.TRAIN : Dataset.Usage.TEST;
    }
}
