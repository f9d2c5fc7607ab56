/**
 * Many quantizations, one after the other: a plan of rows, a folder for each, a table of all.
 *
 * <p>Start at {@link io.github.djlqat.examples.sweep.Sweep}. Each row is a run of package {@code
 * quantize}; entered by the command only.
 */
package io.github.djlqat.examples.sweep;
