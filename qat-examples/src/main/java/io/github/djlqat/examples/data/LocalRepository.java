package io.github.djlqat.examples.data;

import ai.djl.basicdataset.BasicDatasets;
import ai.djl.repository.Artifact;
import ai.djl.repository.MRL;
import ai.djl.repository.Metadata;
import ai.djl.repository.RemoteRepository;
import ai.djl.repository.Repository;
import ai.djl.util.JsonUtils;
import ai.djl.util.Progress;
import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * A copy of DJL's dataset repository in a local folder, read where it lies and without a network.
 *
 * <p>DJL 0.35.1 reads a local repository's files in place, but copies them to its cache first,
 * looking for them one folder higher; it does not unpack them in place; and it goes to the network
 * where the metadata name a server. This one looks for each file in the artifact's version folder
 * and in the folder of the metadata, under its own name and under that of its address, and unpacks
 * {@code .gz} while reading.
 */
final class LocalRepository implements Repository {

    private final Path root;
    private final Repository inner;

    private LocalRepository(Path root) {
        this.root = root;
        inner = Repository.newInstance("local", root);
    }

    /**
     * Opens a repository.
     *
     * @param place a folder, a {@code file:} address, the address of a server, or null for DJL's
     *     own server
     * @throws IllegalArgumentException if there is no such folder, or the address is of another
     *     kind
     */
    static Repository open(String place) {
        if (place == null) {
            return BasicDatasets.REPOSITORY;
        }
        if (place.matches("https?://[^/].*")) {
            return new RemoteRepository(
                    "remote", URI.create(place.endsWith("/") ? place : place + "/"));
        }
        if (place.matches("[A-Za-z][A-Za-z0-9+.-]+:.*") && !place.startsWith("file:")) {
            throw new IllegalArgumentException(
                    "repository: expected a folder or an address of http, https or file, found "
                            + place);
        }
        return new LocalRepository(folder(place));
    }

    /**
     * Returns an existing folder.
     *
     * @param place a path or a {@code file:} address
     * @throws IllegalArgumentException if there is no such folder or it cannot be read
     */
    static Path folder(String place) {
        Path path;
        try {
            path = place.startsWith("file:") ? Path.of(URI.create(place)) : Path.of(place);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "repository: expected a folder or an address, found \"" + place + "\"", e);
        }
        if (!Files.isDirectory(path) || !Files.isReadable(path)) {
            String found =
                    Files.notExists(path)
                            ? "nothing there"
                            : Files.isDirectory(path) ? "no permission to read it" : "a file";
            throw new IllegalArgumentException(
                    "repository " + path + ": expected a folder that can be read, found " + found);
        }
        return path.toAbsolutePath();
    }

    private Path find(Artifact.Item item) throws FileNotFoundException {
        Artifact artifact = item.getArtifact();
        Path version = root.resolve(artifact.getResourceUri().getPath());
        List<String> names = new ArrayList<>();
        if (item.getName() != null && !item.getName().isEmpty()) {
            names.add(item.getName());
            names.add(item.getName() + ".gz");
        }
        if (item.getUri() != null) {
            String path = URI.create(item.getUri()).getPath();
            names.add(path.substring(path.lastIndexOf('/') + 1));
        }
        for (Path folder : List.of(version, version.getParent())) {
            for (String name : names) {
                Path file = folder.resolve(name);
                if (Files.isRegularFile(file)) {
                    return file;
                }
            }
        }
        throw new FileNotFoundException(
                version + ": expected one of the files " + names + ", found none");
    }

    @Override
    public void prepare(Artifact artifact, Progress progress) throws IOException {
        for (Artifact.Item item : artifact.getFiles().values()) {
            find(item);
        }
    }

    @Override
    public InputStream openStream(Artifact.Item item, String path) throws IOException {
        Path file = find(item);
        InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        return file.toString().endsWith(".gz") ? new GZIPInputStream(in, 1 << 16) : in;
    }

    @Override
    public Path getFile(Artifact.Item item, String path) throws IOException {
        return find(item);
    }

    @Override
    public boolean isRemote() {
        return false;
    }

    @Override
    public String getName() {
        return inner.getName();
    }

    @Override
    public URI getBaseUri() {
        return root.toUri();
    }

    @Override
    public Metadata locate(MRL mrl) throws IOException {
        return inner.locate(mrl);
    }

    @Override
    public Artifact resolve(MRL mrl, Map<String, String> filter) throws IOException {
        Path metadata = root.resolve(mrl.toURI().getPath()).resolve("metadata.json");
        if (!Files.isRegularFile(metadata)) {
            throw new FileNotFoundException(
                    metadata + ": expected DJL's metadata of the data set, found nothing there");
        }
        // DJL takes the folder for another kind of repository where it cannot parse this file.
        try (Reader reader = Files.newBufferedReader(metadata)) {
            if (JsonUtils.GSON.fromJson(reader, Metadata.class) == null) {
                throw new IOException(metadata + ": expected JSON, found an empty file");
            }
        } catch (RuntimeException e) {
            throw new IOException(metadata + ": expected JSON, found " + e.getMessage(), e);
        }
        return inner.resolve(mrl, filter);
    }

    @Override
    public String[] listDirectory(Artifact.Item item, String path) throws IOException {
        return inner.listDirectory(item, path);
    }

    @Override
    public Path getCacheDirectory() throws IOException {
        return inner.getCacheDirectory();
    }

    @Override
    public List<MRL> getResources() {
        return inner.getResources();
    }

    @Override
    public void addResource(MRL mrl) {
        inner.addResource(mrl);
    }
}
