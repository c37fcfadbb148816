package io.headroom.recommender.replay.trace;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects what is wrong with a file, the same thing once. */
final class Complaints {
    private final Path file;
    private final Map<String, Problem> problems = new LinkedHashMap<>();
    private int line = 1;

    Complaints(Path file) {
        this.file = file;
    }

    /** What follows is about this line. */
    void at(int number) {
        line = number;
    }

    int lastLine() {
        return line;
    }

    void add(String what) {
        problems.merge(
                what,
                new Problem(file.toString(), line, what, 1),
                (first, next) -> new Problem(first.where(), first.line(), what, first.count() + 1));
    }

    List<Problem> all() {
        return List.copyOf(problems.values());
    }

    /** All, with one about the file itself. */
    List<Problem> whole(int number, String what) {
        List<Problem> all = new ArrayList<>(problems.values());
        all.add(new Problem(file.toString(), number, what, 1));
        return all;
    }
}
