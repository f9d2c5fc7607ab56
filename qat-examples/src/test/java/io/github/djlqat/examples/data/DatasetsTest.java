package io.github.djlqat.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data sets from local repositories in DJL's layout, made here, and what is said of bad ones. */
class DatasetsTest {

    private static final String GROUP = "dataset/cv/ai/djl/basicdataset/";

    @TempDir private Path folder;

    @Test
    void cifar10IsReadWhereItLies() throws Exception {
        writeCifar10(7, 3);
        DataSource data = Datasets.open(DataRequest.of("CIFAR10", folder.toString()));
        assertThat(data.shape()).isEqualTo(new ImageShape(32, 32, 3));
        assertThat(data.classes()).hasSize(10).contains("frog");
        assertThat(data.train().size()).isEqualTo(7);
        assertThat(data.test().size()).isEqualTo(3);
        byte[] pixels = new byte[3072];
        for (int i = 0; i < 7; i++) {
            assertThat(data.train().label(i)).isEqualTo((i * 3) % 10);
            data.train().read(i, pixels, 0);
            for (int at = 0; at < pixels.length; at++) {
                int channel = at % 3;
                int place = at / 3;
                assertThat(pixels[at]).isEqualTo((byte) (i * 11 + channel * 85 + place));
            }
        }
        assertThat(data.trainBatches(4, 1).batches()).isEqualTo(1);
        assertThat(data.testBatches(2).batches()).isEqualTo(2);
    }

    @Test
    void aFileAddressServesAsWell() throws Exception {
        writeCifar10(2, 2);
        String address = folder.toUri().toString();
        DataRequest request = DataRequest.of("cifar10", address).withImages(1, 0);
        assertThat(Datasets.open(request).train().size()).isEqualTo(1);
        assertThat(Datasets.open(request).test().size()).isEqualTo(2);
    }

    /** As DJL's server has them: packed, in the version folder, named by address. */
    @ParameterizedTest
    @ValueSource(strings = {"mnist", "fashionmnist"})
    void packedFilesAreUnpackedWhileReading(String name) throws Exception {
        writeMnist(name.equals("mnist") ? "mnist" : "fashmnist");
        DataSource data = Datasets.open(DataRequest.of(name, folder.toString()));
        assertThat(data.shape()).isEqualTo(new ImageShape(28, 28, 1));
        assertThat(data.train().size()).isEqualTo(5);
        assertThat(data.test().size()).isEqualTo(2);
        byte[] pixels = new byte[784];
        data.train().read(4, pixels, 0);
        assertThat(data.train().label(4)).isEqualTo(4);
        for (int i = 0; i < pixels.length; i++) {
            assertThat(pixels[i]).isEqualTo((byte) (4 + i));
        }
    }

    /** From a web server, through DJL's cache. */
    @Test
    void aServerServesAsWell(@TempDir Path cache) throws Exception {
        writeCifar10(3, 2);
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/data/",
                exchange -> {
                    String path = exchange.getRequestURI().getPath().replace("//", "/");
                    Path file = folder.resolve(path.substring("/data/".length()));
                    if (!Files.exists(file)) {
                        file = folder.resolve(GROUP + "cifar10/1.0").resolve(file.getFileName());
                    }
                    byte[] bytes = Files.readAllBytes(file);
                    exchange.sendResponseHeaders(200, bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
        server.start();
        System.setProperty("DJL_CACHE_DIR", cache.toString());
        try {
            String address = "http://localhost:" + server.getAddress().getPort() + "/data";
            DataSource data = Datasets.open(DataRequest.of("cifar10", address));
            assertThat(data.train().size()).isEqualTo(3);
            assertThat(data.test().label(1)).isEqualTo(3);
        } finally {
            System.clearProperty("DJL_CACHE_DIR");
            server.stop(0);
        }
    }

    @Test
    void unknownNameIsAnsweredByTheNames() {
        assertThatThrownBy(() -> Datasets.open(DataRequest.of("cifar", null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "data set: expected one of [shapes, cifar10, mnist, fashionmnist, imagenet,"
                                + " imagefolder], found \"cifar\"");
    }

    @Test
    void missingRepositoryIsNamed() {
        String missing = folder.resolve("nowhere").toString();
        assertThatThrownBy(() -> Datasets.open(DataRequest.of("cifar10", missing)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "repository "
                                + missing
                                + ": expected a folder that can be read, found nothing there");
    }

    @Test
    void aFileIsNoRepository() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> Datasets.open(DataRequest.of("mnist", file.toString())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found a file");
    }

    @Test
    void anEmptyFolderIsNoRepository() throws Exception {
        DataSource data = Datasets.open(DataRequest.of("cifar10", folder.toString()));
        assertThatThrownBy(data::train)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(GROUP + "cifar10/metadata.json")
                .hasMessageContaining("found nothing there");
    }

    @Test
    void aMissingFileIsNamed() throws Exception {
        writeCifar10(2, 2);
        Files.delete(folder.resolve(GROUP + "cifar10/1.0/test_batch.bin"));
        DataSource data = Datasets.open(DataRequest.of("cifar10", folder.toString()));
        assertThatThrownBy(data::test)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cifar10/1.0: expected one of the files [test_batch.bin")
                .hasMessageContaining("found none");
    }

    @Test
    void anEmptyDataSetIsRefused() throws Exception {
        writeCifar10(0, 2);
        DataSource data = Datasets.open(DataRequest.of("cifar10", folder.toString()));
        assertThatThrownBy(data::train)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected at least one image, found none");
    }

    @Test
    void brokenMetadataAreNamed() throws Exception {
        writeCifar10(1, 1);
        Files.writeString(folder.resolve(GROUP + "cifar10/metadata.json"), "{ not json");
        assertThatThrownBy(
                        () -> Datasets.open(DataRequest.of("cifar10", folder.toString())).train())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("data set cifar10")
                .hasMessageContaining("cannot be read");
    }

    /** The real data, where they are: system property {@code qat.cifar10} names the repository. */
    @Test
    void wholeCifar10() throws Exception {
        String repository = System.getProperty("qat.cifar10", System.getenv("QAT_CIFAR10"));
        assumeTrue(
                repository != null, "skipped: neither qat.cifar10 nor QAT_CIFAR10 names a folder");
        DataSource data = Datasets.open(DataRequest.of("cifar10", repository));
        assertThat(data.train().size()).isEqualTo(50_000);
        assertThat(data.test().size()).isEqualTo(10_000);
        int[] counts = new int[10];
        for (int i = 0; i < 10_000; i++) {
            counts[data.test().label(i)]++;
        }
        assertThat(counts).containsOnly(1000);
    }

    private void writeCifar10(int train, int test) throws IOException {
        Path version = Files.createDirectories(folder.resolve(GROUP + "cifar10/1.0"));
        Files.write(version.resolve("data_batch.bin"), cifar10(train));
        Files.write(version.resolve("test_batch.bin"), cifar10(test));
        writeMetadata(
                "cifar10", "data_batch.bin", "data_batch.bin", "test_batch.bin", "test_batch.bin");
    }

    private static byte[] cifar10(int count) {
        byte[] bytes = new byte[count * 3073];
        for (int i = 0; i < count; i++) {
            bytes[i * 3073] = (byte) ((i * 3) % 10);
            for (int channel = 0; channel < 3; channel++) {
                for (int place = 0; place < 1024; place++) {
                    bytes[i * 3073 + 1 + channel * 1024 + place] =
                            (byte) (i * 11 + channel * 85 + place);
                }
            }
        }
        return bytes;
    }

    private void writeMnist(String artifact) throws IOException {
        Path version = Files.createDirectories(folder.resolve(GROUP + artifact + "/1.0"));
        writeIdx(version.resolve("train-images-idx3-ubyte.gz"), 5, 784);
        writeIdx(version.resolve("train-labels-idx1-ubyte.gz"), 5, 1);
        writeIdx(version.resolve("t10k-images-idx3-ubyte.gz"), 2, 784);
        writeIdx(version.resolve("t10k-labels-idx1-ubyte.gz"), 2, 1);
        writeMetadata(
                artifact,
                "train_data",
                "https://localhost/" + artifact + "/1.0/train-images-idx3-ubyte.gz",
                "train_labels",
                "1.0/train-labels-idx1-ubyte.gz",
                "test_data",
                "1.0/t10k-images-idx3-ubyte.gz",
                "test_labels",
                "1.0/t10k-labels-idx1-ubyte.gz");
    }

    private static void writeIdx(Path file, int count, int size) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(size == 1 ? 0x801 : 0x803);
        out.writeInt(count);
        if (size > 1) {
            out.writeInt(28);
            out.writeInt(28);
        }
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < size; j++) {
                out.write(i + j);
            }
        }
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
            bytes.writeTo(gzip);
        }
    }

    private void writeMetadata(String artifact, String... namesAndAddresses) throws IOException {
        StringBuilder files = new StringBuilder();
        for (int i = 0; i < namesAndAddresses.length; i += 2) {
            files.append(i == 0 ? "" : ",")
                    .append("\"" + namesAndAddresses[i] + "\": ")
                    .append("{\"uri\": \"" + namesAndAddresses[i + 1] + "\", \"size\": 1}");
        }
        Files.writeString(
                folder.resolve(GROUP + artifact + "/metadata.json"),
                "{\"metadataVersion\": \"0.2\", \"resourceType\": \"dataset\","
                        + " \"application\": \"cv\", \"groupId\": \"ai.djl.basicdataset\","
                        + " \"artifactId\": \""
                        + artifact
                        + "\", \"name\": \"x\", \"artifacts\": [{\"version\": \"1.0\","
                        + " \"snapshot\": false, \"files\": {"
                        + files
                        + "}}]}");
    }
}
