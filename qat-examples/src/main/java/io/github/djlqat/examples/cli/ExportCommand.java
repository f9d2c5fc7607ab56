package io.github.djlqat.examples.cli;

import io.github.djlqat.examples.data.DataSource;
import io.github.djlqat.examples.data.Datasets;
import io.github.djlqat.examples.onnx.Agreement;
import io.github.djlqat.examples.onnx.CodeSource;
import io.github.djlqat.examples.onnx.OnnxCheck;
import io.github.djlqat.examples.output.AtomicFile;
import io.github.djlqat.examples.output.TextTable;
import io.github.djlqat.examples.progress.ProgressDisplay;
import io.github.djlqat.examples.train.RunDescription;
import io.github.djlqat.onnx.OnnxExporter;
import io.github.djlqat.onnx.OnnxOptions;
import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.UnsupportedOperatorException;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.writer.TfliteWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code qat export}: a model in another format. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes an integer model in another format.",
            "",
            "onnx: operator set 13. The same network in QDQ form: int8 weights with the file's scales"
                    + " per channel, int32 biases, every activation between QuantizeLinear and"
                    + " DequantizeLinear. Images are [N,C,H,W] as in DJL and PyTorch. Weights of fewer"
                    + " bits become int8 codes of the same values, activations of one bit floats of +1"
                    + " and -1, batch norms Mul and Add."
                    + " ONNX Runtime rounds a sum once, half to even; given equal inputs an operator's"
                    + " codes differ by at most 1 from this runtime's, hardly ever from --rounding"
                    + " single's, which is therefore the one to compare with.",
            "",
            "tflite: the model as this project writes it, without what its reader skips.",
            "",
            "On x86 processors without VNNI ONNX Runtime adds two products in 16 bits, which saturate"
                    + " where codes and weights are large, and answers are wrong; its session option"
                    + " session.x64quantprecision=1 makes it compute right. --check shows both."
        },
        footer = {
            "",
            "Examples:",
            "  qat export model.tflite --output model.onnx",
            "  qat export --format onnx model.tflite --output model.onnx --check 1000",
            "  qat export model.tflite --output codes.onnx --io codes --activations int8",
            "  qat export model.tflite --output float.onnx --precision float32"
        })
final class ExportCommand implements CommandAction {

    /** Images that each operator is compared on. */
    private static final int OPERATOR_EXAMPLES = 20;

    /** What a model can be written as. */
    enum Format {
        ONNX,
        TFLITE
    }

    /** What an ONNX model computes with. */
    enum Numbers {
        INT8,
        FLOAT32
    }

    /** What inputs and outputs of an ONNX model hold. */
    enum Ends {
        FLOAT32,
        CODES
    }

    @Spec private CommandSpec spec;

    @ParentCommand private QatCommand qat;

    @Parameters(paramLabel = "MODEL.tflite", description = "The integer model.")
    private Path file;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            required = true,
            description = "The file to write, whole or not at all.")
    private Path output;

    @Option(
            names = "--format",
            paramLabel = "NAME",
            description = "onnx or tflite. Default: what the output's name ends in.")
    private Format format;

    @Option(
            names = "--precision",
            paramLabel = "KIND",
            defaultValue = "INT8",
            description =
                    "int8 (QDQ), or float32: the same network with the weights' reals and no rounding,"
                            + " to compare times and errors with. Default: int8.")
    private Numbers precision;

    @Option(
            names = "--io",
            paramLabel = "KIND",
            defaultValue = "FLOAT32",
            description =
                    "What inputs and outputs hold: float32, which the model quantizes and dequantizes,"
                            + " or codes. Default: float32.")
    private Ends io;

    @Option(
            names = "--activations",
            paramLabel = "TYPE",
            defaultValue = "UINT8",
            description =
                    "The codes between operators: uint8, the file's int8 codes and zero points raised by"
                            + " 128, which ONNX Runtime computes with on x86; or int8, as in the file."
                            + " Default: uint8.")
    private OnnxOptions.Activations activations;

    @Option(
            names = "--check",
            paramLabel = "N",
            description =
                    "Run the first N test images in ONNX Runtime and here, and compare codes, end to"
                            + " end and by operator; fails where, with single rounding, less than"
                            + " 99.9 %% have the same class or an operator's codes differ by more than"
                            + " 1. The data are those of the model's run folder, or what options say;"
                            + " else inputs are random.")
    private Integer check;

    @Mixin private DataOptions data;

    @Override
    public void act() throws Exception {
        if (check != null && check < 1) {
            throw usage("--check: expected at least 1, found " + check);
        }
        Format chosen = format();
        qat.startLog();
        IntegerGraph graph = ModelFile.read(file);
        AtomicFile.checkWritable(output);
        if (Files.exists(output) && Files.isSameFile(output, file)) {
            throw usage("--output: expected a file of its own, found the model itself");
        }
        if (chosen == Format.TFLITE) {
            writeTflite(graph);
        } else {
            writeOnnx(graph);
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private Format format() {
        String name = output.getFileName().toString().toLowerCase(Locale.ROOT);
        if (format == null && name.endsWith(".onnx")) {
            return Format.ONNX;
        }
        if (format == null && name.endsWith(".tflite")) {
            return Format.TFLITE;
        }
        if (format == null) {
            throw usage(
                    "--format: expected onnx or tflite, or an --output that ends in .onnx or"
                            + " .tflite, found neither");
        }
        return format;
    }

    private void writeTflite(IntegerGraph graph) throws IOException {
        if (check != null || precision != Numbers.INT8) {
            throw usage("--check and --precision: expected with --format onnx, found tflite");
        }
        byte[] bytes = TfliteWriter.write(graph);
        AtomicFile.write(output, out -> out.write(bytes));
        report(bytes.length, "tflite");
    }

    private void writeOnnx(IntegerGraph graph) throws Exception {
        OnnxOptions options =
                new OnnxOptions(
                        precision == Numbers.INT8
                                ? OnnxOptions.Precision.INT8
                                : OnnxOptions.Precision.FLOAT32,
                        io == Ends.CODES
                                ? OnnxOptions.Boundary.CODES
                                : OnnxOptions.Boundary.FLOAT32,
                        activations);
        byte[] bytes;
        try {
            bytes = OnnxExporter.export(graph, options).toByteArray();
        } catch (MalformedModelException | UnsupportedOperatorException e) {
            throw new FileFailure(file, e);
        }
        AtomicFile.write(output, out -> out.write(bytes));
        report(bytes.length, "ONNX, operator set " + OnnxExporter.OPERATOR_SET);
        if (precision == Numbers.INT8) {
            spec.commandLine()
                    .getOut()
                    .println("on x86 without VNNI: set ONNX Runtime's session.x64quantprecision=1");
        }
        if (check != null) {
            compare(graph, bytes);
        }
    }

    private void report(int bytes, String kind) {
        spec.commandLine().getOut().printf("%s: %s, %,d bytes%n", output, kind, bytes);
    }

    private void compare(IntegerGraph graph, byte[] model) throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        ProgressDisplay display = ProgressDisplay.forTerminal(out);
        OnnxCheck checking = new OnnxCheck(graph, display);
        CodeSource source = source(graph);
        OnnxCheck.Result result = checking.run(model, source);
        out.println();
        out.printf("%,d %s%n%n", source.size(), source.kind());
        out.println(result.table());
        if (precision == Numbers.FLOAT32) {
            return;
        }
        Agreement[] operators =
                checking.operators(source, Math.min(OPERATOR_EXAMPLES, source.size()));
        TextTable table = new TextTable("operator", "codes equal", "largest difference");
        int most = 0;
        for (int i = 0; i < operators.length; i++) {
            if (operators[i] != null) {
                String name = i + " " + graph.operators().get(i).opName();
                table.row(name, operators[i].equalShare(), operators[i].largest());
                most = Math.max(most, operators[i].largest());
            }
        }
        out.println();
        out.println("each operator given equal inputs, single rounding, exact products");
        out.println();
        out.println(table);
        Agreement exact = result.exact();
        int others = exact.examples() - exact.sameClass();
        if (most > 1 || others > Math.max(1, exact.examples() / 1000)) {
            throw new IllegalStateException(
                    String.format(
                            "expected the same class in 99.9 %% of the inputs and operators that"
                                    + " differ by at most 1, found %s and %d",
                            exact.sameClassShare(), most));
        }
    }

    private CodeSource source(IntegerGraph graph) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (RunDescription.isIn(folder)) {
            DataSource images = Datasets.open(data.request(RunDescription.read(folder).data()));
            return CodeSource.images(graph, images, check);
        }
        return data.arguments().isEmpty()
                ? CodeSource.random(graph, check, 1)
                : CodeSource.images(graph, data.open(), check);
    }
}
