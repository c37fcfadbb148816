package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.WatcherException;
import org.jspecify.annotations.Nullable;

/** Why the API did not answer a request as hoped. */
enum Failure {
    /** The version to go on from is no longer kept: everything has to be listed again. */
    GONE("gone"),
    FORBIDDEN("forbidden"),
    THROTTLED("throttled"),
    /** The server cannot stream a list. */
    NO_WATCH_LIST("no_watch_list"),
    /** The server does not know the resource. */
    UNKNOWN_RESOURCE("unknown_resource"),
    OTHER("error");

    private final String label;

    Failure(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    static Failure of(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 10; depth++) {
            if (cause instanceof WatcherException watch && watch.isHttpGone()) {
                return GONE;
            }
            if (cause instanceof KubernetesClientException client && client.getCode() != 0) {
                return of(client);
            }
            cause = cause.getCause();
        }
        return OTHER;
    }

    private static Failure of(KubernetesClientException failure) {
        return switch (failure.getCode()) {
            case 403 -> FORBIDDEN;
            case 404 -> UNKNOWN_RESOURCE;
            case 410 -> GONE;
            case 429 -> THROTTLED;
            case 400, 422 -> mentionsInitialEvents(failure.getMessage()) ? NO_WATCH_LIST : OTHER;
            default -> OTHER;
        };
    }

    private static boolean mentionsInitialEvents(@Nullable String message) {
        return message != null
                && (message.contains("sendInitialEvents")
                        || message.contains("resourceVersionMatch"));
    }
}
