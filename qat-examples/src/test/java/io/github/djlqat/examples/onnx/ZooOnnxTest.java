package io.github.djlqat.examples.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlqat.examples.bench.BenchModel;
import io.github.djlqat.examples.progress.ProgressDisplay;
import io.github.djlqat.runtime.graph.IntegerGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** DJL's networks, converted, in ONNX Runtime. */
class ZooOnnxTest {

    /**
     * Residual sums, concatenations, sigmoids and flattened images; verify --onnx runs them all.
     */
    @ParameterizedTest
    @ValueSource(strings = {"resnet8", "squeezenet", "lenet"})
    void everyOperatorAgrees(String name) throws Exception {
        IntegerGraph graph =
                new BenchModel(name, name, 1, name.equals("lenet") ? 28 : 64).integerGraph();
        OnnxCheck check = new OnnxCheck(graph, ProgressDisplay.silent());
        Agreement[] operators = check.operators(CodeSource.random(graph, 2, 1), 2);
        for (int i = 0; i < operators.length; i++) {
            String operator = i + " " + graph.operators().get(i).opName();
            assertThat(operators[i]).as(operator).isNotNull();
            assertThat(operators[i].largest()).as(operator).isLessThanOrEqualTo(1);
            assertThat(operators[i].equal()).as(operator).isGreaterThan(0.9);
        }
    }
}
