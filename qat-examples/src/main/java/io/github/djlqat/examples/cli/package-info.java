/**
 * The {@code qat} command: options in, exit status out.
 *
 * <p>One class for each subcommand. They check what the user gave, call the jobs in the other rooms
 * or the libraries, and print; what goes wrong becomes one line on standard error and exit status
 * 1, or 2 where the command line itself is wrong. Nothing outside this room may depend on it.
 */
package io.github.djlqat.examples.cli;
