package io.headroom.deploy;

import org.jspecify.annotations.Nullable;

/**
 * Something of the outside world that Headroom cannot start or go on with. The message is one
 * sentence for the person who started it: it names the thing and the way out.
 */
public final class CannotStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CannotStartException(String message) {
        super(message);
    }

    public CannotStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
