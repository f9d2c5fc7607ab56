/**
 * From a float network to a {@code .tflite} file and what is known of it: post-training
 * quantization and quantization-aware training as jobs.
 *
 * <p>Enters the data, train and evaluate rooms, the core and the runtime; entered by the commands
 * and the demo.
 */
package io.github.djlqat.examples.quantize;
