package io.headroom.recommender.replay.trace;

/**
 * Something in a file that was not used.
 *
 * @param where the file
 * @param line the first line that has it, counted from 1; 0 for the file as a whole
 * @param what in a few words, such as {@code "cpu_cores is negative"}
 * @param count how many rows or cells were left out for it
 */
public record Problem(String where, int line, String what, int count) {

    @Override
    public String toString() {
        return where
                + (line > 0 ? ":" + line : "")
                + ": "
                + what
                + (count > 1 ? " (" + count + " times, first here)" : "");
    }
}
