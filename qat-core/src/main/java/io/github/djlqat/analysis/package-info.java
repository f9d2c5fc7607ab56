/**
 * Comparisons of a quantized network with the integer model made of it.
 *
 * <p>Runs both and counts; changes neither. Anyone may enter; nothing inside depends on it.
 */
package io.github.djlqat.analysis;
