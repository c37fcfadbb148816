package io.headroom.model.settings;

import java.util.List;

/** Settings that cannot be used; the message lists every problem. */
public final class InvalidSettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidSettingsException(List<String> problems) {
        super("invalid settings:\n  " + String.join("\n  ", problems));
    }
}
