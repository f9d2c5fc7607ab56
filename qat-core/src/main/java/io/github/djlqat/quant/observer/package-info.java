/**
 * From data to a range: what of a tensor's values the integers shall cover.
 *
 * <p>Knows numbers only, no network and no block. {@code quant} turns its ranges into scales.
 */
package io.github.djlqat.quant.observer;
