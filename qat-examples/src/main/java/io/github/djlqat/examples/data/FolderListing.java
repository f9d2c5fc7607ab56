package io.github.djlqat.examples.data;

import ai.djl.util.JsonUtils;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A folder of splits of class folders of image files: {@code ROOT/train/CLASS/*} and {@code
 * ROOT/test/CLASS/*} or {@code ROOT/val/CLASS/*}.
 *
 * @param root the folder
 * @param folders the class folders' names, by label
 * @param classes the classes' names, by label
 */
record FolderListing(Path root, List<String> folders, List<String> classes) {

    private static final List<String> TRAIN = List.of("train");
    private static final List<String> TEST = List.of("test", "val");

    FolderListing {
        folders = List.copyOf(folders);
        classes = List.copyOf(classes);
    }

    /**
     * Lists the classes.
     *
     * @param request names the folder
     * @param imageNet whether the class folders are WordNet ids, the labels ImageNet's 1000; else
     *     every class folder of any split is a class, in alphabetical order
     */
    static FolderListing of(DataRequest request, boolean imageNet) throws IOException {
        if (request.repository() == null) {
            throw new IllegalArgumentException(
                    "data set "
                            + request.name()
                            + ": expected a repository, the folder of train/CLASS and val/CLASS,"
                            + " found none given");
        }
        Path root = LocalRepository.folder(request.repository());
        return imageNet ? imageNet(root) : plain(root);
    }

    private static FolderListing plain(Path root) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        for (String split : List.of("train", "test", "val")) {
            Path folder = root.resolve(split);
            if (Files.isDirectory(folder)) {
                try (Stream<Path> children = Files.list(folder)) {
                    children.filter(Files::isDirectory)
                            .map(path -> path.getFileName().toString())
                            .filter(name -> !name.startsWith("."))
                            .forEach(names::add);
                }
            }
        }
        if (names.isEmpty()) {
            throw new IllegalArgumentException(
                    "data set "
                            + root
                            + ": expected class folders in train, test or val, found none");
        }
        List<String> list = List.copyOf(names);
        return new FolderListing(root, list, list);
    }

    /**
     * The classes as DJL's jar lists them; DJL 0.35.1's own ImageNet fails before it reads them.
     */
    private static FolderListing imageNet(Path root) throws IOException {
        String resource = "/imagenet/classes.json";
        try (InputStream in =
                ai.djl.basicdataset.cv.classification.ImageNet.class.getResourceAsStream(
                        resource)) {
            if (in == null) {
                throw new IOException("expected resource " + resource + " in DJL, found none");
            }
            String[][] rows =
                    JsonUtils.GSON.fromJson(
                            new InputStreamReader(in, StandardCharsets.UTF_8), String[][].class);
            List<String> folders = new ArrayList<>();
            List<String> classes = new ArrayList<>();
            for (String[] row : rows) {
                folders.add(row[0]);
                classes.add(row[1]);
            }
            return new FolderListing(root, folders, classes);
        }
    }

    /**
     * Lists the images of a split, by class and then by name.
     *
     * @param train which split
     * @param shape to which they are cropped
     * @param limit at most so many images, taken from all classes alike; 0 for all
     */
    FolderImages images(boolean train, ImageShape shape, int limit) {
        Path folder = split(train);
        List<FolderImages.Entry> entries = new ArrayList<>();
        for (int label = 0; label < folders.size(); label++) {
            Path classFolder = folder.resolve(folders.get(label));
            if (!Files.isDirectory(classFolder)) {
                continue;
            }
            int classLabel = label;
            try (Stream<Path> files = Files.list(classFolder)) {
                files.filter(FolderImages::isImage)
                        .sorted(Comparator.comparing(path -> path.getFileName().toString()))
                        .forEach(path -> entries.add(new FolderImages.Entry(path, classLabel)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        if (entries.isEmpty()) {
            throw new IllegalArgumentException(
                    "data set " + folder + ": expected image files in class folders, found none");
        }
        return new FolderImages(thin(entries, limit), shape);
    }

    private static List<FolderImages.Entry> thin(List<FolderImages.Entry> entries, int limit) {
        if (limit == 0 || limit >= entries.size()) {
            return entries;
        }
        List<FolderImages.Entry> kept = new ArrayList<>();
        for (int i = 0; i < limit; i++) {
            kept.add(entries.get((int) ((long) i * entries.size() / limit)));
        }
        return kept;
    }

    private Path split(boolean train) {
        for (String name : train ? TRAIN : TEST) {
            Path folder = root.resolve(name);
            if (Files.isDirectory(folder)) {
                return folder;
            }
        }
        throw new IllegalArgumentException(
                "data set "
                        + root
                        + ": expected a folder "
                        + String.join(" or ", train ? TRAIN : TEST)
                        + ", found none");
    }
}
