package io.github.djlqat.runtime.tflite;

/** Numbers of the fields and enums of TFLite's schema that are read or written here. */
final class Schema {

    static final String IDENTIFIER = "TFL3";
    static final int VERSION = 3;

    private Schema() {}

    /** The root table. */
    static final class Model {
        static final int VERSION = 0;
        static final int OPERATOR_CODES = 1;
        static final int SUBGRAPHS = 2;
        static final int DESCRIPTION = 3;
        static final int BUFFERS = 4;
        static final int METADATA = 6;
        static final int SIGNATURE_DEFS = 7;

        private Model() {}
    }

    /** What an operator's {@code opcode_index} names. */
    static final class OperatorCode {
        static final int DEPRECATED_BUILTIN_CODE = 0;
        static final int CUSTOM_CODE = 1;
        static final int VERSION = 2;
        static final int BUILTIN_CODE = 3;

        private OperatorCode() {}
    }

    /** A graph. */
    static final class SubGraph {
        static final int TENSORS = 0;
        static final int INPUTS = 1;
        static final int OUTPUTS = 2;
        static final int OPERATORS = 3;
        static final int NAME = 4;

        private SubGraph() {}
    }

    /** An operator; a union takes two numbers, its type first. */
    static final class Operator {
        static final int OPCODE_INDEX = 0;
        static final int INPUTS = 1;
        static final int OUTPUTS = 2;
        static final int OPTIONS_TYPE = 3;
        static final int OPTIONS = 4;

        private Operator() {}
    }

    /** A tensor. */
    static final class Tensor {
        static final int SHAPE = 0;
        static final int TYPE = 1;
        static final int BUFFER = 2;
        static final int NAME = 3;
        static final int QUANTIZATION = 4;
        static final int SPARSITY = 6;
        static final int HAS_RANK = 8;
        static final int EXTERNAL_BUFFER = 10;

        private Tensor() {}
    }

    /** A tensor's quantization. */
    static final class Quantization {
        static final int SCALE = 2;
        static final int ZERO_POINT = 3;
        static final int DETAILS_TYPE = 4;
        static final int QUANTIZED_DIMENSION = 6;

        private Quantization() {}
    }

    /** A constant's bytes, in the flatbuffer or behind it. */
    static final class Buffer {
        static final int DATA = 0;
        static final int OFFSET = 1;
        static final int SIZE = 2;

        private Buffer() {}
    }

    /** Enum TensorType, by code; codes beyond are not known. */
    static final class TensorType {
        private static final String[] NAMES = {
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

        private TensorType() {}

        static String name(int code) {
            return code >= 0 && code < NAMES.length ? NAMES[code] : "TensorType " + code;
        }

        static int code(String name) {
            for (int i = 0; i < NAMES.length; i++) {
                if (NAMES[i].equals(name)) {
                    return i;
                }
            }
            throw new IllegalArgumentException("expected a TensorType, found " + name);
        }
    }
}
