package io.headroom.collector.history;

/** A query was not answered. */
final class PrometheusException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Why why;

    PrometheusException(Why why, String message) {
        super(message);
        this.why = why;
    }

    Why why() {
        return why;
    }

    /** What can be done about it. */
    enum Next {
        /** The same again, a little later. */
        RETRY,
        /** The same for a shorter time. */
        ASK_LESS,
        /** Nothing, from here. */
        GIVE_UP
    }

    /** Why there is no answer; the label is the value of the {@code result} label of metrics. */
    enum Why {
        UNAUTHORIZED(
                "unauthorized",
                Next.GIVE_UP,
                "give it a token (prometheus.token-file) or a header (prometheus.headers) that may"
                        + " query"),
        NOT_FOUND(
                "not_found",
                Next.GIVE_UP,
                "let prometheus.url end where /api/v1/query_range begins, such as"
                        + " http://mimir/prometheus"),
        REJECTED(
                "rejected", Next.GIVE_UP, "see what it says of the query, and prometheus.matchers"),
        TLS(
                "tls",
                Next.GIVE_UP,
                "name its certificate authority (prometheus.ca-file) or accept any certificate"
                        + " (prometheus.insecure-tls)"),
        TOO_LARGE("too_large", Next.ASK_LESS, "raise its limits on samples and series of a query"),
        TIMEOUT("timeout", Next.ASK_LESS, "raise prometheus.query-timeout, or its own"),
        THROTTLED("throttled", Next.RETRY, "start again when it is less busy"),
        SERVER_ERROR("server_error", Next.RETRY, "look into its log, then start again"),
        UNREADABLE("unreadable", Next.RETRY, "see whether prometheus.url is that of a Prometheus"),
        UNREACHABLE("unreachable", Next.RETRY, "see whether prometheus.url can be reached");

        private final String label;
        private final Next next;
        private final String wayOut;

        Why(String label, Next next, String wayOut) {
            this.label = label;
            this.next = next;
            this.wayOut = wayOut;
        }

        String label() {
            return label;
        }

        Next next() {
            return next;
        }

        /** What an operator may do, as the second half of a sentence. */
        String wayOut() {
            return wayOut;
        }
    }
}
