package io.headroom.recommender.fit.admission;

import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** What the API server would say of a pod. */
public sealed interface Verdict {

    /**
     * It takes it.
     *
     * @param charge what the pod counts for in every quota that counts it, by the name that quotas
     *     use
     */
    record Admitted(Map<String, BigDecimal> charge) implements Verdict {
        public Admitted {
            charge = Map.copyOf(charge);
        }
    }

    /**
     * It is no valid pod, with what LimitRanges add to it.
     *
     * @param resources those of which a request is larger than its limit, or a part than the whole
     */
    record Invalid(SortedSet<String> resources) implements Verdict {
        public Invalid {
            resources = new TreeSet<>(resources);
        }
    }

    /** LimitRanges refuse it; each with all that it finds. */
    record OutOfRange(List<Violation> violations) implements Verdict {
        public OutOfRange {
            violations = List.copyOf(violations);
        }
    }

    /** Quotas refuse it; the API server names any one of them. */
    record OverQuota(List<Excess> excesses) implements Verdict {
        public OverQuota {
            excesses = List.copyOf(excesses);
        }
    }

    /**
     * What one LimitRange refuses.
     *
     * @param type {@code Container}, {@code Pod} or {@code PersistentVolumeClaim}
     * @param bound which of its bounds
     */
    record Violation(String limitRange, String type, Bound bound, String resource) {}

    /** The bounds of a LimitRange. */
    enum Bound {
        MIN,
        MAX,
        RATIO
    }

    /**
     * What one quota refuses.
     *
     * @param why what is wrong
     * @param missing for each line how much more it would have to let in; for one that asks for
     *     something to be set, zero
     */
    record Excess(String quota, Why why, Map<String, BigDecimal> missing) {
        public Excess {
            missing = Map.copyOf(missing);
        }
    }

    /** Why a quota refuses. The label is the word in answers. */
    enum Why {
        /** Every container has to say how much it asks for of what the quota counts. */
        NOT_SET("not_set"),
        /** Nobody has counted yet what is used. */
        NOT_COUNTED("not_counted"),
        /** It would be more than the quota lets in. */
        EXCEEDED("exceeded");

        private final String label;

        Why(String label) {
            this.label = label;
        }

        @JsonValue
        public String label() {
            return label;
        }
    }
}
