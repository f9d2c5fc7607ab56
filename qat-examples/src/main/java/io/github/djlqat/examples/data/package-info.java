/**
 * Images for training and evaluation: data sets read through DJL or drawn by the program, kept as
 * bytes, and turned into normalized, augmented batches on a thread of their own.
 *
 * <p>Independent of models and of quantization: this package may use DJL only.
 */
package io.github.djlqat.examples.data;
