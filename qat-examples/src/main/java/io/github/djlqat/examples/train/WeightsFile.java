package io.github.djlqat.examples.train;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Weights in DJL's own format, in a file {@code NAME-EPOCH.params} as DJL names it. */
public final class WeightsFile {

    /** What files of DJL's parameters begin with. */
    private static final int MAGIC = 'D' << 24 | 'J' << 16 | 'L' << 8 | '@';

    private static final Pattern NAME = Pattern.compile("(.+)-([0-9]{4})\\.params");

    private WeightsFile() {}

    /**
     * Writes {@code NAME-0000.params}, whole or not at all.
     *
     * @param model the model, whose name the file gets
     * @param folder where to
     * @return the file
     * @throws IOException if it could not be written
     */
    public static Path save(Model model, Path folder) throws IOException {
        Path partial = Files.createTempDirectory(folder, ".weights");
        try {
            model.setProperty("Epoch", "0");
            model.save(partial, model.getName());
            Path target = file(folder, model.getName());
            Files.move(
                    partial.resolve(target.getFileName()),
                    target,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            return target;
        } finally {
            Files.deleteIfExists(partial.resolve(file(partial, model.getName())));
            Files.delete(partial);
        }
    }

    /**
     * Returns where {@link #save} writes.
     *
     * @param folder the folder
     * @param name the model's name
     * @return the file
     */
    public static Path file(Path folder, String name) {
        return folder.resolve(name + "-0000.params");
    }

    /**
     * Loads weights into a model's block, which is initialized for this.
     *
     * @param model the model, its block set
     * @param file the file
     * @param inputShape the shape of the network's input
     * @throws IOException if the file could not be read
     * @throws MalformedModelException if it does not hold this block's weights, or one is not
     *     finite
     */
    public static void load(Model model, Path file, Shape inputShape)
            throws IOException, MalformedModelException {
        Matcher matcher = NAME.matcher(file.getFileName().toString());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "weights: expected a file named NAME-0000.params, found " + file);
        }
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(
                    "weights " + file + ": expected a file that can be read, found none");
        }
        model.getBlock().initialize(model.getNDManager(), model.getDataType(), inputShape);
        List<Shape> expected = shapes(model);
        try {
            model.load(
                    file.toAbsolutePath().getParent(),
                    matcher.group(1),
                    Map.of("epoch", matcher.group(2)));
        } catch (IOException | MalformedModelException | RuntimeException e) {
            throw new MalformedModelException(
                    file
                            + ": expected the weights of model "
                            + model.getName()
                            + ", found "
                            + found(file, model.getName(), e),
                    e);
        }
        List<Shape> found = shapes(model);
        List<String> names = model.getBlock().getParameters().keys();
        for (int i = 0; i < expected.size(); i++) {
            if (!expected.get(i).equals(found.get(i))) {
                throw new MalformedModelException(
                        file
                                + ": parameter "
                                + names.get(i)
                                + ": expected shape "
                                + expected.get(i)
                                + ", found "
                                + found.get(i));
            }
            requireFinite(file, names.get(i), model.getBlock().getParameters().valueAt(i));
        }
    }

    /** Says what is wrong with a file that could not be loaded: whose it is, or that it is cut. */
    private static String found(Path file, String name, Exception cause) {
        String reason = cause instanceof EOFException ? "the file's end" : cause.getMessage();
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            if (in.readInt() == MAGIC && in.readInt() > 0) {
                String other = in.readUTF();
                return other.equals(name) ? reason : "those of model " + other;
            }
            return "a file of another kind";
        } catch (IOException e) {
            return reason;
        }
    }

    private static void requireFinite(Path file, String name, Parameter parameter)
            throws MalformedModelException {
        NDArray array = parameter.getArray();
        if (!array.getDataType().isFloating()) {
            return;
        }
        float[] values = array.toFloatArray();
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new MalformedModelException(
                        String.format(
                                "%s: parameter %s: expected finite numbers, found %s at index %d",
                                file, name, values[i], i));
            }
        }
    }

    private static List<Shape> shapes(Model model) {
        List<Shape> shapes = new ArrayList<>();
        for (Pair<String, Parameter> pair : model.getBlock().getParameters()) {
            shapes.add(pair.getValue().getArray().getShape());
        }
        return shapes;
    }
}
