package io.headroom.deploy.admission;

import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.LimitRangeBuilder;
import io.fabric8.kubernetes.api.model.LimitRangeItem;
import io.fabric8.kubernetes.api.model.LimitRangeItemBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.ScopedResourceSelectorRequirement;
import io.fabric8.kubernetes.api.model.ScopedResourceSelectorRequirementBuilder;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Quotas and LimitRanges of a namespace, as nobody would write them but somebody might. */
final class RandomNamespace {
    static final String GPU = "example.com/gpu";
    static final List<String> PRIORITY_CLASSES = List.of("admission-low", "admission-high");

    /** What quotas may count of pods, with about how much of it they let in. */
    private static final Map<String, Integer> LINES =
            Map.ofEntries(
                    Map.entry("requests.cpu", 4_000),
                    Map.entry("cpu", 4_000),
                    Map.entry("limits.cpu", 8_000),
                    Map.entry("requests.memory", 4_096),
                    Map.entry("memory", 4_096),
                    Map.entry("limits.memory", 8_192),
                    Map.entry("requests.ephemeral-storage", 4_096),
                    Map.entry("limits.ephemeral-storage", 8_192),
                    Map.entry("requests." + GPU, 3),
                    Map.entry("requests.hugepages-2Mi", 64),
                    Map.entry("pods", 4),
                    Map.entry("count/pods", 4));

    private static final List<String> NAMES = LINES.keySet().stream().sorted().toList();

    /** What requests are tried beside a ratio, in millicores. */
    static final List<Integer> REQUESTS =
            IntStream.rangeClosed(1, 6).mapToObj(tenths -> tenths * 100).toList();

    /** Ratios, in thousandths, that one of these meets exactly, and passes in binary. */
    private static final List<Integer> ODD =
            IntStream.range(1_001, 5_000)
                    .filter(ratio ->
                            REQUESTS.stream()
                                    .filter(request -> request * ratio % 1_000 == 0)
                                    .anyMatch(request -> isPassed(ratio, request)))
                    .boxed()
                    .toList();

    private final RandomGenerator random;
    private final String namespace;

    RandomNamespace(RandomGenerator random, String namespace) {
        this.random = random;
        this.namespace = namespace;
    }

    /** Whether the limit that is exactly as large a multiple is more than that in binary. */
    private static boolean isPassed(int ratio, int request) {
        int limit = request * ratio / 1_000;
        return (double) limit / request * 1_000 > ratio;
    }

    List<LimitRange> limitRanges() {
        List<LimitRange> ranges = new ArrayList<>();
        // two that give defaults contradict each other by chance: which is first nobody says
        if (chance(0.35)) {
            ranges.add(range("containers", item("Container")));
        }
        if (chance(0.2)) {
            ranges.add(range("pods", item("Pod")));
        }
        return ranges;
    }

    List<ResourceQuota> quotas() {
        List<ResourceQuota> quotas = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            quotas.add(quota("quota-" + i));
        }
        return quotas;
    }

    private ResourceQuota quota(String name) {
        var spec =
                new ResourceQuotaBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .endMetadata()
                        .withNewSpec();
        Map<String, Quantity> hard = new TreeMap<>();
        switch (random.nextInt(9)) {
            case 0 -> spec.withScopes("BestEffort");
            case 1 -> spec.withScopes("NotBestEffort");
            case 2 -> spec.withScopes("Terminating");
            case 3 -> spec.withScopes("NotTerminating", "NotBestEffort");
            case 4 ->
                    spec.withNewScopeSelector()
                            .withMatchExpressions(priorityClass())
                            .endScopeSelector();
            case 5 -> spec.withScopes("CrossNamespacePodAffinity");
            default -> {
                // counts everything
            }
        }
        boolean podsAlone = spec.getScopes() != null && spec.getScopes().contains("BestEffort");
        int lines = 1 + random.nextInt(4);
        for (int i = 0; i < lines; i++) {
            String line = podsAlone ? "pods" : NAMES.get(random.nextInt(NAMES.size()));
            hard.put(line, hard(line));
        }
        // beside a scope the API server takes lines of CPU, memory and pods alone
        if (spec.hasScopes() || spec.hasScopeSelector()) {
            hard.keySet()
                    .removeIf(line -> !line.matches("pods|((requests|limits)[.])?(cpu|memory)"));
            if (hard.isEmpty()) {
                hard.put("pods", hard("pods"));
            }
        }
        return spec.withHard(hard).endSpec().build();
    }

    /** What of it is used already, by nobody that is there. */
    Map<String, Quantity> used(Map<String, Quantity> hard) {
        Map<String, Quantity> used = new TreeMap<>();
        hard.forEach((line, most) -> {
            BigDecimal amount =
                    most.getNumericalAmount()
                            .multiply(BigDecimal.valueOf(random.nextInt(80)))
                            .movePointLeft(2)
                            .setScale(line.endsWith("cpu") ? 3 : 0, RoundingMode.FLOOR);
            used.put(line, new Quantity(amount.toPlainString()));
        });
        return used;
    }

    private Quantity hard(String line) {
        if (chance(0.05)) {
            return new Quantity("0");
        }
        int most = LINES.getOrDefault(line, 1);
        int amount = 1 + random.nextInt(most);
        if (line.endsWith("cpu")) {
            return new Quantity(amount + "m");
        }
        if (line.endsWith("memory") || line.endsWith("storage") || line.contains("hugepages")) {
            return chance(0.2)
                    ? new Quantity(((long) amount << 20) * 1_000 + "m")
                    : new Quantity(amount + "Mi");
        }
        return new Quantity(Integer.toString(amount));
    }

    private ScopedResourceSelectorRequirement priorityClass() {
        return switch (random.nextInt(4)) {
            case 0 -> priorityClass("Exists");
            case 1 -> priorityClass("DoesNotExist");
            case 2 -> priorityClass("In", PRIORITY_CLASSES.get(random.nextInt(2)));
            default -> priorityClass("NotIn", PRIORITY_CLASSES.get(random.nextInt(2)));
        };
    }

    private static ScopedResourceSelectorRequirement priorityClass(
            String operator, String... values) {
        return new ScopedResourceSelectorRequirementBuilder()
                .withScopeName("PriorityClass")
                .withOperator(operator)
                .withValues(values)
                .build();
    }

    private LimitRange range(String name, LimitRangeItem item) {
        return new LimitRangeBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withLimits(item)
                .endSpec()
                .build();
    }

    private LimitRangeItem item(String type) {
        var item = new LimitRangeItemBuilder().withType(type);
        boolean ofContainers = type.equals("Container");
        int scale = ofContainers ? 1 : 2;
        bounds(item, "cpu", "m", 50 * scale, 1_000 * scale, ofContainers);
        bounds(item, "memory", "Mi", 32 * scale, 1_024 * scale, ofContainers);
        if (chance(0.2)) {
            bounds(item, "ephemeral-storage", "Mi", 32 * scale, 1_024 * scale, ofContainers);
        }
        return item.build();
    }

    /**
     * At most so much that the API server takes the range itself: min, default request, default,
     * max, and no ratio above max / min.
     */
    private void bounds(
            LimitRangeItemBuilder item,
            String resource,
            String unit,
            int least,
            int most,
            boolean defaults) {
        int min = least + random.nextInt(least);
        int request = min + random.nextInt(least);
        int limit = request + random.nextInt(most / 2);
        int max = limit + random.nextInt(most);
        boolean hasMin = chance(0.4);
        if (hasMin) {
            item.addToMin(resource, new Quantity(min + unit));
        }
        boolean hasMax = chance(0.4);
        if (hasMax) {
            item.addToMax(resource, new Quantity(max + unit));
        }
        if (defaults && chance(0.5)) {
            item.addToDefault(resource, new Quantity(limit + unit));
        }
        if (defaults && chance(0.5)) {
            item.addToDefaultRequest(resource, new Quantity(request + unit));
        }
        if (chance(0.3)) {
            Quantity ratio = ratio();
            boolean isTaken =
                    !(hasMin && hasMax) || ratio.getNumericalAmount().doubleValue() * min <= max;
            if (isTaken) {
                item.addToMaxLimitRequestRatio(resource, ratio);
            }
        }
    }

    private Quantity ratio() {
        return switch (random.nextInt(4)) {
            case 0 -> new Quantity("2");
            case 1 -> new Quantity(1_001 + random.nextInt(4_000) + "m");
            case 2 -> new Quantity(BigDecimal.valueOf(101 + random.nextInt(500), 2).toString());
            default -> new Quantity(ODD.get(random.nextInt(ODD.size())) + "m");
        };
    }

    private boolean chance(double share) {
        return random.nextDouble() < share;
    }
}
