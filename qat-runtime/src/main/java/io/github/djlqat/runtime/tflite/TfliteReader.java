package io.github.djlqat.runtime.tflite;

import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.UnsupportedOperatorException;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code .tflite} files: flatbuffers with identifier {@code TFL3}, schema version 3.
 *
 * <p>The first subgraph is the model; no operator here calls another. Metadata and signatures are
 * ignored. Constants are views into the bytes, not copies, but for 64-bit axes, sizes and paddings,
 * which become 32-bit ones. Tensors keep their indices; one that nothing uses is replaced by an
 * INT32 scalar of the same name. The tables and scales of coded weights become part of the tensor
 * they describe; those at the end of the list, where the writer puts them, leave it. A shape
 * operand of RESHAPE without elements is dropped. A tensor is read as strictly as its use asks for:
 * scales must be finite and above 0 where they describe 8-bit numbers or a bias, elsewhere they are
 * ignored.
 *
 * <p>The graph that comes back has sound parts; whether they fit each other is for the graph's own
 * validator to say.
 */
public final class TfliteReader {

    private TfliteReader() {}

    /**
     * Reads a model within the default limits.
     *
     * @param file the file's bytes; constants stay views into it, so nobody may write to it any
     *     more
     * @return the graph
     * @throws MalformedModelException if the bytes are no sound {@code .tflite}
     * @throws UnsupportedOperatorException if the model uses an operator, a form of one or a type
     *     of tensor that the integer graph does not have
     */
    public static IntegerGraph read(byte[] file) throws MalformedModelException {
        return read(file, Limits.DEFAULT);
    }

    /**
     * Reads a model file within the default limits.
     *
     * @throws IOException if the file cannot be read
     * @throws MalformedModelException as {@link #read(byte[])}; also if the file is too long
     */
    public static IntegerGraph read(Path file) throws IOException, MalformedModelException {
        return read(readBytes(file, Limits.DEFAULT), Limits.DEFAULT);
    }

    /**
     * Reads a model.
     *
     * @param file the file's bytes; constants stay views into it, so nobody may write to it any
     *     more
     * @param limits what the file may ask for
     * @return the graph
     * @throws MalformedModelException if the bytes are no sound {@code .tflite}
     * @throws UnsupportedOperatorException if the model uses an operator, a form of one or a type
     *     of tensor that the integer graph does not have
     */
    public static IntegerGraph read(byte[] file, Limits limits) throws MalformedModelException {
        FlatTable model = model(file, limits);
        FlatBuffer buffer = model.buffer();
        FlatTable subgraph = subgraph(model);
        FlatVector operatorCodes = operatorCodes(model);
        FlatVector buffers = vector(model, Schema.MODEL_BUFFERS, "buffers", limits.maxTensors());
        FlatVector tensorTables =
                vector(subgraph, Schema.SUBGRAPH_TENSORS, "tensors", limits.maxTensors());
        int tensorCount = tensorTables == null ? 0 : tensorTables.length();
        List<FlatOperator> flat = operators(subgraph, operatorCodes, tensorCount, limits);
        int[] inputs = caller(subgraph, Schema.SUBGRAPH_INPUTS, "inputs", tensorCount);
        int[] outputs = caller(subgraph, Schema.SUBGRAPH_OUTPUTS, "outputs", tensorCount);

        TensorUse[] uses = uses(flat, inputs, outputs, tensorCount);
        TensorReader tensorReader = new TensorReader(buffer, buffers);
        List<Tensor> tensors = new ArrayList<>(tensorCount);
        boolean[] dropped = new boolean[tensorCount];
        for (int i = 0; i < tensorCount && tensorTables != null; i++) {
            FlatTable table = tensorTables.table(i);
            dropped[i] = uses[i].isIndex() && isEmpty(TensorReader.dimensions(table, limits));
            tensors.add(
                    uses[i].isUsed() && !dropped[i]
                            ? tensorReader.read(table, uses[i])
                            : TensorReader.unused(table));
        }
        CodedTensors.decode(flat, tensors, limits);
        OperatorReader operatorReader = new OperatorReader(tensors);
        List<Operator> operators = new ArrayList<>(flat.size());
        for (FlatOperator operator : flat) {
            operators.add(withoutEmpty(operatorReader.read(operator), operator, dropped));
        }
        int kept = tensorCount;
        while (kept > 0 && uses[kept - 1].isCodingOnly()) {
            kept--;
        }
        return new IntegerGraph(
                model.string(Schema.MODEL_DESCRIPTION, "description"),
                tensors.subList(0, kept),
                operators,
                Ints.of(inputs),
                Ints.of(outputs));
    }

    /** Returns the root table of a file whose version is known. */
    static FlatTable model(byte[] file, Limits limits) throws MalformedModelException {
        if (file.length > limits.maxFileBytes()) {
            throw tooLong(file.length, limits);
        }
        FlatTable model = new FlatBuffer(file, limits).root(Schema.IDENTIFIER, "");
        long version = model.uint32(Schema.MODEL_VERSION, "version");
        if (version != Schema.VERSION) {
            throw model.malformed(
                    Schema.MODEL_VERSION,
                    "version",
                    "expected schema version " + Schema.VERSION + ", found " + version);
        }
        return model;
    }

    /** Returns a file's bytes, after checking their number. */
    static byte[] readBytes(Path file, Limits limits) throws IOException, MalformedModelException {
        long size = Files.size(file);
        if (size > limits.maxFileBytes()) {
            throw tooLong(size, limits);
        }
        return Files.readAllBytes(file);
    }

    private static MalformedModelException tooLong(long size, Limits limits) {
        return new MalformedModelException(
                "file", "expected at most " + limits.maxFileBytes() + " bytes, found " + size);
    }

    /** Returns the first subgraph. */
    static FlatTable subgraph(FlatTable model) throws MalformedModelException {
        FlatVector subgraphs = model.vector(Schema.MODEL_SUBGRAPHS, "subgraphs", 4);
        if (subgraphs == null || subgraphs.length() == 0) {
            throw model.malformed(
                    Schema.MODEL_SUBGRAPHS, "subgraphs", "expected at least 1, found 0");
        }
        return subgraphs.table(0);
    }

    static @Nullable FlatVector operatorCodes(FlatTable model) throws MalformedModelException {
        return vector(
                model,
                Schema.MODEL_OPERATOR_CODES,
                "operator_codes",
                model.buffer().limits().maxOperators());
    }

    /** Returns a vector of tables, or null, after checking their number. */
    static @Nullable FlatVector vector(FlatTable table, int field, String name, int maximum)
            throws MalformedModelException {
        FlatVector vector = table.vector(field, name, 4);
        return vector == null ? null : vector.limit(maximum);
    }

    private static List<FlatOperator> operators(
            FlatTable subgraph, @Nullable FlatVector codes, int tensorCount, Limits limits)
            throws MalformedModelException {
        FlatVector tables =
                vector(subgraph, Schema.SUBGRAPH_OPERATORS, "operators", limits.maxOperators());
        List<FlatOperator> operators = new ArrayList<>();
        for (int i = 0; tables != null && i < tables.length(); i++) {
            operators.add(FlatOperator.read(tables.table(i), i, codes, tensorCount));
        }
        return operators;
    }

    private static int[] caller(FlatTable subgraph, int field, String name, int tensorCount)
            throws MalformedModelException {
        FlatVector vector = subgraph.vector(field, name, 4);
        return vector == null
                ? new int[0]
                : FlatOperator.indices(vector.limit(tensorCount), tensorCount, false);
    }

    private static TensorUse[] uses(
            List<FlatOperator> operators, int[] inputs, int[] outputs, int tensorCount) {
        TensorUse[] uses = new TensorUse[tensorCount];
        for (int i = 0; i < tensorCount; i++) {
            uses[i] = new TensorUse();
        }
        for (FlatOperator operator : operators) {
            for (int i = 0; i < operator.inputCount(); i++) {
                if (operator.input(i) != Operator.NONE) {
                    uses[operator.input(i)].readBy(operator, i);
                }
            }
            uses[operator.output()].by(operator);
        }
        for (int tensor : inputs) {
            uses[tensor].byCaller();
        }
        for (int tensor : outputs) {
            uses[tensor].byCaller();
        }
        return uses;
    }

    private static boolean isEmpty(Ints dimensions) {
        for (int i = 0; i < dimensions.size(); i++) {
            if (dimensions.get(i) == 0) {
                return true;
            }
        }
        return false;
    }

    /** Takes an empty shape operand, that of a scalar, out of RESHAPE. */
    private static Operator withoutEmpty(Operator operator, FlatOperator flat, boolean[] dropped)
            throws MalformedModelException {
        for (int i = 0; i < flat.inputCount(); i++) {
            int tensor = flat.input(i);
            if (tensor == Operator.NONE || !dropped[tensor]) {
                continue;
            }
            if (i != 1 || !(operator instanceof Operator.Reshape reshape)) {
                throw new MalformedModelException(
                        flat.path() + ".inputs[" + i + "]",
                        flat.offset(),
                        "expected a tensor with elements for " + flat.kind() + ", found none");
            }
            return new Operator.Reshape(reshape.input(), Operator.NONE, reshape.output());
        }
        return operator;
    }
}
