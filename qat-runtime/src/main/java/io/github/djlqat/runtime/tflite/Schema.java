package io.github.djlqat.runtime.tflite;

import io.github.djlqat.runtime.graph.Activation;
import java.util.List;

/**
 * Numbers of the fields and enums of TFLite's schema that are read here or written by the writer,
 * which is in a module of its own.
 */
public final class Schema {

    public static final String IDENTIFIER = "TFL3";
    public static final int VERSION = 3;

    /** The TensorType of two codes a byte. */
    public static final String INT4 = "INT4";

    /** Those of enum ActivationFunctionType that the graph has, by code. */
    public static final List<Activation> ACTIVATIONS =
            List.of(Activation.NONE, Activation.RELU, Activation.RELU_N1_TO_1, Activation.RELU6);

    // The root table.
    public static final int MODEL_VERSION = 0;
    public static final int MODEL_OPERATOR_CODES = 1;
    public static final int MODEL_SUBGRAPHS = 2;
    public static final int MODEL_DESCRIPTION = 3;
    public static final int MODEL_BUFFERS = 4;
    public static final int MODEL_METADATA = 6;
    public static final int MODEL_SIGNATURE_DEFS = 7;

    // What an operator's {@code opcode_index} names.
    public static final int OPERATOR_CODE_DEPRECATED_BUILTIN_CODE = 0;
    public static final int OPERATOR_CODE_CUSTOM_CODE = 1;
    public static final int OPERATOR_CODE_VERSION = 2;
    public static final int OPERATOR_CODE_BUILTIN_CODE = 3;

    // A graph.
    public static final int SUBGRAPH_TENSORS = 0;
    public static final int SUBGRAPH_INPUTS = 1;
    public static final int SUBGRAPH_OUTPUTS = 2;
    public static final int SUBGRAPH_OPERATORS = 3;
    public static final int SUBGRAPH_NAME = 4;

    // An operator; a union takes two numbers, its type first.
    public static final int OPERATOR_OPCODE_INDEX = 0;
    public static final int OPERATOR_INPUTS = 1;
    public static final int OPERATOR_OUTPUTS = 2;
    public static final int OPERATOR_OPTIONS_TYPE = 3;
    public static final int OPERATOR_OPTIONS = 4;
    public static final int OPERATOR_CUSTOM_OPTIONS = 5;
    public static final int OPERATOR_CUSTOM_OPTIONS_FORMAT = 6;

    // A tensor.
    public static final int TENSOR_SHAPE = 0;
    public static final int TENSOR_TYPE = 1;
    public static final int TENSOR_BUFFER = 2;
    public static final int TENSOR_NAME = 3;
    public static final int TENSOR_QUANTIZATION = 4;
    public static final int TENSOR_SPARSITY = 6;
    public static final int TENSOR_HAS_RANK = 8;
    public static final int TENSOR_EXTERNAL_BUFFER = 10;

    // A tensor's quantization.
    public static final int QUANTIZATION_SCALE = 2;
    public static final int QUANTIZATION_ZERO_POINT = 3;
    public static final int QUANTIZATION_DETAILS_TYPE = 4;
    public static final int QUANTIZATION_QUANTIZED_DIMENSION = 6;

    // A constant's bytes, in the flatbuffer or behind it.
    public static final int BUFFER_DATA = 0;
    public static final int BUFFER_OFFSET = 1;
    public static final int BUFFER_SIZE = 2;

    /** Enum TensorType, by code; codes beyond are not known. */
    private static final String[] TENSOR_TYPES = {
        "FLOAT32",
        "FLOAT16",
        "INT32",
        "UINT8",
        "INT64",
        "STRING",
        "BOOL",
        "INT16",
        "COMPLEX64",
        "INT8",
        "FLOAT64",
        "COMPLEX128",
        "UINT64",
        "RESOURCE",
        "VARIANT",
        "UINT32",
        "UINT16",
        "INT4",
        "BFLOAT16",
        "INT2",
        "UINT4",
        "FLOAT8_E4M3FN",
        "FLOAT8_E5M2"
    };

    private Schema() {}

    /** Returns the name of a tensor type. */
    static String tensorTypeName(int code) {
        return code >= 0 && code < TENSOR_TYPES.length ? TENSOR_TYPES[code] : "TensorType " + code;
    }

    /**
     * Returns the code of a tensor type.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static int tensorTypeCode(String name) {
        for (int i = 0; i < TENSOR_TYPES.length; i++) {
            if (TENSOR_TYPES[i].equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("expected a TensorType, found " + name);
    }
}
