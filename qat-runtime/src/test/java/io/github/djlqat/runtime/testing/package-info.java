/** Random graphs and slow, obvious arithmetic that the runtime's tests compare with. */
package io.github.djlqat.runtime.testing;
