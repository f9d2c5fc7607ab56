/**
 * The integer-only runtime's front door: load a model, run it, ask what it needs.
 *
 * <p>Everything a user of the runtime calls stands here; the rooms below are for the runtime itself
 * and for tools that build or inspect integer graphs ({@code graph}, {@code tflite}).
 */
@NullMarked
package io.github.djlqat.runtime;

import org.jspecify.annotations.NullMarked;
