package io.headroom.recommender.fit;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.cluster.ClusterQuotaState;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.recommender.fit.NamespacePlan.Stage;
import io.headroom.recommender.fit.admission.Admission;
import io.headroom.recommender.fit.admission.PodCharge;
import io.headroom.recommender.fit.admission.Verdict;
import io.headroom.recommender.size.PodShape;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Namespaces in which plans are carried out: each new pod is asked of {@link Admission} beside all
 * that are there, old ones included, and controllers do to them what those of Kubernetes do. It
 * knows nothing of how plans are made.
 */
final class PlayedCluster {
    private final SplittableRandom random;
    private final Map<String, NamespaceFacts> namespaces = new TreeMap<>();
    private final Map<String, Workload> workloads = new TreeMap<>();

    /** What each quota counts that is none of the workloads, by name and resource. */
    private final Map<String, Map<String, BigDecimal>> others = new TreeMap<>();

    /** One workload's pods, by what they are. */
    private static final class Workload {
        private final Member member;
        private final List<PodTerms> pods = new ArrayList<>();
        private int most;
        private PodTerms template;
        private PodTerms before;
        private int desired;

        /** Those asked for that are not there, of the template that there was before. */
        private int missing;

        private boolean scales = true;

        Workload(Member member) {
            this.member = member;
            this.template = Terms.of(member.shape());
            this.before = template;
            member.pods().forEach(pod -> pods.add(Terms.of(pod)));
            this.most = member.replicas().most();
            this.desired = member.replicas().desired();
            this.missing = desired - pods.size();
        }

        String namespace() {
            return member.workload().namespace();
        }

        long old() {
            return pods.stream().filter(pod -> !pod.equals(template)).count();
        }

        void template(PodTerms next) {
            if (!next.equals(template)) {
                before = template;
                template = next;
                if (recreates()) {
                    missing = 0;
                }
            }
        }

        /** What those are like that are missing: a Deployment's may be of an older ReplicaSet. */
        PodTerms next() {
            return member.replicas().renewal() == Renewal.ROLLOUT ? before : template;
        }

        boolean recreates() {
            return member.replicas().renewal() == Renewal.RECREATE;
        }
    }

    PlayedCluster(List<NamespaceFacts> facts, SplittableRandom random) {
        this.random = random;
        for (NamespaceFacts each : facts) {
            namespaces.put(each.namespace(), each);
            each.members()
                    .forEach(
                            member -> workloads.put(member.workload().key(), new Workload(member)));
        }
        for (NamespaceFacts each : facts) {
            for (QuotaState quota : each.quotas()) {
                Map<String, BigDecimal> rest = new TreeMap<>(quota.used());
                counted(quota, each.namespace())
                        .forEach((resource, amount) ->
                                rest.computeIfPresent(
                                        resource, (_, used) -> used.subtract(amount)));
                others.put(key(quota, each.namespace()), rest);
            }
        }
    }

    /** A workload never has more pods than that. */
    void bound(String key, int pods) {
        workload(key).most = pods;
        ask(key, Math.min(workload(key).desired, pods));
    }

    /** It is asked for so many and no more before all is carried out. */
    void hold(String key, int pods) {
        workload(key).scales = false;
        ask(key, pods);
    }

    private void ask(String key, int pods) {
        Workload workload = workload(key);
        workload.missing = Math.max(workload.missing - (workload.desired - pods), 0);
        workload.desired = pods;
    }

    /** It is asked for no more than there are: somebody else would take what room there is. */
    void lacksNoMore(String key) {
        ask(key, workload(key).pods.size());
    }

    /** Whoever lacks pods gets those that there is room for. */
    void letAllCome() {
        for (Workload workload : workloads.values()) {
            while (comes(workload)) {}
        }
    }

    /** Whether pods are asked for that are not there. */
    boolean isLacking() {
        return workloads.values().stream().anyMatch(workload -> workload.missing > 0);
    }

    /** Likewise, some of them. */
    void letSomeCome() {
        for (Workload workload : workloads.values()) {
            while (random.nextInt(4) > 0 && comes(workload)) {}
        }
    }

    /** One that is missing is made, if it is let in. */
    private boolean comes(Workload workload) {
        if (workload.missing == 0 || !create(workload, workload.next())) {
            return false;
        }
        workload.missing--;
        return true;
    }

    /** All autoscalers are as before. */
    void release() {
        workloads.values().forEach(workload -> workload.scales = true);
    }

    /** Whether any of their pods is another then. */
    boolean changes(Map<String, PodTerms> templates) {
        return templates.entrySet().stream()
                .anyMatch(each -> {
                    Workload workload = workload(each.getKey());
                    return !each.getValue().equals(workload.template)
                            || workload.pods.stream().anyMatch(pod -> !pod.equals(each.getValue()));
                });
    }

    /** Everything rolls out, in any order of what controllers do; what is refused, or null. */
    @Nullable String rollOut(Map<String, PodTerms> templates) {
        templates.forEach((workload, template) -> workload(workload).template(template));
        List<String> going = new ArrayList<>(templates.keySet());
        while (!going.isEmpty()) {
            String next = going.get(random.nextInt(going.size()));
            Workload workload = workload(next);
            boolean created = random.nextInt(4) == 0 && comes(workload);
            if (!created && random.nextInt(4) == 0 && mayScale(workload)) {
                workload.desired++;
                // of ReplicaSets the older one may be the larger
                if (makesOld(workload) && random.nextBoolean()) {
                    if (!create(workload, workload.before)) {
                        return next + " is refused an old pod beside " + workload.pods;
                    }
                    created = true;
                }
            }
            if (!created && mayCreate(workload)) {
                if (!create(workload)) {
                    return next + " is refused a pod beside " + workload.pods;
                }
                created = true;
            }
            boolean ended = random.nextBoolean() && end(workload);
            if (!created && !ended && !end(workload) && workload.missing == 0) {
                going.remove(next);
            }
        }
        return null;
    }

    /** One rolls out that is refused pods on the way; whether it gets through. */
    boolean rollOutSlowly(String key, PodTerms template) {
        Workload workload = workload(key);
        workload.template(template);
        while (true) {
            boolean created = random.nextInt(4) == 0 && comes(workload);
            while (random.nextInt(4) == 0 && mayScale(workload) && workload.old() > 0) {
                workload.desired++;
                created |= makesOld(workload) && create(workload, workload.before);
            }
            while (mayCreate(workload) && create(workload)) {
                created = true;
            }
            boolean ended = false;
            while (end(workload)) {
                ended = true;
            }
            if (!created && !ended) {
                if (workload.old() > 0 || workload.pods.size() < workload.desired) {
                    return false;
                }
                if (!mayScale(workload)) {
                    return true;
                }
                workload.desired = workload.most;
            }
        }
    }

    /**
     * Old pods go before new ones come, which may be refused until enough have gone; whether it
     * gets through.
     *
     * @param unavailable how many may be away
     */
    boolean rollOutOneByOne(String key, PodTerms template, int unavailable) {
        Workload workload = workload(key);
        workload.template(template);
        // fewer old ones are asked for, to begin with
        workload.missing = 0;
        while (workload.old() > 0) {
            int before = workload.pods.size();
            for (int pod = before; pod > workload.desired - unavailable; pod--) {
                workload.pods.removeIf(new FirstOther(template));
            }
            boolean created = false;
            while (workload.pods.size() < workload.desired && create(workload)) {
                created = true;
            }
            if (!created && workload.pods.size() == before) {
                return false;
            }
        }
        return workload.pods.size() >= workload.desired;
    }

    /** Is true of the first pod that is another, and of no more. */
    private static final class FirstOther implements Predicate<PodTerms> {
        private final PodTerms template;
        private boolean found;

        FirstOther(PodTerms template) {
            this.template = template;
        }

        @Override
        public boolean test(PodTerms pod) {
            boolean first = !found && !pod.equals(template);
            found |= first;
            return first;
        }
    }

    /** The next pods are like that. */
    void changeTemplate(String key, PodTerms template) {
        workload(key).template(template);
    }

    /** Those of whom none of the pods may be evicted: no other would be let in for it. */
    Set<String> irreplaceable() {
        Set<String> irreplaceable = new TreeSet<>();
        workloads.forEach((key, workload) -> {
            List<PodTerms> all = List.copyOf(workload.pods);
            for (PodTerms pod : all) {
                workload.pods.remove(pod);
                if (workload.member.replicas().renewal() != Renewal.NONE && !create(workload)) {
                    irreplaceable.add(key);
                }
                workload.pods.clear();
                workload.pods.addAll(all);
            }
        });
        return irreplaceable;
    }

    private static boolean mayScale(Workload workload) {
        return workload.scales && workload.desired < workload.most;
    }

    /** Whether its controller scales what it had before in proportion, if pods of that may be. */
    private static boolean makesOld(Workload workload) {
        return workload.old() > 0
                && new Admission(List.of(), List.of()).judge(workload.before)
                        instanceof Verdict.Admitted
                && workload.member.replicas().renewal() == Renewal.ROLLOUT
                && workload.pods.size() < workload.desired + workload.member.replicas().surge();
    }

    private static boolean mayCreate(Workload workload) {
        if (workload.recreates() && workload.old() > 0) {
            return false;
        }
        long next = workload.pods.size() - workload.old();
        return next < workload.desired
                && workload.pods.size() + workload.missing
                        < workload.desired + workload.member.replicas().surge();
    }

    /**
     * Ends an old pod, if enough are left, and first asks for less of those that are missing; new
     * pods are Ready as soon as they are there.
     */
    private boolean end(Workload workload) {
        int least = workload.desired - workload.member.replicas().unavailable();
        if (workload.pods.size() + workload.missing <= least) {
            return false;
        }
        if (workload.missing > 0) {
            workload.missing--;
            return true;
        }
        if (workload.old() == 0 || workload.pods.size() <= least) {
            return false;
        }
        for (PodTerms pod : workload.pods) {
            if (!pod.equals(workload.template)) {
                workload.pods.remove(pod);
                return true;
            }
        }
        return false;
    }

    /** All pods are resized, or one resource of each; what is refused, or null. */
    @Nullable String resize(Stage stage, PodTerms all) {
        String key = stage.workload();
        Workload workload = workload(key);
        for (int pod = 0; pod < workload.pods.size(); pod++) {
            PodTerms from = workload.pods.get(pod);
            PodTerms to = part(stage, from, all);
            if (!quality(from).equals(quality(to))) {
                return key + " would be " + quality(to) + " and not " + quality(from);
            }
            // one that a rollout has made may be on a larger one, of which no more is known
            if (!isOnItsNode(workload.namespace(), to)
                    && (isOnItsNode(workload.namespace(), from) || isMore(to, from))) {
                return "%s is refused %s by its node".formatted(key, to);
            }
            for (QuotaState quota : quotas(workload.namespace())) {
                for (String resource : quota.hard().keySet()) {
                    BigDecimal gained = charge(to, resource).subtract(charge(from, resource));
                    if (gained.signum() > 0
                            && Objects.requireNonNull(quota.used().get(resource))
                                            .add(gained)
                                            .compareTo(quota.hard().get(resource))
                                    > 0) {
                        return "%s is refused %s more of %s by %s"
                                .formatted(key, gained, resource, quota);
                    }
                }
            }
            workload.pods.set(pod, to);
        }
        return null;
    }

    /** Whether the one node that there is can allocate that to a pod, whatever else is on it. */
    private boolean isOnItsNode(String namespace, PodTerms pod) {
        Resources node = facts(namespace).allocatable().values().iterator().next();
        return charge(pod, "requests.cpu")
                                .compareTo(Cores.of(Objects.requireNonNull(node.cpu()).units()))
                        <= 0
                && charge(pod, "requests.memory")
                                .compareTo(
                                        BigDecimal.valueOf(
                                                Objects.requireNonNull(node.memory()).units()))
                        <= 0;
    }

    private static boolean isMore(PodTerms to, PodTerms from) {
        return Stream.of("requests.cpu", "requests.memory")
                .anyMatch(resource -> charge(to, resource).compareTo(charge(from, resource)) > 0);
    }

    /** As many pods more as it may have, and so many beside them; whether they are let in. */
    boolean scale(String key, int surge) {
        Workload workload = workload(key);
        while (workload.pods.size() < workload.most + surge) {
            if (!create(workload)) {
                return false;
            }
        }
        return true;
    }

    private boolean create(Workload workload) {
        return create(workload, workload.template);
    }

    private boolean create(Workload workload, PodTerms pod) {
        if (!(new Admission(List.of(), quotas(workload.namespace())).judge(pod)
                instanceof Verdict.Admitted)) {
            return false;
        }
        workload.pods.add(pod);
        return true;
    }

    /** As their status is by now. */
    private List<QuotaState> quotas(String namespace) {
        List<QuotaState> quotas = new ArrayList<>();
        for (QuotaState quota : facts(namespace).quotas()) {
            Map<String, BigDecimal> used =
                    new TreeMap<>(Objects.requireNonNull(others.get(key(quota, namespace))));
            counted(quota, namespace)
                    .forEach((resource, amount) ->
                            used.computeIfPresent(resource, (_, sum) -> sum.add(amount)));
            quotas.add(
                    new QuotaState(
                            quota.namespace(), quota.name(), quota.hard(), used, quota.scopes()));
        }
        return quotas;
    }

    private static String key(QuotaState quota, String namespace) {
        return ClusterQuotaState.isShared(quota.name())
                ? quota.name()
                : namespace + ' ' + quota.name();
    }

    private Map<String, BigDecimal> counted(QuotaState quota, String namespace) {
        Map<String, BigDecimal> sum = new TreeMap<>();
        for (Workload workload : workloads.values()) {
            boolean counts =
                    ClusterQuotaState.isShared(quota.name())
                            ? facts(workload.namespace()).quotas().stream()
                                    .anyMatch(each -> each.name().equals(quota.name()))
                            : workload.namespace().equals(namespace);
            if (counts) {
                for (PodTerms pod : workload.pods) {
                    PodCharge.of(pod)
                            .forEach((resource, amount) ->
                                    sum.merge(resource, amount, BigDecimal::add));
                }
            }
        }
        return sum;
    }

    private static BigDecimal charge(PodTerms pod, String resource) {
        return PodCharge.of(pod).getOrDefault(resource, BigDecimal.ZERO);
    }

    private static String quality(PodTerms pod) {
        PodTerms.Container web = pod.containers().getFirst();
        if (web.requests().isEmpty() && web.limits().isEmpty()) {
            return "BestEffort";
        }
        return web.limits().size() == 2 && web.limits().equals(web.requests())
                ? "Guaranteed"
                : "Burstable";
    }

    private Workload workload(String key) {
        return Objects.requireNonNull(workloads.get(key), key);
    }

    private NamespaceFacts facts(String namespace) {
        return Objects.requireNonNull(namespaces.get(namespace), namespace);
    }

    /** What the next pods have by now, with one resource of others. */
    PodTerms part(Stage stage, PodTerms to) {
        Workload workload = workload(stage.workload());
        // a pod of its own is made anew as it is by then
        boolean ofPod = workload.member.replicas().renewal() == Renewal.NONE;
        return part(stage, ofPod ? workload.pods.getFirst() : workload.template, to);
    }

    private static PodTerms part(Stage stage, PodTerms pod, PodTerms to) {
        String resource = stage.resource();
        if (resource == null) {
            return to;
        }
        PodTerms.Container from = pod.containers().getFirst();
        PodTerms.Container all = to.containers().getFirst();
        return to.with(
                List.of(
                        new PodTerms.Container(
                                from.name(),
                                from.type(),
                                mixed(from.requests(), all.requests(), resource),
                                mixed(from.limits(), all.limits(), resource))));
    }

    private static Map<String, BigDecimal> mixed(
            Map<String, BigDecimal> from, Map<String, BigDecimal> to, String resource) {
        Map<String, BigDecimal> mixed = new TreeMap<>(from);
        mixed.remove(resource);
        BigDecimal amount = to.get(resource);
        if (amount != null) {
            mixed.put(resource, amount);
        }
        return mixed;
    }

    /** Pods of one container with these. */
    static PodTerms pod(Resources requests, Resources limits) {
        return Terms.of(
                new PodShape(
                        List.of(new ContainerSpec("web", ContainerType.APP, requests, limits)),
                        Resources.NONE));
    }
}
