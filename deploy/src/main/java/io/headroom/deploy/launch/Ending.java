package io.headroom.deploy.launch;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The end of a process, whoever asks for it: a signal, or a part that cannot go on. Thread-safe.
 */
public final class Ending {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();

    /** Asks for the end. */
    public void ask() {
        asked.countDown();
    }

    /** Asks for the end because of something that a person has to mend. */
    public void fail(String sentence) {
        failure.accumulateAndGet(sentence, (first, next) -> first == null ? next : first);
        asked.countDown();
    }

    public boolean isAsked() {
        return asked.getCount() == 0;
    }

    /** Waits for the end to be asked for; false when the time is over before. */
    public boolean await(Duration time) throws InterruptedException {
        return asked.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Why it was asked for, when something failed. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure.get());
    }
}
