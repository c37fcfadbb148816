package io.headroom.recommender.policy;

import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.recommender.savings.PriceSettings;
import io.headroom.recommender.size.LimitRule;
import io.headroom.recommender.size.headroom.Risk;
import java.time.zone.ZoneRulesProvider;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Something that may be asked for: as annotation {@code headroom.io/WORD} of a workload or a
 * namespace, and of the whole installation as a setting.
 */
public enum PolicyKey {
    EXCLUDE("exclude", "true leaves all containers as they are"),
    EXCLUDE_CONTAINERS("exclude-containers", "names of containers to leave as they are"),
    STRATEGY("strategy", "what computes the numbers"),
    RISK(
            "risk",
            "safe, balanced, cheap or what an unserved core-hour costs, in core-hours wasted: 110, 60, 30"),
    CPU_PERCENTILE("cpu-percentile", "the percentile of CPU usage to start from, such as 95"),
    MEMORY_PERCENTILE("memory-percentile", "the percentile of memory peaks to start from"),
    CPU_MARGIN("cpu-margin", "what is put on top of it, such as 15%"),
    MEMORY_MARGIN("memory-margin", "what is put on top of it"),
    CPU_MIN("cpu-min", "no container is given less, such as 10m, in place of the strategy's own"),
    CPU_MAX("cpu-max", "no container is given more"),
    MEMORY_MIN(
            "memory-min", "no container is given less, such as 32Mi, in place of the strategy's"),
    MEMORY_MAX("memory-max", "no container is given more"),
    CPU_LIMIT(
            "cpu-limit",
            "what becomes of CPU limits: keep, none, equal, ratio, headroom, 30% or an amount"),
    MEMORY_LIMIT("memory-limit", "what becomes of memory limits, in the same words"),
    QOS(
            "qos",
            "keep: the limits see to it that pods keep their quality of service; any: they need not"),
    STARTUP(
            "startup",
            "apart: CPU used right after a start is reported and not sized for; count: it is"),
    PAGE_CACHE(
            "page-cache",
            "leave-out: file pages are no need where it is known what is resident; count: they are"),
    MIN_REPLICAS(
            "min-replicas",
            "no autoscaler is advised a lower minimum, such as 3, in place of Headroom's own 2"),
    MAX_REPLICAS("max-replicas", "no autoscaler is advised a higher maximum"),
    TIME_ZONE(
            "time-zone",
            "whose clock the time of the day is by in advice on scaling, such as Europe/Berlin, UTC if not set"),
    IDLE_CPU("idle-cpu", "a workload that uses no more is idle, 5m if not set; 0 for none"),
    IDLE_DAYS("idle-days", "for so many days, 7 if not set"),
    PRICE_PER_CORE_HOUR("price-per-core-hour", "what a core costs for an hour"),
    PRICE_PER_GIB_HOUR("price-per-gib-hour", "what a GiB of memory costs for an hour");

    /** What every annotation starts with. */
    public static final String PREFIX = "headroom.io/";

    private static final Cpu LEAST_CPU = new Cpu(1);
    private static final Memory LEAST_MEMORY = Memory.ofMebibytes(4);
    private static final double HIGHEST_MARGIN = 1_000;

    private final String word;
    private final String meaning;

    PolicyKey(String word, String meaning) {
        this.word = word;
        this.meaning = meaning;
    }

    /** The word of annotations, settings and answers. */
    public String word() {
        return word;
    }

    public String annotation() {
        return PREFIX + word;
    }

    /** One phrase for the documentation. */
    public String meaning() {
        return meaning;
    }

    static Optional<PolicyKey> of(String word) {
        return Arrays.stream(values()).filter(key -> key.word.equals(word)).findFirst();
    }

    /**
     * Checks a value.
     *
     * @param strategies the names of those that there are
     * @throws IllegalArgumentException with the rule that it breaks
     */
    void check(String value, Set<String> strategies) {
        switch (this) {
            case EXCLUDE -> require(value.equals("true") || value.equals("false"), "true or false");
            case EXCLUDE_CONTAINERS ->
                    require(
                            names(value).stream()
                                    .allMatch(
                                            name -> name.matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?")),
                            "names of containers, separated by commas");
            case STRATEGY ->
                    require(
                            strategies.contains(value),
                            "one of " + String.join(", ", strategies.stream().sorted().toList()));
            case RISK -> {
                Risk _ = Risk.parse(value);
            }
            case CPU_PERCENTILE, MEMORY_PERCENTILE ->
                    require(isBetween(value, 1, 100), "a number from 1 to 100, such as 95");
            case CPU_MARGIN, MEMORY_MARGIN ->
                    require(
                            value.endsWith("%")
                                    && isBetween(
                                            value.substring(0, value.length() - 1),
                                            0,
                                            HIGHEST_MARGIN),
                            "a percentage from 0% to 1000%, such as 15%");
            case CPU_MIN, CPU_MAX ->
                    require(
                            !Cpu.parse(value).isLessThan(LEAST_CPU),
                            "a quantity of CPU of at least 1m");
            case MEMORY_MIN, MEMORY_MAX ->
                    require(
                            !Memory.parse(value).isLessThan(LEAST_MEMORY),
                            "a quantity of memory of at least 4Mi");
            case CPU_LIMIT -> {
                LimitRule _ = LimitRule.parse(value, Cpu::parse);
            }
            case MEMORY_LIMIT -> {
                LimitRule _ = LimitRule.parse(value, Memory::parse);
            }
            case STARTUP ->
                    require(value.equals("apart") || value.equals("count"), "apart or count");
            case PAGE_CACHE ->
                    require(
                            value.equals("leave-out") || value.equals("count"),
                            "leave-out or count");
            case MIN_REPLICAS, MAX_REPLICAS ->
                    require(
                            value.matches("[1-9]\\d{0,5}"),
                            "a whole number from 1 to 999999, such as 3");
            case TIME_ZONE ->
                    require(
                            ZoneRulesProvider.getAvailableZoneIds().contains(value),
                            "the name of a time zone of the IANA database, such as Europe/Berlin");
            case IDLE_CPU -> {
                Cpu _ = Cpu.parse(value);
            }
            case IDLE_DAYS -> require(value.matches("[1-9]|1[0-4]"), "a whole number from 1 to 14");
            case QOS -> require(value.equals("keep") || value.equals("any"), "keep or any");
            case PRICE_PER_CORE_HOUR, PRICE_PER_GIB_HOUR -> {
                double _ = PriceSettings.price(value);
            }
        }
    }

    static List<String> names(String value) {
        return value.isEmpty() ? List.of() : List.of(value.split(",\\s*", -1));
    }

    private static boolean isBetween(String value, double least, double most) {
        try {
            double number = Double.parseDouble(value);
            return number >= least && number <= most;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("must be " + rule);
        }
    }
}
