/**
 * The threads that share out a kernel's units. Knows nothing of models; the front door enters here.
 */
@NullMarked
package io.github.djlqat.runtime.parallel;

import org.jspecify.annotations.NullMarked;
