package io.headroom.collector.scrape;

import java.io.Serializable;

/**
 * Why a source gave no usage.
 *
 * @param detail what tells operators more, always the same for the same cause
 */
public record Refusal(Why why, String detail) implements Serializable {

    /** The cause, as a metric label, and whether asking again soon could help. */
    public enum Why {
        NOT_FOUND("not_found", true, "was not found (404)"),
        UNAUTHORIZED("unauthorized", true, "does not accept Headroom's token (401)"),
        FORBIDDEN("forbidden", true, "is forbidden to Headroom (403)"),
        TLS("tls", true, "shows a certificate that cannot be verified"),
        TOO_LARGE("too_large", true, "gives a longer answer than collector.max-response-bytes"),
        UNREADABLE("unreadable", true, "gives an answer that cannot be read"),
        SERVER_ERROR("server_error", false, "answers with an error"),
        UNREACHABLE("unreachable", false, "cannot be reached"),
        TIMEOUT("timeout", false, "does not answer in time"),
        NO_DATA("no_data", false, "has nothing about the pods of this node");

        private final String label;
        private final boolean lasting;
        private final String phrase;

        Why(String label, boolean lasting, String phrase) {
            this.label = label;
            this.lasting = lasting;
            this.phrase = phrase;
        }

        String label() {
            return label;
        }

        /** Whether it will most likely be the same the next time. */
        boolean lasting() {
            return lasting;
        }
    }

    /** As the end of a sentence that begins with the source. */
    String phrase() {
        return detail.isEmpty() ? why.phrase : why.phrase + ": " + detail;
    }
}
