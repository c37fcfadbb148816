package io.headroom.recommender.scale.advice;

/**
 * How many replicas of a workload there is room for beside all else that is there.
 *
 * @param today what the quotas of its namespace let in of its pods as they are
 * @param then what they let in with the requests that are recommended
 * @param nodes what the nodes that there are can take, of the one and of the other. Nodes come and
 *     go, and what they cannot take waits: that bounds no search
 */
public record Most(int today, int then, int nodes) {
    /** No quota counts them, and no node is known. */
    public static final Most UNLIMITED = new Most(Integer.MAX_VALUE, Integer.MAX_VALUE);

    /** By quotas alone. */
    public Most(int today, int then) {
        this(today, then, Integer.MAX_VALUE);
    }

    /** The same beside other nodes. */
    public Most beside(int otherNodes) {
        return new Most(today, then, otherNodes);
    }

    /** Whether quotas let in no more than by another, neither of the one nor of the other. */
    boolean isWithin(Most other) {
        return today <= other.today && then <= other.then;
    }

    /** The larger of each. */
    Most or(Most other) {
        return new Most(
                Math.max(today, other.today),
                Math.max(then, other.then),
                Math.max(nodes, other.nodes));
    }

    /** The smaller of each. */
    Most and(Most other) {
        return new Most(
                Math.min(today, other.today),
                Math.min(then, other.then),
                Math.min(nodes, other.nodes));
    }
}
