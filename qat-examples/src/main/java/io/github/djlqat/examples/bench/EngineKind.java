package io.github.djlqat.examples.bench;

import io.github.djlqat.runtime.LoadOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which engine computes: a set of kernels of the integer runtime, or a peer.
 *
 * @param name as the user types it
 * @param peer null for kernels
 */
record EngineKind(String name, Peer peer) {

    /** The engines of others. */
    enum Peer {
        /** ONNX Runtime on the exported integer model, as it computes by itself. */
        ONNXRUNTIME_INT8,
        /** The same with {@code session.x64quantprecision}: never saturating. */
        ONNXRUNTIME_INT8_EXACT,
        /** ONNX Runtime on the network exported in float. */
        ONNXRUNTIME_FLOAT32,
        /** DJL's PyTorch engine on the block itself. */
        PYTORCH_FLOAT32;

        String label() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Returns an engine by its name.
     *
     * @throws IllegalArgumentException if there is none
     */
    static EngineKind of(String name) {
        if (LoadOptions.KERNELS.contains(name)) {
            return new EngineKind(name, null);
        }
        List<String> names = new ArrayList<>(LoadOptions.KERNELS);
        for (Peer peer : Peer.values()) {
            if (peer.label().equals(name)) {
                return new EngineKind(name, peer);
            }
            names.add(peer.label());
        }
        throw new IllegalArgumentException(
                "engine: expected one of " + names + ", found '" + name + "'");
    }

    /** Returns the names of all peers. */
    static List<String> peers() {
        return Arrays.stream(Peer.values()).map(Peer::label).toList();
    }

    /** Returns whether it is the kernels out of the Vector API. */
    boolean isVector() {
        return name.equals("vector");
    }

    /** Returns whether it computes what {@link Artifacts} writes, not the block itself. */
    boolean readsFile() {
        return peer != Peer.PYTORCH_FLOAT32;
    }
}
