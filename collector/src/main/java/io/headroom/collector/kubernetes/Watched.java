package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.headroom.model.cluster.Finding.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One resource being watched. Nothing ends it but {@link #close}: whatever fails is counted, named
 * in a finding where somebody can help, and tried again.
 */
final class Watched<T extends HasMetadata> implements ResourceEventHandler<T>, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Watched.class);

    /** How long an API is left alone that has no such resource. */
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(5);

    private final Resource resource;
    private final Informable<T> source;
    private final VersionStore<T> versions;
    private final Receiver<T> receiver;
    private final WatchShell shell;
    private final CompletableFuture<Void> settled = new CompletableFuture<>();
    private volatile @Nullable SharedIndexInformer<T> informer;
    private volatile boolean listing;
    private volatile boolean synced;
    private volatile boolean closed;
    private volatile boolean plainLists;
    private volatile boolean failedSinceList;

    /** Takes in what is seen, with the shell's lock held. */
    interface Receiver<T> {
        default void listing() {}

        void put(T object, Instant now);

        void gone(String namespace, String name, @Nullable String uid, Instant now);

        default void listed(Instant now) {}
    }

    Watched(
            Resource resource,
            Informable<T> source,
            Supplier<T> empty,
            Receiver<T> receiver,
            WatchShell shell) {
        this.resource = resource;
        this.source = source;
        this.versions = new VersionStore<>(empty);
        this.receiver = receiver;
        this.shell = shell;
        shell.metrics().watching(resource.label());
    }

    void start() {
        SharedIndexInformer<T> started = source.runnableInformer(0);
        started.removeNamespaceIndex()
                .itemStore(versions)
                .exceptionHandler((_, failure) -> failed(failure))
                .addEventHandler(this);
        informer = started;
        var _ = started.start();
    }

    Resource resource() {
        return resource;
    }

    /**
     * Completes when a full list has been read and taken in, or was refused and can be done
     * without; cancelled when closed before.
     */
    CompletableFuture<Void> settled() {
        return settled;
    }

    /** Whether a full list has been read, and none is being read. */
    boolean listed() {
        return synced && !listing;
    }

    @Override
    public void close() {
        closed = true;
        stop();
        settled.cancel(false);
    }

    @Override
    public void onBeforeList(String lastSyncResourceVersion) {
        if (synced && !failedSinceList) {
            // lists again by itself, and says nothing, when the version to go on from is gone
            shell.metrics().watchRestarted(resource.label(), Failure.GONE.label());
        }
        listing = true;
        take("listing", _ -> receiver.listing());
    }

    @Override
    public void onAdd(T object) {
        seen("added");
        take("added", now -> receiver.put(object, now));
    }

    @Override
    public void onUpdate(T before, T object) {
        seen("modified");
        take("modified", now -> receiver.put(object, now));
    }

    @Override
    public void onDelete(T object, boolean finalStateUnknown) {
        seen("deleted");
        var metadata = object.getMetadata();
        take(
                "deleted",
                now -> {
                    if (!finalStateUnknown) {
                        // the last status says how the containers ended
                        receiver.put(object, now);
                    }
                    receiver.gone(
                            metadata.getNamespace() == null ? "" : metadata.getNamespace(),
                            metadata.getName(),
                            metadata.getUid(),
                            now);
                });
    }

    @Override
    public void onList(String resourceVersion, boolean remainedEmpty) {
        listing = false;
        failedSinceList = false;
        take("listed", receiver::listed);
        synced = true;
        settled.complete(null);
        shell.metrics().relisted(resource.label(), plainLists ? "list" : mode());
        shell.metrics().cache(resource.label(), versions.size(), true);
        shell.findings().clear(WatchShell.FORBIDDEN, resource.label());
    }

    private String mode() {
        return shell.config().isWatchList() ? "watchlist" : "list";
    }

    private void seen(String type) {
        shell.metrics().watchEvent(resource.label(), type, shell.clock().instant());
        if (!listing) {
            shell.metrics().cache(resource.label(), versions.size(), synced);
        }
    }

    private void take(String what, Step step) {
        try {
            synchronized (shell.lock()) {
                step.at(Instant.ofEpochMilli(shell.clock().millis()));
            }
        } catch (RuntimeException e) {
            // one odd object must not keep the others from being seen
            shell.metrics().unreadable(resource.label());
            LOGGER.atWarn()
                    .addKeyValue("resource", resource.label())
                    .addKeyValue("change", what)
                    .setCause(e)
                    .log("an object could not be taken in");
        }
    }

    @FunctionalInterface
    private interface Step {
        void at(Instant now);
    }

    /** Says to go on, unless there is no such thing and need not be. */
    private boolean failed(Throwable failure) {
        failedSinceList = true;
        Failure why = Failure.of(failure);
        shell.metrics().watchRestarted(resource.label(), why.label());
        switch (why) {
            case FORBIDDEN -> {
                shell.findings()
                        .report(
                                WatchShell.FORBIDDEN,
                                Severity.WARNING,
                                resource.label(),
                                resource.forbidden());
                if (!resource.needed()) {
                    settled.complete(null);
                }
            }
            case NO_WATCH_LIST -> shell.executor().execute(this::startWithPlainLists);
            case UNKNOWN_RESOURCE -> {
                if (resource.optional()) {
                    settled.complete(null);
                    lookAgainLater();
                    return false;
                }
                beginningAgain(why, failure);
            }
            case GONE, THROTTLED, OTHER -> beginningAgain(why, failure);
        }
        return true;
    }

    /** A custom resource may be installed at any time. */
    private void lookAgainLater() {
        var _ =
                shell.executor()
                        .schedule(
                                () -> {
                                    if (!closed) {
                                        stop();
                                        start();
                                    }
                                },
                                LOOK_AGAIN.toSeconds(),
                                TimeUnit.SECONDS);
    }

    private void beginningAgain(Failure why, Throwable failure) {
        LOGGER.atDebug()
                .addKeyValue("resource", resource.label())
                .addKeyValue("reason", why.label())
                .log("watch ended, beginning again: {}", failure.getMessage());
    }

    private void startWithPlainLists() {
        if (closed || plainLists) {
            return;
        }
        plainLists = true;
        stop();
        // read when an informer is made; the informers that were made before fail on their own
        shell.config().setWatchList(false);
        start();
        LOGGER.atInfo()
                .addKeyValue("resource", resource.label())
                .log("the API server does not stream lists, asking for plain ones");
    }

    private void stop() {
        SharedIndexInformer<T> running = informer;
        if (running != null) {
            running.stop();
        }
    }
}
