package io.headroom.deploy.launch;

import io.headroom.collector.Collector;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the collector run exactly while this process leads: two would count everything twice. */
final class CollectorRole implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(CollectorRole.class);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final BooleanSupplier leader;
    private final Supplier<Collector> starter;
    private final Duration patience;
    private final Thread thread;
    private volatile @Nullable Collector collector;
    private volatile @Nullable String failure;

    /**
     * @param margin how long nobody leads after this process has ceased to: by then its collector
     *     has ended
     */
    CollectorRole(BooleanSupplier leader, Supplier<Collector> starter, Duration margin) {
        this.leader = leader;
        this.starter = starter;
        this.patience = margin.dividedBy(4);
        this.thread = Thread.ofPlatform().name("collector-role").daemon().start(this::follow);
    }

    /** Empty for a standby, which waits for nothing. */
    Optional<String> notReadyReason() {
        Collector running = collector;
        if (running != null) {
            return running.notReadyReason();
        }
        return Optional.ofNullable(failure)
                .or(() -> leader.getAsBoolean() ? Optional.of("is starting") : Optional.empty());
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        take().ifPresent(Collector::close);
    }

    private void follow() {
        try {
            while (true) {
                boolean leads = leader.getAsBoolean();
                try {
                    if (leads && collector == null) {
                        start();
                    } else if (!leads) {
                        take().ifPresent(running -> running.close(patience));
                    }
                } catch (RuntimeException e) {
                    LOGGER.atError().setCause(e).log("the collector does not end as it should");
                }
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Collector> take() {
        Collector running = collector;
        collector = null;
        return Optional.ofNullable(running);
    }

    private void start() {
        try {
            collector = starter.get();
            failure = null;
        } catch (RuntimeException e) {
            LOGGER.atError().setCause(e).log("the collector does not start, and is tried again");
            failure = "does not start: " + e.getMessage();
        }
    }
}
