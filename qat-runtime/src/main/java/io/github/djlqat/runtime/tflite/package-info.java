/**
 * {@code .tflite} files in: bytes to an {@link io.github.djlqat.runtime.graph.IntegerGraph}, and
 * what a file says about itself. The way back is a module of its own, qat-runtime-writer, which
 * takes the schema's numbers from here.
 *
 * <p>The format is TensorFlow Lite's public schema (schema.fbs, version 3): a flatbuffer. Reading
 * checks every offset itself, so that no file, however damaged, can do more than raise {@link
 * io.github.djlqat.runtime.MalformedModelException} or {@link
 * io.github.djlqat.runtime.UnsupportedOperatorException}; {@link
 * io.github.djlqat.runtime.tflite.Limits} bounds what a file may ask for. Whether the parts of a
 * graph fit each other is the business of the {@code graph} package, which this one may enter; it
 * knows nothing of kernels.
 */
@NullMarked
package io.github.djlqat.runtime.tflite;

import org.jspecify.annotations.NullMarked;
