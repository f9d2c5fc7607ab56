package io.github.djlqat.examples.evaluate;

import io.github.djlqat.examples.data.ImageShape;
import io.github.djlqat.examples.data.Normalization;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.Quantization;
import io.github.djlqat.runtime.graph.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Turns the bytes of an image into the raw input of an integer model: each pixel normalized as in
 * training, then quantized as the model's input tensor says.
 */
public final class PixelEncoder {

    private final int channels;
    private final int imageBytes;
    private final int elementBytes;
    private final byte[][] tables;

    /**
     * Prepares the encoding.
     *
     * @param image the images' shape
     * @param normalization what the network was trained on
     * @param input the model's input: [1,H,W,C], int8, uint8 or float32
     * @throws IllegalArgumentException if the input has another shape or type
     */
    public PixelEncoder(ImageShape image, Normalization normalization, Tensor input) {
        requireShape(image, input);
        channels = image.channels();
        imageBytes = image.bytes();
        elementBytes = input.type().bytes();
        tables = new byte[channels][];
        for (int c = 0; c < channels; c++) {
            tables[c] = table(normalization.table(c), input);
        }
    }

    /** Returns the bytes of one encoded image. */
    public int bytes() {
        return imageBytes * elementBytes;
    }

    /**
     * Encodes one image.
     *
     * @param pixels rows, columns, channels
     * @param target receives {@link #bytes()} bytes
     * @param offset where in the target to start
     */
    public void encode(byte[] pixels, byte[] target, int offset) {
        int at = offset;
        for (int i = 0; i < imageBytes; i++) {
            byte[] table = tables[i % channels];
            int from = (pixels[i] & 0xFF) * elementBytes;
            for (int b = 0; b < elementBytes; b++) {
                target[at++] = table[from + b];
            }
        }
    }

    private static byte[] table(float[] values, Tensor input) {
        ByteBuffer table =
                ByteBuffer.allocate(values.length * input.type().bytes())
                        .order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            if (input.type() == ElementType.FLOAT32) {
                table.putFloat(value);
            } else {
                table.put((byte) code(value, input));
            }
        }
        return table.array();
    }

    /** Rounds half away from zero, as QUANTIZE does. */
    private static int code(float value, Tensor input) {
        Quantization q = input.requireQuantization();
        float scaled = value / q.scale();
        long rounded = (long) Math.copySign(Math.floor(Math.abs((double) scaled) + 0.5), scaled);
        long code = rounded + q.zeroPoint();
        return (int) Math.max(input.type().minimum(), Math.min(input.type().maximum(), code));
    }

    private static void requireShape(ImageShape image, Tensor input) {
        boolean type = input.type().isQuantized() || input.type() == ElementType.FLOAT32;
        boolean shape =
                input.shape().rank() == 4
                        && input.shape().get(0) == 1
                        && input.shape().get(1) == image.height()
                        && input.shape().get(2) == image.width()
                        && input.shape().get(3) == image.channels();
        if (!type || !shape) {
            throw new IllegalArgumentException(
                    String.format(
                            "model input '%s': expected INT8, UINT8 or FLOAT32 [1, %d, %d, %d] for"
                                    + " these images, found %s %s",
                            input.name(),
                            image.height(),
                            image.width(),
                            image.channels(),
                            input.type(),
                            input.shape()));
        }
    }
}
