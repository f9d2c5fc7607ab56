package io.github.djlqat.runtime.tflite;

import io.github.djlqat.runtime.MalformedModelException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code .tflite} file says about itself. Unlike {@link TfliteReader} this reads models with
 * operators that the runtime does not have, and says which.
 *
 * @param bytes the file's size
 * @param schemaVersion the schema's version, always 3
 * @param description the converter's remark, such as {@code MLIR Converted.}
 * @param subgraphs number of subgraphs; the first is the model
 * @param tensors number of the first subgraph's tensors
 * @param operators the first subgraph's operators, in the order they run
 * @param metadata names of the metadata entries, such as {@code min_runtime_version}
 * @param signatures keys of the signatures, such as {@code serving_default}
 */
public record TfliteInfo(
        int bytes,
        int schemaVersion,
        String description,
        int subgraphs,
        int tensors,
        List<OperatorInfo> operators,
        List<String> metadata,
        List<String> signatures) {

    private static final int METADATA_NAME = 0;
    private static final int SIGNATURE_KEY = 2;

    /** Copies the lists. */
    public TfliteInfo {
        operators = List.copyOf(operators);
        metadata = List.copyOf(metadata);
        signatures = List.copyOf(signatures);
    }

    /**
     * An operator of a file.
     *
     * @param name TFLite's name, or a custom operator's own
     * @param builtinCode TFLite's number of the operator; 32 for a custom one
     * @param version the version the file asks for
     * @param known whether the integer graph has such an operator
     */
    public record OperatorInfo(String name, int builtinCode, int version, boolean known) {}

    /**
     * Reads what a file says about itself, within the default limits.
     *
     * @throws MalformedModelException if the bytes are no sound {@code .tflite}
     */
    public static TfliteInfo read(byte[] file) throws MalformedModelException {
        Limits limits = Limits.DEFAULT;
        FlatTable model = TfliteReader.model(file, limits);
        FlatTable subgraph = TfliteReader.subgraph(model);
        FlatVector subgraphs = model.vector(Schema.MODEL_SUBGRAPHS, "subgraphs", 4);
        FlatVector tensors =
                TfliteReader.vector(
                        subgraph, Schema.SUBGRAPH_TENSORS, "tensors", limits.maxTensors());
        return new TfliteInfo(
                file.length,
                Schema.VERSION,
                model.string(Schema.MODEL_DESCRIPTION, "description"),
                subgraphs == null ? 0 : subgraphs.length(),
                tensors == null ? 0 : tensors.length(),
                operators(model, subgraph, limits),
                names(model, Schema.MODEL_METADATA, "metadata", METADATA_NAME, "name"),
                names(
                        model,
                        Schema.MODEL_SIGNATURE_DEFS,
                        "signature_defs",
                        SIGNATURE_KEY,
                        "signature_key"));
    }

    /**
     * Reads what a file says about itself, within the default limits.
     *
     * @throws IOException if the file cannot be read
     * @throws MalformedModelException as {@link #read(byte[])}
     */
    public static TfliteInfo read(Path file) throws IOException, MalformedModelException {
        return read(TfliteReader.readBytes(file, Limits.DEFAULT));
    }

    private static List<OperatorInfo> operators(FlatTable model, FlatTable subgraph, Limits limits)
            throws MalformedModelException {
        FlatVector codes = TfliteReader.operatorCodes(model);
        FlatVector tables =
                TfliteReader.vector(
                        subgraph, Schema.SUBGRAPH_OPERATORS, "operators", limits.maxOperators());
        List<OperatorInfo> operators = new ArrayList<>();
        for (int i = 0; tables != null && i < tables.length(); i++) {
            FlatOperatorCode code = FlatOperator.code(tables.table(i), codes);
            operators.add(
                    new OperatorInfo(code.name, code.builtin, code.version, Kind.of(code) != null));
        }
        return operators;
    }

    private static List<String> names(
            FlatTable model, int field, String name, int nameField, String nameName)
            throws MalformedModelException {
        @Nullable FlatVector tables =
                TfliteReader.vector(model, field, name, model.buffer().limits().maxTensors());
        List<String> names = new ArrayList<>();
        for (int i = 0; tables != null && i < tables.length(); i++) {
            names.add(tables.table(i).string(nameField, nameName));
        }
        return names;
    }
}
