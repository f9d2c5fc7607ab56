package io.github.djlqat.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlqat.onnx.proto.ModelProto;
import io.github.djlqat.onnx.proto.TensorProto;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Quantization;
import io.github.djlqat.runtime.graph.Shape;
import io.github.djlqat.runtime.graph.Tensor;
import io.github.djlqat.runtime.tflite.TfliteReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportCommandTest {

    @TempDir private Path folder;

    @Test
    void writesOnnxThatAgreesInOnnxRuntime() throws IOException {
        Path model = SmallModels.write(folder, SmallModels.image());
        Path onnx = folder.resolve("model.onnx");
        String out = Cli.run("export", model, "--output", onnx, "--check", 50).ok();
        assertThat(out)
                .contains("ONNX, operator set 13", "50 random inputs", "exact products")
                .containsPattern("0 CONV_2D +\\d+\\.\\d\\d % +[01]\\R")
                .containsPattern("2 FULLY_CONNECTED +\\d+\\.\\d\\d % +[01]\\R");
        ModelProto read = ModelProto.parseFrom(Files.readAllBytes(onnx));
        assertThat(inputType(read)).isEqualTo(TensorProto.DataType.FLOAT.getNumber());
    }

    private static int inputType(ModelProto model) {
        return model.getGraph().getInput(0).getType().getTensorType().getElemType();
    }

    @Test
    void comparesWithTestImages() throws IOException {
        Path model = SmallModels.write(folder, SmallModels.image());
        String out =
                Cli.run(
                                "export",
                                model,
                                "--output",
                                folder.resolve("codes.onnx"),
                                "--io",
                                "codes",
                                "--activations",
                                "int8",
                                "--check",
                                30,
                                "--dataset",
                                "shapes")
                        .ok();
        assertThat(out).contains("30 test images").containsPattern("ours, single .* %");
        ModelProto read = ModelProto.parseFrom(Files.readAllBytes(folder.resolve("codes.onnx")));
        assertThat(inputType(read)).isEqualTo(TensorProto.DataType.INT8.getNumber());
    }

    @Test
    void floatModelsAreComparedButNotJudged() throws IOException {
        Path model = SmallModels.write(folder, SmallModels.image());
        Path onnx = folder.resolve("float.onnx");
        String out =
                Cli.run("export", model, "--output", onnx, "--precision", "float32", "--check", 20)
                        .ok();
        assertThat(out).contains("20 random inputs").doesNotContain("CONV_2D");
    }

    @Test
    void writesTfliteAgain() throws Exception {
        Path model = SmallModels.write(folder, SmallModels.image());
        Path again = folder.resolve("again.tflite");
        Cli.run("export", model, "--output", again).ok();
        assertThat(TfliteReader.read(again)).isEqualTo(TfliteReader.read(model));
    }

    @Test
    void anOperatorWithoutFormIsNamedInOneLineAndNothingIsWritten() throws IOException {
        Quantization one = Quantization.perTensor(1, 0);
        IntegerGraph bits =
                new IntegerGraph(
                        "bits",
                        List.of(
                                new Tensor("in", ElementType.INT8, Shape.of(1, 40), one, null),
                                new Tensor("bits", ElementType.INT32, Shape.of(1, 2), null, null)),
                        List.of(new Operator.LceQuantize(0, 1)),
                        Ints.of(0),
                        Ints.of(1));
        Path model = SmallModels.write(folder, bits);
        Path onnx = folder.resolve("bits.onnx");
        Cli cli = Cli.run("export", model, "--output", onnx);
        assertThat(cli.status()).isEqualTo(Main.FAILURE);
        assertThat(cli.errorLine())
                .startsWith("qat export: " + model + ": operators[0] LceQuantize: expected");
        assertThat(onnx).doesNotExist();
    }

    @Test
    void optionsThatDoNotFitAreRefused() throws IOException {
        Path model = SmallModels.write(folder, SmallModels.linear());
        Cli unnamed = Cli.run("export", model, "--output", folder.resolve("model.bin"));
        assertThat(unnamed.status()).isEqualTo(Main.USAGE);
        assertThat(unnamed.errorLine()).contains("--format: expected onnx or tflite");
        Cli same = Cli.run("export", model, "--output", model);
        assertThat(same.status()).isEqualTo(Main.USAGE);
        assertThat(same.errorLine()).contains("found the model itself");
        Cli none = Cli.run("export", model, "--output", folder.resolve("m.onnx"), "--check", 0);
        assertThat(none.status()).isEqualTo(Main.USAGE);
        assertThat(none.errorLine()).contains("--check: expected at least 1, found 0");
    }
}
