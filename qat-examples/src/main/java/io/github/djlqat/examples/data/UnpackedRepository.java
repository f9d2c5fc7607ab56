package io.github.djlqat.examples.data;

import ai.djl.repository.Artifact;
import ai.djl.repository.MRL;
import ai.djl.repository.Metadata;
import ai.djl.repository.Repository;
import ai.djl.util.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A local dataset repository that is read where it lies.
 *
 * <p>DJL 0.35.1 reads the files of a local repository in place, from the artifact's version folder,
 * but first copies them to its cache, and looks for them one folder higher to do so. This one
 * leaves out the copy where every file is in its place.
 */
final class UnpackedRepository implements Repository {

    private final Repository inner;

    UnpackedRepository(Repository inner) {
        this.inner = inner;
    }

    @Override
    public void prepare(Artifact artifact, Progress progress) throws IOException {
        if (!inner.isRemote()) {
            boolean complete = true;
            for (Artifact.Item item : artifact.getFiles().values()) {
                complete &= Files.isReadable(inner.getFile(item, ""));
            }
            if (complete) {
                return;
            }
        }
        inner.prepare(artifact, progress);
    }

    @Override
    public boolean isRemote() {
        return inner.isRemote();
    }

    @Override
    public String getName() {
        return inner.getName();
    }

    @Override
    public URI getBaseUri() {
        return inner.getBaseUri();
    }

    @Override
    public Metadata locate(MRL mrl) throws IOException {
        return inner.locate(mrl);
    }

    @Override
    public Artifact resolve(MRL mrl, Map<String, String> filter) throws IOException {
        return inner.resolve(mrl, filter);
    }

    @Override
    public InputStream openStream(Artifact.Item item, String path) throws IOException {
        return inner.openStream(item, path);
    }

    @Override
    public Path getFile(Artifact.Item item, String path) throws IOException {
        return inner.getFile(item, path);
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
