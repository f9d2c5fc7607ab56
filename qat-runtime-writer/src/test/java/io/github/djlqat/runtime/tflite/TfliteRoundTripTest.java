package io.github.djlqat.runtime.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Quantization;
import io.github.djlqat.runtime.graph.Shape;
import io.github.djlqat.runtime.graph.Tensor;
import io.github.djlqat.runtime.writer.TfliteWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TfliteRoundTripTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyOperatorComesBackAsItWas(long seed) throws Exception {
        IntegerGraph graph = SampleGraphs.everyOperator(seed);
        assertThat(TfliteReader.read(TfliteWriter.write(graph))).isEqualTo(graph);
    }

    @Test
    void sampleHoldsEveryOperatorOfTheGraph() {
        assertThat(
                        SampleGraphs.everyOperator(1).operators().stream()
                                .map(Object::getClass)
                                .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(Operator.class.getPermittedSubclasses());
    }

    @Test
    void everyOperatorHasItsKind() {
        IntegerGraph graph = SampleGraphs.everyOperator(1);
        assertThat(graph.operators().stream().map(op -> Kind.of(graph, op)))
                .containsOnly(Kind.values());
        for (Operator op : graph.operators()) {
            Kind kind = Kind.of(graph, op);
            assertThat(kind.isCoded() || kind.toString().equals(op.opName())).isTrue();
        }
        for (Kind kind : Kind.values()) {
            assertThat(FlatOperatorCode.builtinName(kind.code()))
                    .isEqualTo(kind.isCustom() ? "CUSTOM" : kind.name());
        }
    }

    @Test
    void sameGraphGivesSameBytes() {
        assertThat(TfliteWriter.write(SampleGraphs.everyOperator(7)))
                .isEqualTo(TfliteWriter.write(SampleGraphs.everyOperator(7)))
                .isNotEqualTo(TfliteWriter.write(SampleGraphs.everyOperator(8)));
    }

    @Test
    void readingWhatWasReadGivesSameBytes() throws Exception {
        byte[] first = TfliteWriter.write(SampleGraphs.everyOperator(9));
        assertThat(TfliteWriter.write(TfliteReader.read(first))).isEqualTo(first);
    }

    @Test
    void uint8AndExtremeQuantizationComeBack() throws Exception {
        Tensor left =
                new Tensor(
                        "größe\u0000x",
                        ElementType.UINT8,
                        Shape.of(2, 1, 3),
                        Quantization.perTensor(Float.MIN_VALUE, 255),
                        null);
        Tensor right =
                new Tensor(
                        "",
                        ElementType.UINT8,
                        Shape.of(),
                        Quantization.perTensor(Float.MAX_VALUE, 0),
                        Bytes.of((byte) 200));
        IntegerGraph graph =
                new IntegerGraph(
                        "",
                        List.of(left, right, left),
                        List.of(new Operator.Mul(0, 1, 2, Activation.NONE)),
                        Ints.of(0),
                        Ints.of(2));
        assertThat(TfliteReader.read(TfliteWriter.write(graph))).isEqualTo(graph);
    }

    @Test
    void constantsAreViewsIntoTheFile() throws Exception {
        IntegerGraph graph = SampleGraphs.small(3);
        byte[] file = TfliteWriter.write(graph);
        IntegerGraph read = TfliteReader.read(file);
        int weights = read.operators().get(0).inputs().get(1);
        byte before = read.tensor(weights).requireData().get(0);
        for (int i = 0; i < file.length; i++) {
            file[i] ^= 1;
        }
        assertThat(read.tensor(weights).requireData().get(0)).isEqualTo((byte) (before ^ 1));
    }

    @Test
    void fileAppearsWholeAndNothingElse(@TempDir Path folder) throws Exception {
        IntegerGraph graph = SampleGraphs.small(4);
        Path file = folder.resolve("model.tflite");
        Files.writeString(file, "an older file, to be replaced");
        TfliteWriter.write(graph, file);
        assertThat(Files.readAllBytes(file)).isEqualTo(TfliteWriter.write(graph));
        assertThat(TfliteReader.read(file)).isEqualTo(graph);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void folderThatIsNotThereIsAnErrorAndLeavesNothing(@TempDir Path folder) {
        Path file = folder.resolve("missing").resolve("model.tflite");
        assertThatThrownBy(() -> TfliteWriter.write(SampleGraphs.small(5), file))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void fileThatCannotTakeItsPlaceIsRemoved(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("model.tflite");
        Files.createDirectories(file.resolve("not empty"));
        assertThatThrownBy(() -> TfliteWriter.write(SampleGraphs.small(5), file))
                .isInstanceOf(IOException.class);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void writerRefusesATensorTheGraphDoesNotHave() {
        IntegerGraph small = SampleGraphs.small(6);
        IntegerGraph graph =
                new IntegerGraph(
                        "",
                        small.tensors(),
                        List.of(new Operator.Unary(Operator.Function.TANH, 0, 99)),
                        small.inputs(),
                        small.outputs());
        assertThatThrownBy(() -> TfliteWriter.write(graph))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("operators[0] TANH output 0")
                .hasMessageContaining("found 99");
    }

    @Test
    void writerRefusesAnInputThatIsAbsent() {
        IntegerGraph small = SampleGraphs.small(6);
        IntegerGraph graph =
                new IntegerGraph(
                        "",
                        small.tensors(),
                        List.of(new Operator.Unary(Operator.Function.TANH, Operator.NONE, 0)),
                        small.inputs(),
                        small.outputs());
        assertThatThrownBy(() -> TfliteWriter.write(graph))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("operators[0] TANH input 0: expected a tensor, found none");
    }
}
