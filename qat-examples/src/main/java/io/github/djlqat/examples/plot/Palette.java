package io.github.djlqat.examples.plot;

/** Colours that stand apart on white, also for readers who see fewer of them. */
final class Palette {

    /** Things without an order: Okabe and Ito's, without yellow, which white swallows. */
    private static final String[] KINDS = {
        "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#555555"
    };

    /** From little to much: violet to gold, over blue and green, all of different lightness. */
    private static final int[][] STOPS = {
        {0x44, 0x01, 0x54},
        {0x3b, 0x52, 0x8b},
        {0x21, 0x91, 0x8c},
        {0x5e, 0xc9, 0x62},
        {0xd8, 0xb8, 0}
    };

    private Palette() {}

    /** Returns the colour of the thing at {@code index}; they repeat after 7. */
    static String kind(int index) {
        return KINDS[index % KINDS.length];
    }

    /** Returns the colour of step {@code index} of {@code count}. */
    static String step(int index, int count) {
        double at = count < 2 ? 0 : (double) index / (count - 1) * (STOPS.length - 1);
        int from = Math.min((int) at, STOPS.length - 2);
        StringBuilder colour = new StringBuilder("#");
        for (int c = 0; c < 3; c++) {
            double value = STOPS[from][c] + (at - from) * (STOPS[from + 1][c] - STOPS[from][c]);
            colour.append(String.format("%02x", Math.round(value)));
        }
        return colour.toString();
    }
}
