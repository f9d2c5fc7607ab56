package io.github.djlqat.runtime.kernel.vector;

import io.github.djlqat.runtime.graph.Ints;

/**
 * Output channels in the order of packed weights: those of a group are cut into panels of one
 * width, the last one filled up with slots that have no channel.
 */
final class Panels {

    private final int channelsPerGroup;
    private final int width;
    private final int perGroup;
    private final int[] channels;

    /** Lays out {@code groups * channelsPerGroup} channels. */
    Panels(int groups, int channelsPerGroup, int width) {
        this.channelsPerGroup = channelsPerGroup;
        this.width = width;
        perGroup = Lanes.roundUp(channelsPerGroup, width) / width;
        channels = new int[slots(groups, channelsPerGroup, width)];
        for (int slot = 0; slot < channels.length; slot++) {
            int inGroup = slot % (perGroup * width);
            int group = slot / (perGroup * width);
            channels[slot] = inGroup < channelsPerGroup ? group * channelsPerGroup + inGroup : -1;
        }
    }

    /** Returns how many slots there are for so many channels. */
    static int slots(int groups, int channelsPerGroup, int width) {
        return groups * Lanes.roundUp(channelsPerGroup, width);
    }

    /** Returns the slots of a panel. */
    int width() {
        return width;
    }

    /** Returns the number of panels of all groups. */
    int count() {
        return channels.length / width;
    }

    /** Returns the group of a panel. */
    int group(int panel) {
        return panel / perGroup;
    }

    /** Returns the first channel of a panel. */
    int channel(int panel) {
        return channels[panel * width];
    }

    /** Returns how many channels a panel has. */
    int lanes(int panel) {
        int inGroup = panel % perGroup * width;
        return Math.min(width, channelsPerGroup - inGroup);
    }

    /** Returns for each slot its channel, or -1. */
    int[] channels() {
        return channels;
    }

    /** Returns a bias for each slot, 0 where there is no channel. */
    int[] bias(Ints bias) {
        int[] slots = new int[channels.length];
        for (int slot = 0; slot < slots.length; slot++) {
            slots[slot] = channels[slot] < 0 ? 0 : bias.get(channels[slot]);
        }
        return slots;
    }
}
