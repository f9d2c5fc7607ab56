package io.github.djlqat.runtime.kernel.vector;

/**
 * How a convolution is cut into units. Where its weights stay in a core's cache, a unit is a row of
 * all channels, and neighbours are computed together as far as the scratch has room for their
 * inputs. Larger weights would be read anew for every row that a thread takes by itself: there a
 * unit is some panels of output channels of as many rows as there is room for.
 */
final class Split {

    /** Bytes of weights that are read again cheaply: half of a common second-level cache. */
    private static final long CACHED = 1 << 18;

    private final int height;
    private final int capacity;
    private final int panels;

    /** Rows of a strip, and strips of an image. */
    private final int stripRows;

    private final int strips;

    /** Units of a strip. */
    private final int parts;

    /**
     * Plans the units.
     *
     * @param height rows of an image
     * @param capacity how many of them fit in the scratch
     * @param panels panels of output channels
     * @param weightBytes bytes of all weights
     * @param parts most parts of the panels
     */
    Split(int height, int capacity, int panels, long weightBytes, int parts) {
        this.height = height;
        this.capacity = capacity;
        this.panels = panels;
        this.parts = weightBytes > CACHED ? Math.min(parts, panels) : 1;
        int fewest = (height + capacity - 1) / capacity;
        stripRows = this.parts > 1 ? (height + fewest - 1) / fewest : 1;
        strips = (height + stripRows - 1) / stripRows;
    }

    /** Returns the units of so many images. */
    int units(int images) {
        return Math.multiplyExact(images, strips * parts);
    }

    /** Returns how many units from {@code unit} on, before {@code end}, are computed together. */
    int take(int unit, int end) {
        int most = parts > 1 ? parts - unit % parts : Math.min(capacity, height - unit % height);
        return Math.min(most, end - unit);
    }

    /** Returns which image a unit is of. */
    int image(int unit) {
        return unit / (strips * parts);
    }

    /** Returns the first row of a unit. */
    int row(int unit) {
        return unit / parts % strips * stripRows;
    }

    /** Returns the rows of {@code taken} units. */
    int rows(int unit, int taken) {
        return parts > 1 ? Math.min(stripRows, height - row(unit)) : taken;
    }

    /** Returns the first panel of a unit. */
    int beginPanel(int unit) {
        return unit % parts * panels / parts;
    }

    /** Returns one past the last panel of {@code taken} units. */
    int endPanel(int unit, int taken) {
        return parts > 1 ? (unit % parts + taken) * panels / parts : panels;
    }
}
