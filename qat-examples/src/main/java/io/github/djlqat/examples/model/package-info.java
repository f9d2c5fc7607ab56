/**
 * The networks of the examples, built from stock DJL blocks as users build theirs, and DJL's own
 * model zoo, by name.
 *
 * <p>Independent of data and training: this package may use DJL only.
 */
package io.github.djlqat.examples.model;
