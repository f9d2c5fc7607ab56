/**
 * The examples: the {@code qat} command, its jobs, their data and models.
 *
 * <p>Nothing in here is needed to use the library. The rooms: {@code cli} (the command, enters all
 * others), {@code data}, {@code model} and {@code train} (what is trained, and how), {@code demo},
 * {@code bench}, {@code progress} and {@code output}.
 */
package io.github.djlqat.examples;
