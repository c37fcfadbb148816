package io.headroom.recommender.output;

import io.headroom.model.WorkloadRef;
import io.headroom.recommender.fit.NamespacePlan;
import io.headroom.recommender.fit.NamespacePlan.Blocked;
import io.headroom.recommender.fit.NamespacePlan.GivenUp;
import io.headroom.recommender.fit.NamespacePlan.QuotaAdvice;
import io.headroom.recommender.fit.NamespacePlan.Stage;
import io.headroom.recommender.fit.NamespacePlan.Verdict;
import io.headroom.recommender.fit.NamespacePlan.Workload;
import io.headroom.recommender.fit.StatusBehind;
import io.headroom.recommender.fit.Words;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Plans of namespaces for people: each line of a quota beside what advice and plan come to. */
public final class PlanTable {
    private PlanTable() {}

    /**
     * Those that something is to be said of: what does not fit as it is advised, and a line for
     * whatever will be full soon. Maybe nothing.
     */
    public static String ofBlocked(List<NamespacePlan> plans) {
        List<NamespacePlan> blocked =
                plans.stream().filter(plan -> plan.verdict() != Verdict.FITS).toList();
        String text = blocked.isEmpty() ? "" : lines(blocked, true) + sentences(blocked);
        String all = text + plans.stream().map(PlanTable::fills).collect(Collectors.joining());
        return all.isEmpty() ? "" : "\n" + all;
    }

    private static String fills(NamespacePlan plan) {
        return plan.quotas().stream()
                .filter(advice -> advice.charged() != null && advice.charged().fillsSoon())
                .map(advice ->
                        "namespace %s fills its %s: %s is %s\n"
                                .formatted(
                                        plan.namespace(),
                                        Words.quota(String.valueOf(advice.quota())),
                                        advice.resource(),
                                        advice.message()))
                .collect(Collectors.joining());
    }

    /** All that there is to say of one namespace. */
    public static String of(NamespacePlan plan) {
        StringBuilder text = new StringBuilder();
        if (!plan.lines().isEmpty()) {
            text.append(lines(List.of(plan), false));
        }
        text.append(sentences(List.of(plan)));
        for (QuotaAdvice advice : plan.quotas()) {
            if (advice.message() != null) {
                text.append(
                        "%s%s: %s\n"
                                .formatted(
                                        advice.quota() == null ? "" : advice.quota() + ' ',
                                        advice.resource(),
                                        advice.message()));
            }
        }
        return text.toString();
    }

    private static String lines(List<NamespacePlan> plans, boolean blockedAlone) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("QUOTA", "RESOURCE", "LETS IN", "NOW", "ADVICE", "PLAN"));
        for (NamespacePlan plan : plans) {
            for (NamespacePlan.Line line : plan.lines()) {
                if (!blockedAlone || isBlocked(plan, line)) {
                    rows.add(
                            List.of(
                                    plan.namespace() + '/' + line.quota(),
                                    line.resource(),
                                    amount(line.resource(), line.hard()),
                                    amount(line.resource(), line.now()),
                                    amount(line.resource(), line.advice()),
                                    amount(line.resource(), line.plan())));
                }
            }
        }
        return Columns.aligned(rows, 2);
    }

    private static boolean isBlocked(NamespacePlan plan, NamespacePlan.Line line) {
        return plan.blockedBy().stream()
                .anyMatch(blocked ->
                        blocked.quota().equals(line.quota())
                                && blocked.resource().equals(line.resource()));
    }

    private static String sentences(List<NamespacePlan> plans) {
        StringBuilder text = new StringBuilder();
        for (NamespacePlan plan : plans) {
            text.append("namespace %s %s\n".formatted(plan.namespace(), verdict(plan)));
            for (Blocked blocked : plan.blockedBy()) {
                text.append("  ").append(blocked.message()).append('\n');
            }
            for (Blocked stuck : plan.stuckOn()) {
                text.append("  even at the least: ").append(stuck.message()).append('\n');
            }
            for (StatusBehind behind : plan.statusBehind()) {
                text.append("  ").append(behind.message()).append('\n');
            }
            for (Workload workload : plan.workloads()) {
                if (workload.refused() != null) {
                    text.append(
                            "  %s is refused: %s\n"
                                    .formatted(name(workload.workload()), workload.refused()));
                }
                if (workload.stuck() != null) {
                    text.append(
                            "  %s: %s\n".formatted(name(workload.workload()), workload.stuck()));
                }
                if (workload.noStep() != null) {
                    text.append(
                            "  %s: %s\n".formatted(name(workload.workload()), workload.noStep()));
                }
                if (workload.held() != null) {
                    text.append("  %s: %s\n".formatted(name(workload.workload()), workload.held()));
                }
                if (workload.noNode() != null) {
                    text.append(
                            "  %s: %s\n".formatted(name(workload.workload()), workload.noNode()));
                }
            }
            if (plan.verdict() == Verdict.FITS_WITH_LESS) {
                text.append(fitting(plan));
                plan.workloads().forEach(workload -> givesUp(workload, text));
            }
            if (plan.verdict() == Verdict.FITS_WITH_LESS && !plan.stages().isEmpty()) {
                text.append(" in this order:\n");
            }
            for (Stage stage : plan.stages()) {
                text.append(
                        "  %d. %s %s%s\n"
                                .formatted(
                                        stage.number(),
                                        name(stage.workload()),
                                        step(stage),
                                        stage.resource() == null
                                                ? ""
                                                : ", %s alone".formatted(stage.resource())));
            }
            if (!plan.stages().stream().allMatch(Stage::replaceable)) {
                text.append(
                        "  until then a pod that goes may have to wait for room: drain no node meanwhile\n");
            }
            for (Workload workload : plan.workloads()) {
                if (workload.retarget() != null) {
                    text.append(
                            "  %s: its autoscaler has to change at the same time: %s\n"
                                    .formatted(
                                            name(workload.workload()),
                                            RetargetPatch.of(
                                                    plan.namespace(), workload.retarget())));
                }
                if (workload.mostMeanwhile() != null) {
                    text.append(
                            "  %s: hold it at %d replicas (%s) until it has changed: for more its controller makes old pods as well as new ones, and these have no room\n"
                                    .formatted(
                                            name(workload.workload()),
                                            workload.mostMeanwhile(),
                                            workload.mostMeanwhile() == 0
                                                    ? "its own: with none its autoscaler rests"
                                                    : "its own, or its autoscaler's minReplicas and maxReplicas, of KEDA min- and maxReplicaCount"));
                }
                if (workload.oldTemplate() != null) {
                    text.append(
                            "  %s: %s\n"
                                    .formatted(name(workload.workload()), workload.oldTemplate()));
                }
            }
        }
        return text.toString();
    }

    /** Of whom the rest is said; nothing where nothing changes. */
    private static String fitting(NamespacePlan plan) {
        return plan.workloads().stream().allMatch(PlanTable::isLeftOut)
                ? ""
                : plan.workloads().stream().anyMatch(PlanTable::isLeftOut)
                        ? " the others fit:\n"
                        : " with less it does:\n";
    }

    /** Whether nothing is planned for it, beside others. */
    private static boolean isLeftOut(Workload workload) {
        return workload.refused() != null || workload.stuck() != null || workload.noStep() != null;
    }

    private static String step(Stage stage) {
        return switch (stage.how()) {
            case ROLLOUT -> "rolls out";
            case SLOW_ROLLOUT -> "rolls out, each new pod when there is room";
            case ONE_BY_ONE ->
                    "rolls out pod by pod: with maxSurge 0 and maxUnavailable %d for this once"
                            .formatted(stage.maxUnavailable());
            case BY_DELETION ->
                    WorkloadRef.parse(stage.workload()).qualifiedKind().equals("Pod")
                            ? "is deleted and made anew"
                            : "gets its template changed, and then its pods deleted one by one";
            case IN_PLACE -> "is resized in place";
            case TEMPLATE -> "gets its template changed, as its pods are by then";
            case NEXT_RUN -> "has it when it runs again, and the run of now is over";
        };
    }

    private static String verdict(NamespacePlan plan) {
        return switch (plan.verdict()) {
            case FITS -> "fits its quotas";
            case TERMINATING -> "is being deleted: nothing is let in any more";
            case FITS_IN_STAGES ->
                    plan.stages().isEmpty()
                            ? "fits its quotas as it is, and has no room for all of it to roll out at once:"
                            : "fits its quotas one workload after the other, not while all roll out at once:";
            case FITS_WITH_LESS -> "does not fit its quotas:";
            case DOES_NOT_FIT ->
                    plan.workloads().stream().anyMatch(workload -> workload.noStep() != null)
                            ? "does not fit its quotas, and no plan was found:"
                            : "does not fit its quotas, and no plan does:";
        };
    }

    private static void givesUp(Workload workload, StringBuilder text) {
        String name = name(workload.workload());
        for (GivenUp given : workload.givesUp()) {
            String plan = amount(given.resource(), given.plan());
            String advice = amount(given.resource(), given.advice());
            text.append(
                    switch (given.resource()) {
                        case "pods" ->
                                "  %s has at most %s pods instead of %s\n"
                                        .formatted(name, plan, advice);
                        case "surge" ->
                                "  beside all others at their most %s has a surge of %s instead of %s\n"
                                        .formatted(name, plan, advice);
                        default ->
                                "  each pod of %s has %s of %s instead of %s (-%s %%)\n"
                                        .formatted(
                                                name,
                                                plan,
                                                given.resource(),
                                                advice,
                                                given.share() < 0.005
                                                        ? "less than 1"
                                                        : Math.round(100 * given.share()));
                    });
        }
    }

    private static String name(String key) {
        return WorkloadRef.parse(key).name();
    }

    private static String amount(String resource, @Nullable BigDecimal amount) {
        if (amount == null) {
            return "-";
        }
        return Words.isBytes(resource)
                ? Words.of(resource, amount)
                : amount.setScale(3, RoundingMode.HALF_EVEN).stripTrailingZeros().toPlainString();
    }
}
