package io.github.djlqat.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import io.github.djlqat.Qat;
import io.github.djlqat.graph.Graph;
import io.github.djlqat.graph.Node;
import io.github.djlqat.graph.Op;
import io.github.djlqat.network.operation.Activations;
import io.github.djlqat.network.plan.QuantizationPlan;
import io.github.djlqat.quant.Observed;
import io.github.djlqat.quant.QuantSpec;
import io.github.djlqat.quant.discrete.BinaryWeights;
import io.github.djlqat.quant.discrete.Sign;
import io.github.djlqat.runtime.graph.Activation;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of the graph around layers that read signs. */
class SignInputsTest {

    private static final Shape SHAPE = new Shape(1, 3, 12, 12);

    static QuantizationConfig config(Sign sign) {
        LayerScheme binary = LayerScheme.of(new BinaryWeights(), sign);
        return QuantizationConfig.int8()
                .withLayers(
                        LayerRules.none()
                                .all(binary)
                                .when(l -> l.kernel() == 1, LayerScheme.USUAL)
                                .ends(LayerScheme.USUAL));
    }

    private static QuantizedNetwork prepare(Block block, Sign sign, NDManager manager) {
        return Qat.prepare(Nets.initialized(block, manager, SHAPE), config(sign), SHAPE);
    }

    private static List<Node> signs(Graph graph) {
        return graph.nodes().stream().filter(n -> n.op() instanceof Op.Binarize).toList();
    }

    private static boolean hasNorm(Node sign) {
        return ((Op.Binarize) sign.op()).batchNorm() != null;
    }

    private static SequentialBlock ends(Block... middle) {
        SequentialBlock net = new SequentialBlock();
        net.add(Nets.convNorm(8, 3, 1, 1)).add(Nets.relu());
        for (Block block : middle) {
            net.add(block);
        }
        return net.add(Pool.globalAvgPool2dBlock()).add(Linear.builder().setUnits(10).build());
    }

    @Test
    void aChainLosesItsReluAndNeedsNoNormOfItsOwn() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block net =
                    ends(
                            Nets.convNorm(8, 3, 1, 1),
                            Nets.relu(),
                            Nets.convNorm(8, 3, 1, 1),
                            Nets.relu());
            QuantizationPlan plan = prepare(net, Sign.XNOR, manager).plan();
            Graph graph = plan.graph();
            List<Node> signs = signs(graph);
            assertThat(signs).hasSize(2).noneMatch(SignInputsTest::hasNorm);
            for (Node sign : signs) {
                Op before = graph.node(sign.input()).op();
                assertThat(Activations.of(before)).isEqualTo(Activation.NONE);
                assertThat(((Op.Convolution) before).batchNorm()).isNotNull();
            }
            // The first reads codes, the second is a sum of signs; the last one's ReLU stays.
            assertThat(plan.isSum(signs.get(0).input())).isFalse();
            assertThat(plan.isSum(signs.get(1).input())).isTrue();
            long relus =
                    graph.nodes().stream()
                            .filter(n -> Activations.of(n.op()) == Activation.RELU)
                            .count();
            assertThat(relus).isEqualTo(1);
        }
    }

    private static Block residual() {
        return Nets.residual(
                new SequentialBlock()
                        .add(Nets.convNorm(8, 3, 1, 1))
                        .add(Nets.relu())
                        .add(Nets.convNorm(8, 3, 1, 1)),
                Blocks.identityBlock());
    }

    @Test
    void aResidualBlockGetsANormOfItsOwn() {
        try (NDManager manager = NDManager.newBaseManager()) {
            QuantizedNetwork network = prepare(ends(residual(), residual()), Sign.XNOR, manager);
            Graph graph = network.plan().graph();
            List<Node> signs = signs(graph);
            assertThat(signs).hasSize(4);
            assertThat(signs.stream().map(SignInputsTest::hasNorm))
                    .containsExactly(true, false, true, false);
            Node sum = graph.node(signs.get(2).input());
            assertThat(sum.op()).isEqualTo(new Op.Add(Activation.NONE));
            assertThat(network.plan().fixed(sum.id())).isEmpty();
            // gamma, beta and two statistics for each
            assertThat(
                            network.getDirectParameters().values().stream()
                                    .filter(p -> p.getName().startsWith("sign")))
                    .hasSize(8);

            Sign kept = Sign.XNOR.withDropsResidualRelu(false);
            graph = prepare(ends(residual(), residual()), kept, manager).plan().graph();
            sum = graph.node(signs(graph).get(2).input());
            assertThat(sum.op()).isEqualTo(new Op.Add(Activation.RELU));
        }
    }

    @Test
    void shortcutsGoAroundEachConvolution() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Sign sign = Sign.XNOR.withShortcuts(true);
            Graph graph = prepare(ends(residual()), sign, manager).plan().graph();
            List<Node> sums = graph.nodes().stream().filter(n -> n.op() instanceof Op.Add).toList();
            assertThat(sums).hasSize(2);
            Node inner = sums.get(0);
            Node outer = sums.get(1);
            assertThat(inner.name()).endsWith("/shortcut");
            assertThat(outer.inputs()).contains(inner.id());
            List<Node> signs = signs(graph);
            assertThat(signs).hasSize(2).allMatch(SignInputsTest::hasNorm);
            assertThat(signs.get(1).input()).isEqualTo(inner.id());
            assertThat(inner.inputs()).contains(signs.get(0).input());
        }
    }

    @Test
    void shortcutsThatProjectComeFirst() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block block =
                    Nets.residual(
                            new SequentialBlock()
                                    .add(Nets.convNorm(12, 3, 2, 1))
                                    .add(Nets.relu())
                                    .add(Nets.convNorm(12, 3, 1, 1)),
                            Nets.convNorm(12, 1, 2, 1));
            Sign sign = Sign.XNOR.withShortcuts(true);
            Graph graph = prepare(ends(block), sign, manager).plan().graph();
            List<Node> sums = graph.nodes().stream().filter(n -> n.op() instanceof Op.Add).toList();
            assertThat(sums).hasSize(2);
            boolean projected =
                    sums.get(0).inputs().stream()
                            .map(graph::node)
                            .filter(n -> n.op() instanceof Op.Convolution)
                            .map(n -> ((Op.Convolution) n.op()).weight().parameter().getShape())
                            .anyMatch(s -> s.get(2) == 1);
            assertThat(projected).isTrue();
        }
    }

    @Test
    void whatIsPooledIsNormalizedAgain() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block net =
                    ends(
                            Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)),
                            Nets.convNorm(8, 3, 1, 1),
                            Nets.relu());
            Graph graph = prepare(net, Sign.XNOR, manager).plan().graph();
            Node sign = signs(graph).get(0);
            assertThat(hasNorm(sign)).isTrue();
            Node pool = graph.node(sign.input());
            assertThat(pool.op()).isInstanceOf(Op.MaxPool.class);
            Op first = graph.node(pool.input()).op();
            assertThat(Activations.of(first)).isEqualTo(Activation.NONE);
        }
    }

    @Test
    void anUnsignedRangeIsRefused() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Sign bare = Sign.XNOR.withNormalized(false).withDropsResidualRelu(false);
            Block net = ends(residual());
            assertThatThrownBy(() -> prepare(net, bare, manager))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("binary layer fed by an unsigned range")
                    .hasMessageContaining("Conv2d");
        }
    }

    @Test
    void groupsAndManyBitsAreRefused() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block grouped = ends(Nets.convNorm(8, 3, 1, 8), Nets.relu());
            assertThatThrownBy(() -> prepare(grouped, Sign.XNOR, manager))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("one group")
                    .hasMessageContaining("found 8");
            Block plain = ends(Nets.convNorm(8, 3, 1, 1), Nets.relu());
            Nets.initialized(plain, manager, SHAPE);
            LayerScheme eight = LayerScheme.of(new Observed(QuantSpec.int8Weight()), Sign.XNOR);
            LayerRules rules = LayerRules.none().all(eight).ends(LayerScheme.USUAL);
            QuantizationConfig config = QuantizationConfig.int8().withLayers(rules);
            assertThatThrownBy(() -> Qat.prepare(plain, config, SHAPE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("weights of 1 bit")
                    .hasMessageContaining("8 bits");
        }
    }
}
