/**
 * The graph's operations in floating point, on DJL arrays in NCHW layout. Depends on the graph
 * only.
 */
package io.github.djlqat.network.operation;
