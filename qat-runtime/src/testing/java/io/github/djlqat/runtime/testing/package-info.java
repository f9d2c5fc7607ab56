/**
 * Random graphs and slow, obvious arithmetic that tests of the runtime and of its vector kernels
 * compare with: a folder of test sources to both modules, in no jar.
 */
package io.github.djlqat.runtime.testing;
