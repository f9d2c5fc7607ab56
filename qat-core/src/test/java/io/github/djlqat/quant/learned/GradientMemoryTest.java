package io.github.djlqat.quant.learned;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.github.djlqat.kernel.Rounding;
import io.github.djlqat.kernel.SignGradient;
import io.github.djlqat.network.LayerRules;
import io.github.djlqat.network.LayerScheme;
import io.github.djlqat.network.Nets;
import io.github.djlqat.network.QuantizedNetwork;
import io.github.djlqat.network.SignNets;
import io.github.djlqat.quant.discrete.BinaryWeights;
import io.github.djlqat.quant.discrete.SharedWeights;
import io.github.djlqat.quant.discrete.Sign;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the backward pass reads is still there when the garbage collector was there in between: no
 * operation leaves numbers of the JVM's memory to autograd.
 */
class GradientMemoryTest {

    static Stream<LayerScheme> schemes() {
        QFormat power = new QFormat(8, true, true, Rounding.NEAREST);
        return Stream.of(
                LayerScheme.of(new Lsq(4, true), new Lsq(4, false)),
                LayerScheme.of(new Lsq(4, true), new Pact(4)),
                LayerScheme.of(new LsqPlus(4, true), new LsqPlus(4, true)),
                LayerScheme.of(new DoReFa(4), new DoReFa(4)),
                LayerScheme.of(new DoReFa(4), new FixedClip(4)),
                LayerScheme.of(power, power),
                LayerScheme.ofWeight(new SharedWeights(2).withRate(0.5f)),
                LayerScheme.ofWeight(new BinaryWeights()));
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void gradientsOutliveTheGarbage(LayerScheme scheme) throws InterruptedException {
        requireSame(manager -> LearnedNetworks.prepare(Nets.mobileNet(), scheme, manager));
    }

    @ParameterizedTest
    @EnumSource
    void gradientsOfSignsOutliveTheGarbage(SignGradient gradient) throws InterruptedException {
        LayerRules rules = SignNets.rules(Sign.XNOR.withGradient(gradient));
        requireSame(manager -> SignNets.prepare(SignNets.chain(), rules, manager));
    }

    private static void requireSame(Function<NDManager, QuantizedNetwork> network)
            throws InterruptedException {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDList x = Nets.images(manager, 4, LearnedNetworks.SHAPE);
            Map<String, float[]> expected = gradients(network.apply(manager), manager, x, false);
            Map<String, float[]> found = gradients(network.apply(manager), manager, x, true);
            assertThat(found).hasSameSizeAs(expected).isNotEmpty();
            expected.forEach((name, g) -> assertThat(found.get(name)).as(name).isEqualTo(g));
        }
    }

    private static Map<String, float[]> gradients(
            QuantizedNetwork network, NDManager manager, NDList x, boolean collect)
            throws InterruptedException {
        Engine.getEngine("PyTorch").setRandomSeed(3);
        Map<String, float[]> gradients = new LinkedHashMap<>();
        try (NDManager scope = manager.newSubManager();
                GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDList inputs = new NDList(x.singletonOrThrow().duplicate());
            inputs.attach(scope);
            NDArray y =
                    network.forward(new ParameterStore(scope, false), inputs, true)
                            .singletonOrThrow();
            NDArray loss = y.square().mean();
            if (collect) {
                collectGarbage();
            }
            collector.backward(loss);
            for (var pair : network.getParameters()) {
                Parameter parameter = pair.getValue();
                if (parameter.requiresGradient()) {
                    NDArray gradient = parameter.getArray().getGradient();
                    gradient.attach(scope);
                    gradients.put(pair.getKey(), gradient.toFloatArray());
                }
            }
            collector.zeroGradients();
        }
        return gradients;
    }

    /** Frees what the JVM no longer holds, and writes over it. */
    private static void collectGarbage() throws InterruptedException {
        for (int turn = 0; turn < 3; turn++) {
            System.gc();
            Thread.sleep(50);
        }
        List<ByteBuffer> taken = new ArrayList<>();
        for (int size : new int[] {4, 8, 16, 32, 64}) {
            for (int i = 0; i < 2000; i++) {
                ByteBuffer buffer = ByteBuffer.allocateDirect(size);
                while (buffer.remaining() >= Float.BYTES) {
                    buffer.putFloat(1e20f);
                }
                taken.add(buffer);
            }
        }
        assertThat(taken).hasSize(10_000);
    }
}
