/** Placeholder. */
package io.github.djlqat;
