package io.github.djlqat.examples.model;

/**
 * What {@link Models} says about a network.
 *
 * @param name by which it is asked for
 * @param description in a few words
 * @param imageSize height and width it was made for
 * @param hasWidth whether its number of channels can be scaled
 */
public record ModelInfo(String name, String description, int imageSize, boolean hasWidth) {}
