package io.headroom.recommender.fit;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Whom of a namespace lines of quotas keep from what is advised. Not who only has to wait for
 * others, nor who is refused, whatever the room.
 */
final class Denied {
    private final Together together;
    private final NamespaceFacts facts;
    private final Room room;
    private final boolean planned;

    /** The lines that do not let in what is wanted in the end, or the least where nothing fits. */
    private final List<Shortage> inTheWay;

    /** Whether there is anybody for whom there is room in the end, and no way there. */
    private final boolean withoutStep;

    Denied(Together together, NamespaceFacts facts) {
        this.together = together;
        this.facts = facts;
        this.room = together.room(facts);
        this.planned = together.fitted(facts).isPlanned();
        this.inTheWay = planned ? together.shortInTheEnd(facts) : together.stuckOn(facts);
        this.withoutStep =
                IntStream.range(0, together.claims().size())
                        .filter(index -> together.isOf(facts.namespace(), index))
                        .anyMatch(index -> together.withoutStep(index).isPresent());
    }

    /**
     * By one of the lines that do not let in all that is advised at once.
     *
     * @return their indices
     */
    List<Integer> by(QuotaLine line) {
        int at = room.lines().indexOf(line);
        return room.counted(at).stream()
                .filter(index -> together.isOf(facts.namespace(), index))
                .filter(index -> together.refused(index).isEmpty())
                .filter(index -> {
                    List<Shortage> stuckOn = together.stuckOn(index);
                    return stuckOn.isEmpty()
                            ? planned ? givesUp(index, line) : isLeft(index, line)
                            : stuckOn.stream().anyMatch(each -> each.isOf(line));
                })
                .boxed()
                .toList();
    }

    /** Whether it has something else by the plan than is advised, and by this line. */
    private boolean givesUp(int index, QuotaLine line) {
        Grant wanted = together.wanted().get(index).staying();
        Grant plan = together.planned().get(index).staying();
        if (wanted.isLike(plan)) {
            return false;
        }
        List<QuotaLine> by =
                inTheWay.stream()
                        .map(Shortage::line)
                        .filter(each -> counts(each, index))
                        .filter(each -> each.charge(wanted) != each.charge(plan))
                        .toList();
        // else there is room for it in the end, and the way there is what has none
        return by.isEmpty() || by.contains(line);
    }

    private boolean counts(QuotaLine line, int index) {
        return line.counted().contains(together.claims().get(index).workload());
    }

    /** Whether it is by this line that there is no plan for it. */
    private boolean isLeft(int index, QuotaLine line) {
        return inTheWay.isEmpty()
                ? !withoutStep || together.withoutStep(index).isPresent()
                : inTheWay.stream().anyMatch(shortage -> shortage.line().equals(line));
    }
}
