package io.github.djlqat.quant.learned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import io.github.djlqat.Qat;
import io.github.djlqat.kernel.Rounding;
import io.github.djlqat.network.LayerScheme;
import io.github.djlqat.network.Nets;
import io.github.djlqat.network.QuantizedNetwork;
import io.github.djlqat.quant.ValueScheme;
import io.github.djlqat.quant.WeightScheme;
import io.github.djlqat.runtime.writer.TfliteWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every method: trained, saved, loaded, converted and run. */
class SchemesTest {

    private static Map<String, LayerScheme> schemes() {
        Map<String, LayerScheme> schemes = new TreeMap<>();
        Lsq lsq = new Lsq(4, true);
        schemes.put("LSQ+ W4A4", both(new LsqPlus(4, true), new LsqPlus(4, true)));
        schemes.put("LSQ+ W2A2", both(new LsqPlus(2, false), new LsqPlus(2, false)));
        schemes.put("LSQ+ W8A8", both(new LsqPlus(8, true), new LsqPlus(8, true)));
        schemes.put("LSQ+ W5A5", both(new LsqPlus(5, false), new LsqPlus(5, false)));
        schemes.put("LSQ+ W6A6", both(new LsqPlus(6, true), new LsqPlus(6, true)));
        schemes.put("PACT A5", both(new Lsq(5, false), new Pact(5)));
        schemes.put("PACT A6", both(new DoReFa(6), new Pact(6)));
        schemes.put("PACT A4", both(lsq, new Pact(4)));
        schemes.put("PACT A2", both(lsq, new Pact(2)));
        schemes.put("DoReFa W4A4", both(new DoReFa(4), new DoReFa(4)));
        schemes.put("DoReFa W2A3", both(new DoReFa(2), new DoReFa(3)));
        schemes.put("DoReFa W8A8", both(new DoReFa(8), new DoReFa(8)));
        schemes.put("DoReFa W4A4 fitted", both(new DoReFa(4), new FixedClip(4)));
        for (boolean learned : new boolean[] {false, true}) {
            QFormat q = new QFormat(8, learned, learned, Rounding.NEAREST);
            schemes.put("Q format W8A8" + (learned ? " learned" : ""), both(q, q));
        }
        QFormat q = new QFormat(5, false, true, Rounding.FLOOR);
        schemes.put("Q format W5A5 floor", both(q, q));
        return schemes;
    }

    private static LayerScheme both(WeightScheme weight, ValueScheme input) {
        return LayerScheme.of(weight, input);
    }

    static Stream<String> names() {
        return schemes().keySet().stream();
    }

    /** Inverted residuals have linear bottlenecks, whose values have both signs. */
    @ParameterizedTest
    @MethodSource("names")
    void trainedSavedLoadedAndConvertedTheRuntimeAgrees(String name) throws Exception {
        LayerScheme scheme = schemes().get(name);
        try (NDManager manager = NDManager.newBaseManager()) {
            QuantizedNetwork network = LearnedNetworks.prepare(Nets.mobileNet(), scheme, manager);
            byte[] before = TfliteWriter.write(Qat.convert(network));
            LearnedNetworks.train(network, manager, 2, 0.01f);
            byte[] after = TfliteWriter.write(Qat.convert(network));
            assertThat(after).isNotEqualTo(before);
            LearnedNetworks.requireParity(network, manager);

            ByteArrayOutputStream saved = new ByteArrayOutputStream();
            network.saveParameters(new DataOutputStream(saved));
            Block other = Nets.initialized(Nets.mobileNet(), manager, LearnedNetworks.SHAPE);
            QuantizedNetwork loaded = LearnedNetworks.uncalibrated(other, scheme);
            loaded.loadParameters(
                    manager, new DataInputStream(new ByteArrayInputStream(saved.toByteArray())));
            assertThat(TfliteWriter.write(Qat.convert(loaded))).isEqualTo(after);
        }
    }

    @Test
    void bitsOutOfRangeAreRefused() {
        List<IntFunction<Object>> methods =
                List.of(
                        bits -> new Lsq(bits, false),
                        bits -> new LsqPlus(bits, false),
                        Pact::new,
                        DoReFa::new,
                        FixedClip::new,
                        bits -> new QFormat(bits, false, false, Rounding.FLOOR));
        for (IntFunction<Object> method : methods) {
            for (int bits : new int[] {-1, 0, 1, 9, 32}) {
                assertThatThrownBy(() -> method.apply(bits))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageEndingWith("bits: expected 2 to 8, found " + bits);
            }
            for (int bits = 2; bits <= 8; bits++) {
                assertThat(method.apply(bits)).isEqualTo(method.apply(bits));
            }
        }
    }
}
