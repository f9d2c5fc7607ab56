package io.github.djlqat.examples.bench;

import io.github.djlqat.examples.onnx.OnnxSession;
import io.github.djlqat.runtime.graph.IntegerGraph;
import java.util.Random;

/** ONNX Runtime on an exported model. */
final class OnnxEngine implements Engine {

    private final OnnxSession session;
    private final int threads;

    OnnxEngine(IntegerGraph graph, byte[] model, EngineKind kind, int threads) {
        boolean exact = kind.peer() == EngineKind.Peer.ONNXRUNTIME_INT8_EXACT;
        session =
                new OnnxSession(
                        graph,
                        model,
                        threads,
                        exact ? OnnxSession.Products.EXACT : OnnxSession.Products.SATURATING);
        this.threads = threads;
        byte[] codes = new byte[(int) graph.tensor(graph.inputs().get(0)).byteSize()];
        new Random(1).nextBytes(codes);
        session.setInput(0, codes);
    }

    @Override
    public int threads() {
        return threads;
    }

    @Override
    public void run() {
        session.invoke();
    }

    @Override
    public void close() {
        session.close();
    }
}
