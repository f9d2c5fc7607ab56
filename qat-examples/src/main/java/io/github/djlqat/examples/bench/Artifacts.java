package io.github.djlqat.examples.bench;

import io.github.djlqat.onnx.OnnxExporter;
import io.github.djlqat.onnx.OnnxOptions;
import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.writer.TfliteWriter;

/** The file that an engine reads, of one network. */
final class Artifacts {

    private Artifacts() {}

    /**
     * Returns the bytes of the file.
     *
     * @param graph the network
     * @param kind an engine that reads a file
     * @throws MalformedModelException if the graph is not sound
     */
    static byte[] bytes(IntegerGraph graph, EngineKind kind) throws MalformedModelException {
        if (kind.peer() == null) {
            return TfliteWriter.write(graph);
        }
        OnnxOptions codes = OnnxOptions.defaults().withBoundary(OnnxOptions.Boundary.CODES);
        OnnxOptions floats = OnnxOptions.defaults().withPrecision(OnnxOptions.Precision.FLOAT32);
        boolean real = kind.peer() == EngineKind.Peer.ONNXRUNTIME_FLOAT32;
        return OnnxExporter.export(graph, real ? floats : codes).toByteArray();
    }
}
