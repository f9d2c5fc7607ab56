package io.github.djlqat.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.github.djlqat.Qat;
import io.github.djlqat.convert.Conversion;
import io.github.djlqat.convert.ConversionOptions;
import io.github.djlqat.network.LayerRules;
import io.github.djlqat.network.LayerScheme;
import io.github.djlqat.network.Nets;
import io.github.djlqat.network.QuantizedNetwork;
import io.github.djlqat.network.SignNets;
import io.github.djlqat.quant.discrete.Sign;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.arithmetic.RoundingMode;
import io.github.djlqat.runtime.graph.Operator;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Nets on signs: the simulation and the runtime agree in every code and every bit. */
class SignParityTest {

    static List<Arguments> nets() {
        LayerRules paper = SignNets.rules(Sign.XNOR);
        LayerRules shortcuts =
                SignNets.rules(Sign.XNOR.withShortcuts(true).withDropsResidualRelu(false))
                        .when(l -> l.kernel() == 1, LayerScheme.USUAL);
        return List.of(
                net("chain", SignNets::chain, paper),
                net("slow", SignNets::slow, paper),
                net("residual", SignNets::residual, paper),
                net("residual with shortcuts", SignNets::residual, shortcuts),
                net("pooled", SignNets::pooled, paper),
                net("linear", SignNets::linear, paper));
    }

    private static Arguments net(String name, Supplier<Block> net, LayerRules rules) {
        return Arguments.of(name, net, rules);
    }

    private static Conversion convert(Block net, LayerRules rules, NDManager manager) {
        QuantizedNetwork network = SignNets.prepare(net, rules, manager);
        SignNets.scatter(network);
        Qat.calibrate(network, List.of(Nets.images(manager, 8, SignNets.SHAPE)));
        return Qat.convert(network, ConversionOptions.INT8);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nets")
    void everyCodeAndBitIsEqual(String name, Supplier<Block> net, LayerRules rules)
            throws Exception {
        try (NDManager manager = NDManager.newBaseManager()) {
            Conversion conversion = convert(net.get(), rules, manager);
            for (String kernels : new String[] {"reference", "auto"}) {
                for (RoundingMode rounding : RoundingMode.values()) {
                    LoadOptions options =
                            LoadOptions.defaults().withKernels(kernels).withRounding(rounding);
                    try (Parity parity = new Parity(conversion, options)) {
                        parity.add(Nets.images(manager, 6, SignNets.SHAPE));
                        ParityReport report = parity.report();
                        assertThat(report.operators())
                                .as(report.toTable())
                                .hasSizeGreaterThan(4)
                                .allMatch(OperatorParity::exact)
                                .allMatch(o -> o.endToEnd().share() == 1)
                                .allMatch(o -> o.givenEqualInputs().share() == 1);
                    }
                }
            }
        }
    }

    @Test
    void bitsPassStraightOn() {
        try (NDManager manager = NDManager.newBaseManager()) {
            LayerRules rules = SignNets.rules(Sign.XNOR);
            Conversion conversion = convert(SignNets.chain(), rules, manager);
            List<Operator> operators = conversion.graph().operators();
            assertThat(count(operators, Operator.LceBconv2d.class)).isEqualTo(4);
            // Only the first sign is one of codes: its batch norm is the first layer's.
            assertThat(count(operators, Operator.LceQuantize.class)).isEqualTo(1);
            assertThat(count(operators, Operator.DjlqatBinarize.class)).isZero();

            operators = convert(SignNets.residual(), rules, manager).graph().operators();
            assertThat(count(operators, Operator.DjlqatBinarize.class)).isEqualTo(2);
        }
    }

    @Test
    void strideTwoWithHalfAWindowOfPaddingIsNotSlidByOne() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Conversion conversion =
                    convert(SignNets.residual(), SignNets.rules(Sign.XNOR), manager);
            List<Operator> operators = conversion.graph().operators();
            int mirrored = 0;
            for (Operator op : operators) {
                if (op instanceof Operator.LceBconv2d o && o.strideH() == 2) {
                    mirrored += conversion.graph().tensor(o.filter()).shape().get(1) == 3 ? 1 : 0;
                }
            }
            assertThat(mirrored).isPositive();
            // Before such a convolution and after it.
            assertThat(count(operators, Operator.StridedSlice.class)).isEqualTo(2L * mirrored);
        }
    }

    private static long count(List<Operator> operators, Class<?> type) {
        return operators.stream().filter(type::isInstance).count();
    }

    @Test
    void bitsAreNotConstant() {
        try (NDManager manager = NDManager.newBaseManager()) {
            QuantizedNetwork network =
                    SignNets.prepare(SignNets.residual(), SignNets.rules(Sign.XNOR), manager);
            NDList x = Nets.images(manager, 8, SignNets.SHAPE);
            Qat.calibrate(network, List.of(x));
            float[] y =
                    network.forward(new ParameterStore(manager, false), x, false)
                            .singletonOrThrow()
                            .toFloatArray();
            float[] first = Arrays.copyOf(y, 10);
            assertThat(Arrays.copyOfRange(y, 10, 20)).isNotEqualTo(first);
        }
    }
}
