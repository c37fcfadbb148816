package io.headroom.recommender.fit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What lines count of those that keep what they have, beside others that change: their pods, and as
 * many more like them as there may be and lines have room for. Those are made as soon as there is
 * room, whoever made it. None of it is for a surge, as nothing of them rolls out.
 */
final class Kept {
    private final Room room;
    private final List<Standing> now;
    private final List<Integer> kept;

    /** What each may have by then; absent where no pod is let in beside those that are there. */
    private final Map<Integer, Grant> most = new HashMap<>();

    private final long[] free;

    /**
     * @param kept those who keep what they have, by index
     * @param joined what each of them may have whatever the room; absent where pods are refused
     * @param free what each line has left beside the others
     */
    Kept(
            Room room,
            List<Standing> now,
            List<Integer> kept,
            Map<Integer, Grant> joined,
            long[] free) {
        this.room = room;
        this.now = now;
        this.kept = List.copyOf(kept);
        this.free = free.clone();
        for (int line = 0; line < free.length; line++) {
            this.free[line] = Math.max(free[line] - present(line), 0);
        }
        joined.forEach((index, pods) -> most.put(index, pods.with(pods(index, pods))));
    }

    /** As many as all lines have room for, if it were for none of the others that keep theirs. */
    private int pods(int index, Grant joined) {
        Grant present = joined.with(now.get(index).count());
        int pods = joined.pods();
        for (int line = 0; line < free.length; line++) {
            QuotaLine of = room.lines().get(line);
            if (room.counts(line, index) && !Rollout.isCountedBy(of)) {
                pods = Room.most(of, present, pods, of.charge(present) + free[line]);
            }
        }
        return pods;
    }

    private long present(int line) {
        return kept.stream()
                .filter(index -> room.counts(line, index))
                .mapToLong(index -> now.get(index).charge(room.lines().get(line)))
                .reduce(0, Math::addExact);
    }

    /** The most that a line comes to count of all of them together. */
    long charge(int line) {
        QuotaLine of = room.lines().get(line);
        long all =
                kept.stream()
                        .filter(index -> room.counts(line, index))
                        .mapToLong(index -> charge(of, index))
                        .reduce(0, Math::addExact);
        return Math.min(all, Math.addExact(present(line), free[line]));
    }

    /** The most that a line counts of one of them. */
    long charge(QuotaLine line, int index) {
        Standing has = now.get(index);
        long present = has.charge(line);
        Grant pods = most.get(index);
        return pods == null || pods.pods() <= has.count() || Rollout.isCountedBy(line)
                ? present
                : present + line.charge(pods) - line.charge(pods.with(has.count()));
    }
}
