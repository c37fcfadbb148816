package io.headroom.collector.kubernetes;

import io.headroom.model.inventory.PodRefusal.By;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who refuses pods, by what the API server says to their controller, and that says in an event.
 *
 * @param quota the name of the quota; null where it is not one
 * @param resources the lines of the quota that it names
 */
record RefusalNote(By by, @Nullable String quota, List<String> resources) {
    private static final Pattern EXCEEDED =
            Pattern.compile("exceeded quota: ([^,]+)(?:, requested: (\\S+?), used: )?");
    private static final Pattern UNSET =
            Pattern.compile("failed quota: ([^:]+): must specify (.*)");
    private static final Pattern UNSET_LINE = Pattern.compile("([A-Za-z0-9./-]+) for:");
    private static final Pattern UNKNOWN =
            Pattern.compile("status unknown for quota: ([^,]+), resources: (\\S*)");
    private static final Pattern RANGE =
            Pattern.compile("(?:minimum|maximum) \\S+ usage per |max limit to request ratio per ");
    private static final Pattern REFUSED =
            Pattern.compile("is forbidden|are forbidden|is invalid|denied the request");

    RefusalNote {
        resources = List.copyOf(resources);
    }

    /** Empty where nobody refuses: the API server may have failed to answer. */
    static Optional<RefusalNote> of(String note) {
        Matcher exceeded = EXCEEDED.matcher(note);
        if (exceeded.find()) {
            String requested = exceeded.group(2);
            return ofQuota(
                    exceeded.group(1),
                    requested == null
                            ? List.of()
                            : names(requested).map(each -> each.replaceAll("=.*", "")).toList());
        }
        Matcher unset = UNSET.matcher(note);
        if (unset.find()) {
            return ofQuota(
                    unset.group(1),
                    UNSET_LINE
                            .matcher(unset.group(2))
                            .results()
                            .map(RefusalNote::first)
                            .distinct()
                            .toList());
        }
        Matcher unknown = UNKNOWN.matcher(note);
        if (unknown.find()) {
            return ofQuota(unknown.group(1), names(unknown.group(2)).toList());
        }
        if (RANGE.matcher(note).find()) {
            return Optional.of(new RefusalNote(By.LIMIT_RANGE, null, List.of()));
        }
        return REFUSED.matcher(note).find()
                ? Optional.of(new RefusalNote(By.OTHER, null, List.of()))
                : Optional.empty();
    }

    private static Optional<RefusalNote> ofQuota(String quota, List<String> resources) {
        return Optional.of(new RefusalNote(By.QUOTA, quota, resources.stream().sorted().toList()));
    }

    private static Stream<String> names(String commaSeparated) {
        return Arrays.stream(commaSeparated.split(",")).filter(each -> !each.isEmpty());
    }

    private static String first(MatchResult found) {
        return found.group(1);
    }
}
