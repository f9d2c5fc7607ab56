package io.github.djlqat.runtime.tflite;

import io.github.djlqat.runtime.MalformedModelException;

/**
 * What an operator of a file is.
 *
 * @param builtin the builtin code, {@link BuiltinNames#CUSTOM} for a custom operator
 * @param name TFLite's name, or a custom operator's own
 * @param version the operator's version
 */
record FlatOperatorCode(int builtin, String name, int version) {

    /**
     * Reads an operator code. Files of old have the 8-bit code only, others both: the larger one
     * counts.
     */
    static FlatOperatorCode read(FlatTable table) throws MalformedModelException {
        int builtin =
                Math.max(
                        table.int8(
                                Schema.OperatorCode.DEPRECATED_BUILTIN_CODE,
                                "deprecated_builtin_code"),
                        table.int32(Schema.OperatorCode.BUILTIN_CODE, "builtin_code", 0));
        String name = BuiltinNames.of(builtin);
        if (builtin == BuiltinNames.CUSTOM) {
            String custom = table.string(Schema.OperatorCode.CUSTOM_CODE, "custom_code");
            name = custom.isEmpty() ? name : custom;
        }
        return new FlatOperatorCode(
                builtin, name, table.int32(Schema.OperatorCode.VERSION, "version", 1));
    }
}
