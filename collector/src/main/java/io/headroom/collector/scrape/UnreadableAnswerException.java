package io.headroom.collector.scrape;

/** An answer that is not what its source is documented to give. */
final class UnreadableAnswerException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableAnswerException(String message) {
        super(message);
    }
}
