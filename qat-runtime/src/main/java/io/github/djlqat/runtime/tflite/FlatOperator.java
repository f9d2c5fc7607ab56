package io.github.djlqat.runtime.tflite;

import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.UnsupportedOperatorException;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Operator;
import org.jspecify.annotations.Nullable;

/** An operator of a file: its kind known, its tensors within range, its options not yet read. */
final class FlatOperator {

    private final FlatTable table;
    private final int index;
    private final Kind kind;
    private final int[] inputs;
    private final int output;

    private FlatOperator(FlatTable table, int index, Kind kind, int[] inputs, int output) {
        this.table = table;
        this.index = index;
        this.kind = kind;
        this.inputs = inputs;
        this.output = output;
    }

    /** Reads an operator's table. */
    static FlatOperator read(
            FlatTable table, int index, @Nullable FlatVector operatorCodes, int tensorCount)
            throws MalformedModelException {
        Kind kind = kind(code(table, operatorCodes), index);
        int[] inputs = tensors(table, Schema.OPERATOR_INPUTS, "inputs", tensorCount);
        int[] outputs = tensors(table, Schema.OPERATOR_OUTPUTS, "outputs", tensorCount);
        if (inputs.length < kind.minInputs() || inputs.length > kind.maxInputs()) {
            throw table.malformed(
                    Schema.OPERATOR_INPUTS,
                    "inputs",
                    String.format(
                            "expected %d to %d for %s, found %d",
                            kind.minInputs(), kind.maxInputs(), kind, inputs.length));
        }
        for (int i = 0; i < inputs.length; i++) {
            if (inputs[i] == Operator.NONE && !kind.isOptional(i)) {
                throw table.malformed(
                        Schema.OPERATOR_INPUTS,
                        "inputs[" + i + "]",
                        "expected a tensor for " + kind + ", found none (-1)");
            }
        }
        if (outputs.length != 1 || outputs[0] == Operator.NONE) {
            throw table.malformed(
                    Schema.OPERATOR_OUTPUTS,
                    "outputs",
                    String.format(
                            "expected 1 tensor for %s, found %s",
                            kind, outputs.length == 1 ? "none (-1)" : outputs.length));
        }
        return new FlatOperator(table, index, kind, inputs, outputs[0]);
    }

    /** Returns what an operator is. */
    static FlatOperatorCode code(FlatTable table, @Nullable FlatVector operatorCodes)
            throws MalformedModelException {
        long opcode = table.uint32(Schema.OPERATOR_OPCODE_INDEX, "opcode_index");
        int count = operatorCodes == null ? 0 : operatorCodes.length();
        if (operatorCodes == null || opcode >= count) {
            throw table.malformed(
                    Schema.OPERATOR_OPCODE_INDEX,
                    "opcode_index",
                    "expected less than " + count + " operator codes, found " + opcode);
        }
        return FlatOperatorCode.read(operatorCodes.table((int) opcode));
    }

    private static Kind kind(FlatOperatorCode code, int index) {
        Kind kind = Kind.of(code);
        if (kind == null) {
            throw new UnsupportedOperatorException(
                    code.name,
                    index,
                    String.format(
                            "expected an operator of the integer runtime, found %s (version %d)",
                            code.builtin == FlatOperatorCode.CUSTOM
                                    ? "a custom operator"
                                    : "builtin operator " + code.builtin,
                            code.version),
                    "convert the model without it");
        }
        return kind;
    }

    private static int[] tensors(FlatTable table, int field, String name, int tensorCount)
            throws MalformedModelException {
        FlatVector vector = table.vector(field, name, 4);
        if (vector == null) {
            return new int[0];
        }
        return indices(vector, tensorCount, true);
    }

    /** Returns a vector of tensor indices, after checking their range. */
    static int[] indices(FlatVector vector, int tensorCount, boolean optional)
            throws MalformedModelException {
        int[] values = vector.toInts();
        for (int i = 0; i < values.length; i++) {
            boolean absent = optional && values[i] == Operator.NONE;
            if (!absent && (values[i] < 0 || values[i] >= tensorCount)) {
                throw new MalformedModelException(
                        vector.path(i),
                        vector.place(i),
                        String.format(
                                "expected the index of one of %d tensors%s, found %d",
                                tensorCount, optional ? " or -1" : "", values[i]));
            }
        }
        return values;
    }

    int index() {
        return index;
    }

    Kind kind() {
        return kind;
    }

    String path() {
        return table.path();
    }

    long offset() {
        return table.start();
    }

    int inputCount() {
        return inputs.length;
    }

    /** Returns an input's tensor, {@link Operator#NONE} where absent. */
    int input(int position) {
        return position < inputs.length ? inputs[position] : Operator.NONE;
    }

    int[] inputs() {
        return inputs.clone();
    }

    int output() {
        return output;
    }

    /** Returns the options, after checking that they are of this operator's form. */
    Options options() throws MalformedModelException {
        if (kind.isCustom()) {
            return new Options(this, null, flexMap());
        }
        int type = table.int8(Schema.OPERATOR_OPTIONS_TYPE, "builtin_options_type") & 0xFF;
        if (type == 0) {
            return new Options(this, null, null);
        }
        if (type != kind.optionsType()) {
            throw table.malformed(
                    Schema.OPERATOR_OPTIONS_TYPE,
                    "builtin_options_type",
                    String.format(
                            "expected %d for %s or 0 for none, found %d",
                            kind.optionsType(), kind, type));
        }
        return new Options(this, table.table(Schema.OPERATOR_OPTIONS, "builtin_options"), null);
    }

    private FlexMap flexMap() throws MalformedModelException {
        int format = table.int8(Schema.OPERATOR_CUSTOM_OPTIONS_FORMAT, "custom_options_format");
        if (format != 0) {
            throw table.malformed(
                    Schema.OPERATOR_CUSTOM_OPTIONS_FORMAT,
                    "custom_options_format",
                    "expected 0 (FLEXBUFFERS), found " + format);
        }
        FlatVector options = table.vector(Schema.OPERATOR_CUSTOM_OPTIONS, "custom_options", 1);
        if (options == null) {
            throw table.malformed(
                    Schema.OPERATOR_CUSTOM_OPTIONS,
                    "custom_options",
                    "expected a map for " + kind + ", found none");
        }
        return new FlexMap(
                Bytes.view(table.buffer().array(), options.dataStart(), options.length()),
                options.dataStart(),
                table.path("custom_options"));
    }
}
