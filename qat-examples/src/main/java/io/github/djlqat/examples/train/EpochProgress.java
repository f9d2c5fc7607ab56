package io.github.djlqat.examples.train;

import io.github.djlqat.examples.progress.Progress;
import io.github.djlqat.examples.progress.ProgressDisplay;
import io.github.djlqat.training.ProgressListener;
import java.util.Locale;

/** Shows each epoch as one progress of batches, with loss and accuracy beside it. */
final class EpochProgress implements ProgressListener.View {

    private final ProgressDisplay display;
    private Progress progress;

    EpochProgress(ProgressDisplay display) {
        this.display = display;
    }

    @Override
    public void epochBegan(int epoch, int epochs, int batches) {
        progress = display.start("epoch " + epoch + "/" + epochs, batches, " batches");
    }

    @Override
    public void batchTrained(int done, double loss, double accuracy) {
        if (progress != null) {
            progress.update(
                    done,
                    String.format(
                            Locale.ROOT, "loss %.3f, accuracy %.1f %%", loss, 100 * accuracy));
        }
    }

    @Override
    public void epochEnded() {
        if (progress != null) {
            progress.close();
            progress = null;
        }
    }
}
