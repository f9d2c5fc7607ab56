/**
 * Where the time of a training step goes: waiting for data, computing, updating weights, and, of
 * what the engine computes, each kind of operation.
 *
 * <p>Start at {@link io.github.djlqat.examples.profile.StepProfile}. May use {@code output}; the
 * training jobs enter here.
 */
package io.github.djlqat.examples.profile;
