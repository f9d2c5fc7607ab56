package io.github.djlqat.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.github.djlqat.network.Nets;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.arithmetic.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulation and the runtime agree in every code. */
class ParityTest {

    private static final Shape SHAPE = new Shape(1, 3, 12, 12);

    static List<Arguments> nets() {
        List<Arguments> cases = new ArrayList<>();
        for (RoundingMode rounding : RoundingMode.values()) {
            cases.add(net("residual", Nets::residualNet, rounding));
            cases.add(net("mobile", Nets::mobileNet, rounding));
            cases.add(net("inception", Nets::inceptionNet, rounding));
        }
        return cases;
    }

    private static Arguments net(String name, Supplier<Block> net, RoundingMode rounding) {
        return Arguments.of(name, net, rounding);
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("nets")
    void everyCodeIsEqual(String name, Supplier<Block> net, RoundingMode rounding)
            throws Exception {
        LoadOptions options =
                LoadOptions.defaults().withRounding(rounding).withKernels("reference");
        ParityReport report =
                new ZooParity(options, 6, 4, 3).run(new ZooParity.Case(name, net, SHAPE)).report();
        assertThat(report.examples()).isEqualTo(6);
        assertThat(report.operators())
                .as(report.toTable())
                .allMatch(OperatorParity::exact)
                .allMatch(o -> o.endToEnd().share() == 1)
                .allMatch(o -> o.givenEqualInputs().share() == 1);
        assertThat(report.passes()).isTrue();
        assertThat(report.firstDiverging()).isEmpty();
    }
}
