/**
 * From the frozen network to the integer graph: layouts (NCHW to NHWC, OIHW to OHWI), padding
 * rules, one integer operator (sometimes two) for each node.
 *
 * <p>Reads {@code network}, writes {@code runtime.graph}; computes nothing that training or the
 * runtime compute.
 */
package io.github.djlqat.convert;
