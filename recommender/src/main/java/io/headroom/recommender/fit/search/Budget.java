package io.headroom.recommender.fit.search;

/** How much is still tried of one search. */
final class Budget {
    private long left;

    Budget(long most) {
        this.left = most;
    }

    /**
     * Takes so much of it.
     *
     * @throws SpentException when there is not that much left
     */
    void spend(long amount) {
        left -= amount;
        if (left < 0) {
            throw new SpentException();
        }
    }

    /** There is more to try than the budget allows. */
    static final class SpentException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SpentException() {
            super("too much to try", null, false, false);
        }
    }
}
