package io.headroom.model.topic;

import org.jspecify.annotations.Nullable;

/** A record's bytes are not what its topic carries. */
public final class UnreadableRecordException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnreadableRecordException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
