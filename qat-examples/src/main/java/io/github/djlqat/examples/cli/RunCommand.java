package io.github.djlqat.examples.cli;

import io.github.djlqat.examples.output.AtomicFile;
import io.github.djlqat.runtime.IntegerModel;
import io.github.djlqat.runtime.TensorInfo;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code qat run}: raw tensors in, raw tensors out. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs a .tflite model on raw tensors, with integer arithmetic alone.",
            "",
            "The input file holds the bytes of one or more examples back to back, in the type of the"
                    + " model's input (int8 as a rule), row-major, images as height, width, channels;"
                    + " the output file receives the outputs likewise. Nothing is written where"
                    + " something is wrong. For a model of several inputs or outputs, give --input"
                    + " or --output once for each, in the model's order."
        },
        footer = {
            "",
            "Examples:",
            "  qat data export --model model.tflite --output in.raw",
            "  qat run model.tflite --input in.raw --output out.raw",
            "  qat run model.tflite --input in.raw --output out.raw --rounding single --threads 2"
        })
final class RunCommand implements CommandAction {

    /** About how many bytes of input are read at a time. */
    private static final int CHUNK_BYTES = 1 << 22;

    @Spec private CommandSpec spec;

    @ParentCommand private QatCommand qat;

    @Parameters(paramLabel = "MODEL.tflite", description = "The model.")
    private Path file;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            required = true,
            description = "Raw input tensors.")
    private List<Path> inputs;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            required = true,
            description = "Raw output tensors.")
    private List<Path> outputs;

    @Mixin private RuntimeOptions runtime;

    @Override
    public void act() throws IOException, FileFailure {
        qat.startLog();
        try (IntegerModel model = ModelFile.load(file, runtime.load())) {
            requireCount("--input", inputs.size(), model.inputs().size());
            requireCount("--output", outputs.size(), model.outputs().size());
            long examples = examples(model.inputs());
            for (Path output : outputs) {
                AtomicFile.checkWritable(output);
            }
            requireDistinct();
            List<InputStream> in = new ArrayList<>();
            try {
                for (Path input : inputs) {
                    in.add(new BufferedInputStream(Files.newInputStream(input)));
                }
                write(model, in, new ArrayList<>(), examples);
            } finally {
                for (InputStream stream : in) {
                    stream.close();
                }
            }
        }
    }

    /** Opens the outputs one within the other, then runs: all of them become whole, or none. */
    private void write(
            IntegerModel model, List<InputStream> in, List<OutputStream> out, long examples)
            throws IOException {
        if (out.size() < outputs.size()) {
            AtomicFile.write(
                    outputs.get(out.size()),
                    stream -> {
                        out.add(stream);
                        write(model, in, out, examples);
                    });
            return;
        }
        int largest = 1;
        for (TensorInfo input : model.inputs()) {
            largest = Math.max(largest, input.bytes());
        }
        for (TensorInfo output : model.outputs()) {
            largest = Math.max(largest, output.bytes());
        }
        int chunk = Math.max(model.options().threads(), CHUNK_BYTES / largest);
        for (long done = 0; done < examples; done += chunk) {
            int count = (int) Math.min(chunk, examples - done);
            byte[][] codes = new byte[in.size()][];
            for (int k = 0; k < codes.length; k++) {
                int bytes = Math.multiplyExact(count, model.inputs().get(k).bytes());
                codes[k] = in.get(k).readNBytes(bytes);
                if (codes[k].length != bytes) {
                    throw new IOException(
                            inputs.get(k) + ": expected a file that stays as it is, found it cut");
                }
            }
            byte[][] results = model.run(codes);
            for (int k = 0; k < results.length; k++) {
                out.get(k).write(results[k]);
            }
        }
    }

    /** Returns the number of examples, which all input files agree on. */
    private long examples(List<TensorInfo> tensors) throws IOException {
        long examples = -1;
        for (int k = 0; k < tensors.size(); k++) {
            Path input = inputs.get(k);
            long size = size(input);
            TensorInfo tensor = tensors.get(k);
            if (size == 0 || size % tensor.bytes() != 0) {
                throw new IOException(
                        String.format(
                                "%s: expected a multiple of %d bytes, one %s %s for each example,"
                                        + " found %d",
                                input, tensor.bytes(), tensor.type(), tensor.shape(), size));
            }
            long count = size / tensor.bytes();
            if (examples >= 0 && count != examples) {
                throw new IOException(
                        String.format(
                                "%s: expected %d examples as in %s, found %d",
                                input, examples, inputs.get(0), count));
            }
            examples = count;
        }
        return examples;
    }

    private static long size(Path input) throws IOException {
        if (!Files.exists(input)) {
            throw new NoSuchFileException(input.toString());
        }
        if (!Files.isRegularFile(input)) {
            throw new FileSystemException(
                    input.toString(), null, "expected a file, found a folder or device");
        }
        return Files.size(input);
    }

    /** Refuses an output that would take the place of the model, an input or another output. */
    private void requireDistinct() throws IOException {
        Map<Path, String> taken = new HashMap<>();
        taken.put(file.toRealPath(), "the model");
        for (Path input : inputs) {
            taken.put(input.toRealPath(), "an input");
        }
        for (Path output : outputs) {
            Path folder = output.toAbsolutePath().getParent().toRealPath();
            Path place =
                    Files.exists(output)
                            ? output.toRealPath()
                            : folder.resolve(output.getFileName());
            String other = taken.put(place, "another output");
            if (other != null) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--output: expected a file of its own, found " + output + ", " + other);
            }
        }
    }

    private void requireCount(String option, int found, int expected) {
        if (found != expected) {
            throw new ParameterException(
                    spec.commandLine(),
                    String.format(
                            "%s: expected %d, one for each the model has, found %d",
                            option, expected, found));
        }
    }
}
