package io.github.djlqat.examples.cli;

import io.github.djlqat.examples.data.DataSource;
import io.github.djlqat.examples.data.ImageSource;
import io.github.djlqat.examples.evaluate.PixelEncoder;
import io.github.djlqat.examples.output.AtomicFile;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code qat data export}: test images as a model reads them. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes test images as raw input of a model, for qat run.",
            "",
            "Each pixel is normalized as in training and quantized as the model's input tensor says;"
                    + " images follow each other without any header."
        },
        footer = {
            "",
            "Example:",
            "  qat data export --dataset shapes --model model.tflite --output in.raw --labels in.labels"
        })
final class DataExportCommand implements CommandAction {

    @Spec private CommandSpec spec;

    @ParentCommand private DataCommand parent;

    @Mixin private DataOptions data;

    @Option(
            names = "--model",
            paramLabel = "MODEL.tflite",
            required = true,
            description = "The model.")
    private Path model;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            required = true,
            description = "File for the images.")
    private Path output;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "File for the classes: a 32-bit little-endian number for each image.")
    private Path labels;

    @Override
    public void act() throws IOException, FileFailure {
        parent.qat().startLog();
        IntegerGraph graph = ModelFile.read(model);
        DataSource source = data.open();
        Tensor input = graph.tensor(graph.inputs().get(0));
        PixelEncoder encoder = new PixelEncoder(source.shape(), source.normalization(), input);
        AtomicFile.checkWritable(output);
        if (labels != null) {
            AtomicFile.checkWritable(labels);
        }
        ImageSource images = source.test();
        byte[] pixels = new byte[source.shape().bytes()];
        byte[] encoded = new byte[encoder.bytes()];
        AtomicFile.write(
                output,
                out -> {
                    for (int i = 0; i < images.size(); i++) {
                        images.read(i, pixels, 0);
                        encoder.encode(pixels, encoded, 0);
                        out.write(encoded);
                    }
                });
        if (labels != null) {
            AtomicFile.write(
                    labels,
                    out -> {
                        for (int i = 0; i < images.size(); i++) {
                            int label = images.label(i);
                            out.write(
                                    new byte[] {
                                        (byte) label,
                                        (byte) (label >> 8),
                                        (byte) (label >> 16),
                                        (byte) (label >> 24)
                                    });
                        }
                    });
        }
        spec.commandLine()
                .getOut()
                .printf("%d images of %d bytes in %s%n", images.size(), encoder.bytes(), output);
    }
}
