package io.headroom.recommender.fit;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.inventory.PodState;
import io.headroom.model.inventory.PodTerms;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import io.headroom.model.recommendation.Advice;
import io.headroom.model.recommendation.ContainerRecommendation;
import io.headroom.model.recommendation.Recommendation;
import io.headroom.recommender.fit.Amount.Given;
import io.headroom.recommender.fit.admission.Admission;
import io.headroom.recommender.fit.admission.PodAmounts;
import io.headroom.recommender.size.PodShape;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What quotas look at in pods. */
public final class Terms {
    private Terms() {}

    /** Of a pod; of one that an older collector saw, what follows from its containers. */
    public static PodTerms of(PodState pod) {
        PodTerms known = pod.terms();
        return known != null
                ? known
                : of(
                        new PodShape(
                                pod.containers(),
                                pod.overhead() == null ? Resources.NONE : pod.overhead()));
    }

    /**
     * Of the next pod of a workload: as the youngest was written, else as its containers say.
     *
     * @param pods those that are there
     */
    public static PodTerms next(Collection<PodState> pods, PodShape shape) {
        return pods.stream()
                .max(PodState.BY_AGE)
                .map(youngest -> asWritten(of(youngest)))
                .orElseGet(() -> of(shape));
    }

    /**
     * Of the next pod of a template: as it says, and where it says nothing as admission has written
     * into the youngest pod, which may be of an older template.
     */
    public static PodTerms ofNext(PodTerms template, PodTerms youngest) {
        PodTerms pod = asWritten(youngest);
        Map<String, PodTerms.Container> known = new HashMap<>();
        pod.containers().forEach(container -> known.put(container.name(), container));
        boolean named = template.priorityClass() != null;
        return new PodTerms(
                ofNext(
                        template.containers(),
                        pod.containers(),
                        PodTerms.Container::name,
                        said -> completed(said, known.get(said.name()))),
                template.whole() || pod.whole(),
                completed(template.requests(), pod.requests()),
                completed(template.limits(), pod.limits()),
                completed(template.overhead(), pod.overhead()),
                named ? template.priorityClass() : pod.priorityClass(),
                named ? template.priority() : pod.priority(),
                template.terminating(),
                template.crossNamespaceAffinity() || pod.crossNamespaceAffinity(),
                false,
                null);
    }

    /**
     * The containers of the next pod: those of the youngest in its order; where the template has
     * others, those that somebody injects first, and then those of the template in its own.
     *
     * @param next what becomes of one of the template's
     */
    public static <C> List<C> ofNext(
            List<C> template, List<C> youngest, Function<C, String> name, UnaryOperator<C> next) {
        Map<String, C> said = new LinkedHashMap<>();
        template.forEach(container -> said.put(name.apply(container), container));
        List<C> injected =
                youngest.stream().filter(pod -> !said.containsKey(name.apply(pod))).toList();
        if (youngest.size() == said.size() + injected.size()) {
            return youngest.stream()
                    .map(pod -> {
                        C own = said.get(name.apply(pod));
                        return own == null ? pod : next.apply(own);
                    })
                    .toList();
        }
        return Stream.concat(injected.stream(), said.values().stream().map(next)).toList();
    }

    private static PodTerms.Container completed(
            PodTerms.Container said, PodTerms.@Nullable Container pod) {
        return pod == null
                ? said
                : new PodTerms.Container(
                        said.name(),
                        said.type(),
                        completed(said.requests(), pod.requests()),
                        completed(said.limits(), pod.limits()));
    }

    private static Map<String, BigDecimal> completed(
            Map<String, BigDecimal> said, Map<String, BigDecimal> pod) {
        Map<String, BigDecimal> all = new TreeMap<>(pod);
        all.putAll(said);
        return all;
    }

    /** Of pods made like this one that follow what is recommended. */
    public static PodTerms followed(PodTerms like, Recommendation recommended) {
        Map<String, ContainerRecommendation> advised = new HashMap<>();
        recommended.containers().forEach(container -> advised.put(container.name(), container));
        return like.with(
                like.containers().stream()
                        .map(container -> followed(container, advised.get(container.name())))
                        .toList());
    }

    private static PodTerms.Container followed(
            PodTerms.Container before, @Nullable ContainerRecommendation advised) {
        if (advised == null || !(advised.advice() instanceof Advice.Resize resize)) {
            return before;
        }
        Map<String, BigDecimal> requests = new TreeMap<>(before.requests());
        Map<String, BigDecimal> limits = new TreeMap<>(before.limits());
        requests.putAll(amounts(resize.target()));
        if (advised.targetLimits() != null) {
            limits.putAll(amounts(advised.targetLimits()));
        }
        // limits stay, and rise with the request where that passes them
        requests.forEach((resource, amount) ->
                limits.computeIfPresent(resource, (_, limit) -> limit.max(amount)));
        return new PodTerms.Container(before.name(), before.type(), requests, limits);
    }

    /** Of a pod of which nothing but its containers is known. */
    public static PodTerms of(PodShape shape) {
        return new PodTerms(
                shape.containers().stream()
                        .filter(container -> container.type() != ContainerType.EPHEMERAL)
                        .map(Terms::container)
                        .toList(),
                false,
                Map.of(),
                Map.of(),
                amounts(shape.overhead()),
                null,
                null,
                false,
                false,
                false,
                null);
    }

    /**
     * Without what was written into it as it came: by LimitRanges, and by the API server, by which
     * a pod that asks for something as a whole requests as a whole what its containers request
     * together, unless it says otherwise. The next pod gets what those give it that are there then,
     * and what its own containers come to.
     */
    public static PodTerms asWritten(PodTerms given) {
        PodTerms pod =
                given.with(
                        given.containers().stream()
                                .map(PodTerms.Container::withoutDefaults)
                                .toList());
        if (pod.requests().isEmpty()) {
            return pod;
        }
        Map<String, BigDecimal> ofContainers =
                PodAmounts.requests(pod.with(Map.of(), pod.limits()));
        Map<String, BigDecimal> written = new TreeMap<>(pod.requests());
        written.entrySet()
                .removeIf(whole -> {
                    BigDecimal sum = ofContainers.getOrDefault(whole.getKey(), BigDecimal.ZERO);
                    BigDecimal overhead =
                            pod.overhead().getOrDefault(whole.getKey(), BigDecimal.ZERO);
                    return sum.subtract(overhead).compareTo(whole.getValue()) == 0;
                });
        return pod.with(written, pod.limits());
    }

    /** The containers of a pod without what LimitRanges wrote into them as it came. */
    public static List<ContainerSpec> asWritten(PodState pod) {
        PodTerms terms = pod.terms();
        if (terms == null) {
            return pod.containers();
        }
        Map<String, PodTerms.Container> known = new HashMap<>();
        terms.containers().forEach(container -> known.put(container.name(), container));
        return pod.containers().stream()
                .map(spec -> {
                    PodTerms.Container container = known.get(spec.name());
                    return container == null ? spec : asWritten(spec, container);
                })
                .toList();
    }

    private static ContainerSpec asWritten(ContainerSpec spec, PodTerms.Container container) {
        return new ContainerSpec(
                spec.name(),
                spec.type(),
                without(spec.requests(), container.defaultRequests()),
                without(spec.limits(), container.defaultLimits()),
                spec.traits());
    }

    private static Resources without(Resources amounts, Set<String> defaults) {
        return new Resources(
                defaults.contains("cpu") ? null : amounts.cpu(),
                defaults.contains("memory") ? null : amounts.memory());
    }

    /**
     * A pod's terms with what the API server and LimitRanges write into its containers, and into
     * the pod as a whole where its containers do not say it.
     */
    static PodTerms complete(PodTerms written, Admission admission) {
        PodTerms complete = admission.complete(written);
        Map<String, BigDecimal> whole = new TreeMap<>(asWritten(complete).requests());
        whole.putAll(written.requests());
        return complete.with(whole, complete.limits());
    }

    /** A shape with what the API server and LimitRanges write into its containers. */
    static PodShape complete(PodShape shape, Admission admission) {
        Map<String, PodTerms.Container> complete = new HashMap<>();
        admission
                .complete(of(shape))
                .containers()
                .forEach(container -> complete.put(container.name(), container));
        return new PodShape(
                shape.containers().stream()
                        .map(spec -> {
                            PodTerms.Container container = complete.get(spec.name());
                            return container == null ? spec : complete(spec, container);
                        })
                        .toList(),
                shape.overhead());
    }

    private static ContainerSpec complete(ContainerSpec spec, PodTerms.Container container) {
        return new ContainerSpec(
                spec.name(),
                spec.type(),
                complete(spec.requests(), container.requests()),
                complete(spec.limits(), container.limits()),
                spec.traits());
    }

    private static Resources complete(Resources amounts, Map<String, BigDecimal> complete) {
        BigDecimal cpu = complete.get("cpu");
        BigDecimal memory = complete.get("memory");
        return new Resources(
                amounts.cpu() != null || cpu == null
                        ? amounts.cpu()
                        : new Cpu(QuotaLines.units("cpu", cpu, RoundingMode.CEILING)),
                amounts.memory() != null || memory == null
                        ? amounts.memory()
                        : new Memory(QuotaLines.units("memory", memory, RoundingMode.CEILING)));
    }

    /** Of the pods that a grant allows, made like this one. */
    static PodTerms of(Grant grant, PodTerms like) {
        Map<String, PodTerms.Container> known = new HashMap<>();
        like.containers().forEach(container -> known.put(container.name(), container));
        List<Want> wants = grant.claim().containers();
        List<PodTerms.Container> containers = new ArrayList<>();
        for (int index = 0; index < wants.size(); index++) {
            Want want = wants.get(index);
            PodTerms.Container before =
                    known.getOrDefault(
                            want.container(),
                            new PodTerms.Container(
                                    want.container(), want.type(), Map.of(), Map.of()));
            containers.add(granted(before, grant.cpu().get(index), grant.memory().get(index)));
        }
        return like.with(containers);
    }

    private static PodTerms.Container granted(PodTerms.Container before, Given cpu, Given memory) {
        Map<String, BigDecimal> requests = new TreeMap<>(before.requests());
        Map<String, BigDecimal> limits = new TreeMap<>(before.limits());
        set(requests, "cpu", Cores.of(cpu.request()), cpu.request() > 0);
        set(requests, "memory", BigDecimal.valueOf(memory.request()), memory.request() > 0);
        set(limits, "cpu", Cores.of(Math.max(cpu.limit(), 0)), cpu.limit() != Amount.NONE);
        set(
                limits,
                "memory",
                BigDecimal.valueOf(Math.max(memory.limit(), 0)),
                memory.limit() != Amount.NONE);
        return new PodTerms.Container(before.name(), before.type(), requests, limits);
    }

    private static void set(
            Map<String, BigDecimal> amounts, String resource, BigDecimal amount, boolean there) {
        if (there) {
            amounts.put(resource, amount);
        } else {
            // what is explicitly nothing stays so
            amounts.computeIfPresent(resource, (_, before) -> before.signum() == 0 ? before : null);
        }
    }

    private static PodTerms.Container container(ContainerSpec spec) {
        Map<String, BigDecimal> requests = new TreeMap<>(amounts(spec.requests()));
        Map<String, BigDecimal> limits = new TreeMap<>(amounts(spec.limits()));
        spec.said()
                .extended()
                .forEach((name, amount) -> {
                    requests.put(name, BigDecimal.valueOf(amount));
                    limits.put(name, BigDecimal.valueOf(amount));
                });
        return new PodTerms.Container(spec.name(), spec.type(), requests, limits);
    }

    private static Map<String, BigDecimal> amounts(Resources resources) {
        Map<String, BigDecimal> amounts = new TreeMap<>();
        Cpu cpu = resources.cpu();
        if (cpu != null) {
            amounts.put("cpu", Cores.of(cpu.millicores()));
        }
        Memory memory = resources.memory();
        if (memory != null) {
            amounts.put("memory", BigDecimal.valueOf(memory.bytes()));
        }
        return amounts;
    }
}
