/**
 * From a checked graph to something that runs: which operators become which kernels, where each
 * tensor lies in the arena, and what a run needs.
 *
 * <p>The front door enters here, and tools that report on a model.
 */
@NullMarked
package io.github.djlqat.runtime.plan;

import org.jspecify.annotations.NullMarked;
