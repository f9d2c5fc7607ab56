package io.github.djlqat.trace;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A block and its descendants in the order of their paths, and where each parameter lives. */
final class BlockTree {

    /**
     * One block.
     *
     * @param path names of the children on the way, joined by a slash; empty for the root
     * @param parent index of the parent, or -1
     * @param depth 0 for the root
     */
    record Entry(String path, Block block, int parent, int depth) {}

    /**
     * A parameter's first place.
     *
     * @param path the block's path and the parameter's name
     * @param entry index of its block
     */
    record Place(String path, int entry) {}

    private final List<Entry> entries = new ArrayList<>();
    private final Map<Parameter, Place> places = new LinkedHashMap<>();

    BlockTree(Block root) {
        add("", root, -1, 0);
    }

    private void add(String path, Block block, int parent, int depth) {
        int index = entries.size();
        entries.add(new Entry(path, block, parent, depth));
        String prefix = path.isEmpty() ? "" : path + "/";
        for (Pair<String, Parameter> parameter : block.getDirectParameters()) {
            places.putIfAbsent(parameter.getValue(), new Place(prefix + parameter.getKey(), index));
        }
        for (Pair<String, Block> child : block.getChildren()) {
            add(prefix + child.getKey(), child.getValue(), index, depth + 1);
        }
    }

    List<Entry> entries() {
        return entries;
    }

    Map<Parameter, Place> places() {
        return places;
    }

    /** Returns what to call a block in a message. */
    String describe(int entry) {
        Entry e = entries.get(entry);
        return e.path().isEmpty() ? e.block().getClass().getSimpleName() : e.path();
    }

    /** Returns the first index after {@code entry} that is not below it. */
    int end(int entry) {
        int i = entry + 1;
        while (i < entries.size() && entries.get(i).depth() > entries.get(entry).depth()) {
            i++;
        }
        return i;
    }

    boolean isAncestorOrSelf(int ancestor, int entry) {
        return ancestor <= entry && entry < end(ancestor);
    }
}
