package io.github.djlqat.examples.train;

import io.github.djlqat.examples.profile.StepClock;
import io.github.djlqat.examples.profile.StepClock.Part;
import io.github.djlqat.examples.profile.StepProfile;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** Follows the steps of a training: times all, and lets the profile watch its few. */
final class StepWatch {

    private final StepClock clock = new StepClock();
    private Optional<StepProfile> profile;

    StepWatch(Optional<StepProfile> profile) {
        this.profile = profile;
    }

    /** A step asks for data. */
    void begin() {
        clock.start();
        profile.ifPresent(StepProfile::begin);
    }

    void ended(Part part) {
        clock.ended(part);
        profile.ifPresent(p -> p.ended(part));
    }

    /** A step has ended, with all that follows it. */
    void end() throws IOException {
        ended(Part.LISTENING);
        if (profile.isPresent() && profile.get().end()) {
            profile = Optional.empty();
        }
    }

    /** Returns how long steps waited for data, as a sentence. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "waited for data in %.1f %% of the time of %d steps",
                100 * clock.waitingShare(),
                clock.steps());
    }
}
