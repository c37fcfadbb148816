package io.headroom.deploy.e2e;

import java.util.ArrayList;
import java.util.List;

/**
 * How many replicas a workload was to have, look by look of its autoscaler.
 *
 * @param replicas before the first look, and after each
 */
record Course(List<Integer> replicas) {
    /** How far apart two may make the same move, in looks: one sync period. */
    private static final int SLACK = 1;

    Course {
        replicas = List.copyOf(replicas);
    }

    /**
     * A change of the number.
     *
     * @param look its number, from zero
     */
    record Move(int look, int from, int to) {
        private boolean isMoveOf(Move other) {
            return from == other.from && to == other.to && Math.abs(look - other.look) <= SLACK;
        }

        @Override
        public String toString() {
            return "%d->%d at look %d".formatted(from, to, look);
        }
    }

    List<Move> moves() {
        List<Move> moves = new ArrayList<>();
        for (int i = 1; i < replicas.size(); i++) {
            if (!replicas.get(i).equals(replicas.get(i - 1))) {
                moves.add(new Move(i - 1, replicas.get(i - 1), replicas.get(i)));
            }
        }
        return moves;
    }

    /** The moves that one made and the other did not, one look earlier or later at the most. */
    List<String> apartFrom(Course other) {
        List<String> apart = new ArrayList<>();
        List<Move> others = new ArrayList<>(other.moves());
        for (Move move : moves()) {
            if (!others.isEmpty() && move.isMoveOf(others.getFirst())) {
                others.removeFirst();
            } else {
                apart.add(move + " is none of the other's");
            }
        }
        others.forEach(move -> apart.add(move + " is the other's alone"));
        return apart;
    }
}
