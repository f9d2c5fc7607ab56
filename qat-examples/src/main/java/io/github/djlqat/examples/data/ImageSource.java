package io.github.djlqat.examples.data;

import java.io.IOException;

/** Labelled images by index, as bytes. Reading is safe from several threads. */
public interface ImageSource {

    /**
     * Returns the number of images.
     *
     * @return the number, at least 1
     */
    int size();

    /**
     * Returns the shape that all images have.
     *
     * @return the shape
     */
    ImageShape shape();

    /**
     * Returns the class of an image.
     *
     * @param index the image
     * @return the class, from 0
     */
    int label(int index);

    /**
     * Reads an image.
     *
     * @param index the image
     * @param target receives the pixels: rows, columns, channels; each byte is unsigned
     * @param offset where in the target to start
     * @throws IOException if the image could not be read
     */
    void read(int index, byte[] target, int offset) throws IOException;
}
