/**
 * An {@link io.github.djlqat.runtime.graph.IntegerGraph} as a {@code .tflite} file, for those who
 * convert models; who only runs them needs none of this. {@link
 * io.github.djlqat.runtime.writer.TfliteWriter} is the way in; the other classes write flatbuffers
 * and FlexBuffers front to back, knowing neither graph nor schema. Enters {@code graph} and, for
 * the schema's numbers, {@code tflite}.
 */
@NullMarked
package io.github.djlqat.runtime.writer;

import org.jspecify.annotations.NullMarked;
