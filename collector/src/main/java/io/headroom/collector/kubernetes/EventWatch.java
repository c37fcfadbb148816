package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.api.model.ListMeta;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.headroom.collector.kubernetes.EventCounts.Told;
import io.headroom.model.cluster.Finding.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events being watched, without a store: a cluster may hold a million of them. Whenever it begins,
 * at first as after a gap, it reads those that are there once, to find what was written while
 * nobody watched.
 */
final class EventWatch implements Watcher<Event>, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(EventWatch.class);
    static final Resource RESOURCE = new Resource("events", "events.k8s.io");
    private static final long PAGE = 500;
    private static final long MAX_RETRY_SECONDS = 60;

    private final KubernetesClient client;
    private final Receiver receiver;
    private final WatchShell shell;
    private final CompletableFuture<Void> settled = new CompletableFuture<>();
    private volatile @Nullable Watch watch;
    private volatile boolean closed;
    private volatile long heardVersion = Gap.UNKNOWN;
    private int failures;

    /** Takes in what is seen, with the shell's lock held. */
    interface Receiver {
        void told(Event event, Told told, Instant now);

        void forget(Event event);
    }

    EventWatch(KubernetesClient client, Receiver receiver, WatchShell shell) {
        this.client = client;
        this.receiver = receiver;
        this.shell = shell;
        shell.metrics().watching(RESOURCE.label());
    }

    void start() {
        shell.executor().execute(this::begin);
    }

    /** Completes when events are watched, or were refused; cancelled when closed before. */
    CompletableFuture<Void> settled() {
        return settled;
    }

    @Override
    public void close() {
        closed = true;
        Watch running = watch;
        if (running != null) {
            running.close();
        }
        settled.cancel(false);
    }

    @Override
    public void eventReceived(Action action, Event event) {
        heardVersion = Math.max(heardVersion, Gap.version(event.getMetadata()));
        switch (action) {
            case ADDED -> told(event, Told.CREATED, "added");
            case MODIFIED -> told(event, Told.UPDATED, "modified");
            case DELETED -> take(() -> receiver.forget(event));
            case ERROR, BOOKMARK -> {}
        }
    }

    @Override
    public void onClose(WatcherException failure) {
        ended(failure);
    }

    @Override
    public void onClose() {
        if (!closed) {
            again();
        }
    }

    private void begin() {
        if (closed) {
            return;
        }
        try {
            String version = catchUp();
            watch =
                    client.events()
                            .v1()
                            .events()
                            .inAnyNamespace()
                            .watch(
                                    new ListOptionsBuilder()
                                            .withResourceVersion(version)
                                            .withAllowWatchBookmarks(true)
                                            .build(),
                                    this);
            failures = 0;
            settled.complete(null);
            shell.metrics().cache(RESOURCE.label(), 0, true);
            shell.findings().clear(WatchShell.FORBIDDEN, RESOURCE.label());
        } catch (RuntimeException e) {
            // whatever it is, the executor would keep it to itself, and nobody would watch any more
            ended(e);
        }
    }

    /** Reads all that is there, page by page, and returns the version to go on from. */
    private String catchUp() {
        EventList page = page(null);
        Gap gap = Gap.between(heardVersion, page.getMetadata(), now());
        page.getItems().forEach(event -> told(event, gap.told(event), "added"));
        String next = Containers.blankToNull(page.getMetadata().getContinue());
        while (next != null && !closed) {
            page = page(next);
            page.getItems().forEach(event -> told(event, gap.told(event), "added"));
            next = Containers.blankToNull(page.getMetadata().getContinue());
        }
        String version = page.getMetadata().getResourceVersion();
        heardVersion = Gap.version(version);
        shell.metrics().relisted(RESOURCE.label(), "list");
        return version;
    }

    /**
     * The time in which nobody watched.
     *
     * @param after the version up to which everything was seen; {@link #UNKNOWN} when that says
     *     nothing
     * @param since as far back as what was written is of use
     */
    record Gap(long after, Instant since) {
        static final long UNKNOWN = -1;

        /** Recorders may be half an hour late; what is older explains nothing any more. */
        static final Duration OF_USE = Duration.ofMinutes(45);

        /**
         * @param heard the latest version seen; it says nothing when that of the list is before it,
         *     as after the cluster's data was restored
         */
        static Gap between(long heard, ListMeta listed, Instant now) {
            long there = version(listed.getResourceVersion());
            return new Gap(heard <= there ? heard : UNKNOWN, now.minus(OF_USE));
        }

        /** How the list tells of an event. */
        Told told(Event event) {
            long version = version(event.getMetadata());
            boolean within =
                    (after == UNKNOWN || version == UNKNOWN)
                            ? !EventCounts.writtenAt(event).isBefore(since)
                            : version > after;
            if (!within) {
                return Told.LISTED;
            }
            Instant created = Times.parse(event.getMetadata().getCreationTimestamp());
            return created == null || created.isBefore(since) ? Told.UPDATED : Told.CREATED;
        }

        static long version(@Nullable ObjectMeta metadata) {
            return metadata == null ? UNKNOWN : version(metadata.getResourceVersion());
        }

        /** Versions are numbers that grow; whatever is none says nothing. */
        private static long version(@Nullable String text) {
            return text != null && text.matches("[0-9]{1,18}") ? Long.parseLong(text) : UNKNOWN;
        }
    }

    private EventList page(@Nullable String next) {
        return client.events()
                .v1()
                .events()
                .inAnyNamespace()
                .list(new ListOptionsBuilder().withLimit(PAGE).withContinue(next).build());
    }

    private void told(Event event, Told told, String type) {
        Instant now = now();
        shell.metrics().watchEvent(RESOURCE.label(), type, now);
        take(() -> receiver.told(event, told, now));
    }

    private void take(Runnable step) {
        try {
            synchronized (shell.lock()) {
                step.run();
            }
        } catch (RuntimeException e) {
            shell.metrics().unreadable(RESOURCE.label());
            LOGGER.atWarn().setCause(e).log("an event could not be taken in");
        }
    }

    private Instant now() {
        return Instant.ofEpochMilli(shell.clock().millis());
    }

    private void ended(Exception failure) {
        Failure why = Failure.of(failure);
        shell.metrics().watchRestarted(RESOURCE.label(), why.label());
        if (why == Failure.FORBIDDEN) {
            shell.findings()
                    .report(
                            WatchShell.FORBIDDEN,
                            Severity.WARNING,
                            RESOURCE.label(),
                            RESOURCE.forbidden());
            settled.complete(null);
        } else {
            LOGGER.atDebug()
                    .addKeyValue("reason", why.label())
                    .log("the watch of events ended, beginning again: {}", failure.getMessage());
        }
        again();
    }

    private void again() {
        if (closed) {
            return;
        }
        long delaySeconds = Math.min(MAX_RETRY_SECONDS, 1L << Math.min(failures++, 6));
        try {
            var _ = shell.executor().schedule(this::begin, delaySeconds, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            LOGGER.debug("closing, events are not watched again");
        }
    }
}
