/** Placeholder. */
package io.github.djlqat.runtime;
