package io.github.djlqat.onnx;

/**
 * What an ONNX model is to look like.
 *
 * @param precision what the model computes with
 * @param boundary what its inputs and outputs hold
 * @param activations the type of the codes between operators
 */
public record OnnxOptions(Precision precision, Boundary boundary, Activations activations) {

    /** What a model computes with. */
    public enum Precision {
        /**
         * 8-bit codes: every value is quantized by a QuantizeLinear and read through a
         * DequantizeLinear, which runtimes fuse into integer kernels.
         */
        INT8,
        /**
         * Floats: the weights' reals, and no rounding or clipping in between. A network of the same
         * shape, for comparison.
         */
        FLOAT32
    }

    /** What the inputs and outputs of a model hold. */
    public enum Boundary {
        /** Reals: the model quantizes and dequantizes. */
        FLOAT32,
        /** 8-bit codes, of the activations' type; only of models of codes. */
        CODES
    }

    /** The type of activations' codes; those of weights stay what they are. */
    public enum Activations {
        /**
         * Codes and zero points of int8 raised by 128: the same reals. What ONNX Runtime computes
         * with on x86; of int8 it converts what it can, and leaves operators between the two types
         * in float.
         */
        UINT8,
        /** As the integer graph has them. */
        INT8
    }

    /** Checks that codes are asked for only where there are some. */
    public OnnxOptions {
        if (precision == Precision.FLOAT32 && boundary == Boundary.CODES) {
            throw new IllegalArgumentException(
                    "boundary: expected FLOAT32 for a model of precision FLOAT32, found CODES");
        }
    }

    /** Returns the usual form: 8-bit codes inside, float32 at the ends. */
    public static OnnxOptions defaults() {
        return new OnnxOptions(Precision.INT8, Boundary.FLOAT32, Activations.UINT8);
    }

    /** Returns these options with another precision. */
    public OnnxOptions withPrecision(Precision newPrecision) {
        return new OnnxOptions(newPrecision, boundary, activations);
    }

    /** Returns these options with another boundary. */
    public OnnxOptions withBoundary(Boundary newBoundary) {
        return new OnnxOptions(precision, newBoundary, activations);
    }

    /** Returns these options with another type of activations. */
    public OnnxOptions withActivations(Activations newActivations) {
        return new OnnxOptions(precision, boundary, newActivations);
    }
}
