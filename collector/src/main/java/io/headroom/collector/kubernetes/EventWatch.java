package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.headroom.collector.kubernetes.EventCounts.Told;
import io.headroom.model.cluster.Finding.Severity;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events being watched, without a store: a cluster may hold a million of them. It begins with those
 * that come, not with those that are there; after a gap it reads those that are there once, to find
 * which went on meanwhile.
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
    private volatile boolean begun;
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
        switch (action) {
            case ADDED -> told(event, Told.CREATED, "added");
            case MODIFIED -> told(event, Told.UPDATED, "modified");
            case DELETED -> {
                synchronized (shell.lock()) {
                    receiver.forget(event);
                }
            }
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
            String version = begun ? catchUp() : newest();
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
            begun = true;
            failures = 0;
            settled.complete(null);
            shell.metrics().cache(RESOURCE.label(), 0, true);
            shell.findings().clear(WatchShell.FORBIDDEN, RESOURCE.label());
        } catch (KubernetesClientException e) {
            ended(e);
        }
    }

    /** The version to watch from so as to see what comes next. */
    private String newest() {
        EventList first = page(1, null);
        return first.getMetadata().getResourceVersion();
    }

    /** Reads all that is there, page by page, and returns the version to go on from. */
    private String catchUp() {
        String version = null;
        String next = null;
        do {
            EventList page = page(PAGE, next);
            page.getItems().forEach(event -> told(event, Told.LISTED, "added"));
            next = Containers.blankToNull(page.getMetadata().getContinue());
            version = page.getMetadata().getResourceVersion();
        } while (next != null && !closed);
        shell.metrics().relisted(RESOURCE.label(), "list");
        return version;
    }

    private EventList page(long limit, @Nullable String next) {
        return client.events()
                .v1()
                .events()
                .inAnyNamespace()
                .list(new ListOptionsBuilder().withLimit(limit).withContinue(next).build());
    }

    private void told(Event event, Told told, String type) {
        Instant now = Instant.ofEpochMilli(shell.clock().millis());
        shell.metrics().watchEvent(RESOURCE.label(), type, now);
        try {
            synchronized (shell.lock()) {
                receiver.told(event, told, now);
            }
        } catch (RuntimeException e) {
            shell.metrics().unreadable(RESOURCE.label());
            LOGGER.atWarn().setCause(e).log("an event could not be taken in");
        }
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
