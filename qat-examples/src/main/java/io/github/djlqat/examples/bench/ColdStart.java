package io.github.djlqat.examples.bench;

import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.tflite.TfliteReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A program that computes one image and ends: what {@link ColdStarts} measures. Its last line is
 * {@link ChildJvm#READY} and the most memory that it held, in kilobytes, or -1 where the system
 * does not say.
 */
public final class ColdStart {

    private ColdStart() {}

    /**
     * Runs.
     *
     * @param args the engine, the {@code .tflite} (which says what inputs look like), and the file
     *     that the engine reads; or {@code pytorch-float32} and the label of a network
     */
    public static void main(String[] args) throws Exception {
        EngineKind kind = EngineKind.of(args[0]);
        try (Engine engine = engine(kind, args)) {
            engine.run();
            System.out.println(ChildJvm.READY + peakKilobytes());
            System.out.flush();
        }
    }

    private static Engine engine(EngineKind kind, String... args) throws Exception {
        if (!kind.readsFile()) {
            return new TorchEngine(BenchModel.labelled(args[1]), 1);
        }
        IntegerGraph graph = TfliteReader.read(Path.of(args[1]));
        return kind.peer() == null
                ? new IntegerEngine(graph, kind.name(), 1)
                : new OnnxEngine(graph, Files.readAllBytes(Path.of(args[2])), kind, 1);
    }

    private static long peakKilobytes() throws java.io.IOException {
        Path status = Path.of("/proc/self/status");
        List<String> lines = Files.isReadable(status) ? Files.readAllLines(status) : List.of();
        for (String line : lines) {
            if (line.toLowerCase(Locale.ROOT).startsWith("vmhwm:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return -1;
    }
}
