/**
 * How far long work has come: bars on a terminal, a line now and then elsewhere.
 *
 * <p>Entered by the commands and the demo; knows nothing of what is being done.
 */
package io.github.djlqat.examples.progress;
