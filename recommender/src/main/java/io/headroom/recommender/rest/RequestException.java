package io.headroom.recommender.rest;

/** A request that cannot be answered, with what to say instead. */
final class RequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    private RequestException(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    static RequestException badRequest(String message) {
        return new RequestException(400, "bad_request", message);
    }

    static RequestException notFound(String message) {
        return new RequestException(404, "not_found", message);
    }

    static RequestException methodNotAllowed(String message) {
        return new RequestException(405, "method_not_allowed", message);
    }

    static RequestException notInThisForm(String message) {
        return new RequestException(422, "not_in_this_form", message);
    }

    static RequestException notReplayable(String message) {
        return new RequestException(422, "not_replayable", message);
    }

    static RequestException tooLarge(String message) {
        return new RequestException(413, "too_large", message);
    }

    static RequestException internal() {
        return new RequestException(
                500, "internal", "the request failed; the log of the server says why");
    }

    int status() {
        return status;
    }

    /** The word for programs. */
    String code() {
        return code;
    }
}
