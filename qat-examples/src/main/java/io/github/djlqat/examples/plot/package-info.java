/**
 * Plots as SVG: axes, ticks, legends, lines and bars, on a white ground of their own, so that they
 * read on light and dark pages alike.
 *
 * <p>Knows nothing of what it draws; depends on the JDK only. Entered by the measurements.
 */
package io.github.djlqat.examples.plot;
