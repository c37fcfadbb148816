package io.headroom.collector.scrape;

/** A source gave no usage; expected, counted, and no reason for a stack trace. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Refusal refusal;

    public RefusedException(Refusal.Why why, String detail) {
        super(detail, null, false, false);
        this.refusal = new Refusal(why, detail);
    }

    Refusal refusal() {
        return refusal;
    }
}
