package io.github.djlqat.examples.bench;

import io.github.djlqat.runtime.IntegerModel;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.Session;
import io.github.djlqat.runtime.graph.IntegerGraph;
import java.util.Random;

/** The integer runtime with one set of kernels. */
final class IntegerEngine implements Engine {

    private final IntegerModel model;
    private final Session session;
    private final byte[] codes;
    private final byte[] scores;

    IntegerEngine(IntegerGraph graph, String kernels, int threads) throws MalformedModelException {
        model =
                IntegerModel.of(
                        graph, LoadOptions.defaults().withKernels(kernels).withThreads(threads));
        session = model.newSession();
        codes = new byte[model.inputs().get(0).bytes()];
        new Random(1).nextBytes(codes);
        scores = new byte[model.outputs().get(0).bytes()];
    }

    @Override
    public int threads() {
        return model.options().threads();
    }

    @Override
    public void run() {
        session.setInput(0, codes, 0);
        session.invoke();
        session.getOutput(0, scores, 0);
    }

    @Override
    public long arenaBytes() {
        return model.arenaBytes();
    }

    @Override
    public void close() {
        model.close();
    }
}
