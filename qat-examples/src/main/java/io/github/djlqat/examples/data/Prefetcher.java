package io.github.djlqat.examples.data;

import java.lang.ref.Cleaner;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.IntFunction;

/**
 * Computes the items {@code first} to {@code end - 1} in order on a daemon thread, a few ahead of
 * the reader. The thread ends with the last item, or when the reader has dropped this object.
 */
final class Prefetcher<T> {

    private static final Cleaner CLEANER = Cleaner.create();

    private final BlockingQueue<Item<T>> queue;

    Prefetcher(int first, int end, int ahead, IntFunction<T> compute) {
        BlockingQueue<Item<T>> items = new ArrayBlockingQueue<>(ahead);
        queue = items;
        Thread thread = new Thread(() -> produce(items, first, end, compute), "prefetch");
        thread.setDaemon(true);
        CLEANER.register(this, thread::interrupt);
        thread.start();
    }

    private record Item<T>(T value, Throwable failure) {}

    private static <T> void produce(
            BlockingQueue<Item<T>> queue, int first, int end, IntFunction<T> compute) {
        try {
            for (int i = first; i < end; i++) {
                Item<T> item;
                try {
                    item = new Item<>(compute.apply(i), null);
                } catch (RuntimeException | Error e) {
                    queue.put(new Item<>(null, e));
                    return;
                }
                queue.put(item);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    T next() {
        try {
            Item<T> item = queue.take();
            if (item.failure() instanceof Error error) {
                throw error;
            }
            if (item.failure() instanceof RuntimeException failure) {
                throw failure;
            }
            return item.value();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for data", e);
        }
    }
}
