package io.headroom.deploy.admission;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Pods with sidecars, init containers, overhead, priority and all that quotas look at. */
final class RandomPod {
    /** A RuntimeClass whose pods take something beside their containers. */
    static final String RUNTIME = "admission-heavy";

    static final Map<String, Quantity> OVERHEAD =
            Map.of("cpu", new Quantity("30m"), "memory", new Quantity("16Mi"));

    private final RandomGenerator random;

    RandomPod(RandomGenerator random) {
        this.random = random;
    }

    Pod of(String namespace, String name) {
        var spec =
                new PodBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .endMetadata()
                        .withNewSpec();
        boolean bestEffort = chance(0.1);
        int apps = 1 + random.nextInt(2);
        for (int i = 0; i < apps; i++) {
            spec.addToContainers(container("app-" + i, bestEffort));
        }
        if (chance(0.3)) {
            spec.addToInitContainers(container("setup", bestEffort));
        }
        if (chance(0.3)) {
            spec.addToInitContainers(
                    new ContainerBuilder(container("sidecar", bestEffort))
                            .withRestartPolicy("Always")
                            .build());
        }
        if (chance(0.2)) {
            spec.addToInitContainers(container("migrate", bestEffort));
        }
        if (chance(0.2)) {
            spec.withRuntimeClassName(RUNTIME).withOverhead(OVERHEAD);
        }
        if (chance(0.4)) {
            spec.withPriorityClassName(RandomNamespace.PRIORITY_CLASSES.get(random.nextInt(2)));
        }
        if (chance(0.3)) {
            spec.withActiveDeadlineSeconds(600L);
        }
        if (chance(0.15)) {
            spec.withNewAffinity()
                    .withNewPodAntiAffinity()
                    .addNewPreferredDuringSchedulingIgnoredDuringExecution()
                    .withWeight(1)
                    .withNewPodAffinityTerm()
                    .withNamespaces("default")
                    .withTopologyKey("kubernetes.io/hostname")
                    .endPodAffinityTerm()
                    .endPreferredDuringSchedulingIgnoredDuringExecution()
                    .endPodAntiAffinity()
                    .endAffinity();
        }
        if (!bestEffort && chance(0.15)) {
            spec.withResources(wholePod());
        }
        return spec.endSpec().build();
    }

    private Container container(String name, boolean bestEffort) {
        var resources = new ResourceRequirementsBuilder();
        if (!bestEffort) {
            amounts(resources, "cpu", "m", 20, 400, 0.95);
            amounts(resources, "memory", "Mi", 16, 400, 0.95);
            amounts(resources, "ephemeral-storage", "Mi", 16, 700, 0.2);
            if (chance(0.08)) {
                Quantity devices = new Quantity(Integer.toString(1 + random.nextInt(2)));
                resources.addToRequests(RandomNamespace.GPU, devices);
                resources.addToLimits(RandomNamespace.GPU, devices);
            }
            if (chance(0.06)) {
                Quantity pages = new Quantity(2 * (1 + random.nextInt(16)) + "Mi");
                resources.addToLimits("hugepages-2Mi", pages);
                resources.addToRequests("memory", new Quantity("64Mi"));
                resources.addToLimits("memory", new Quantity("900Mi"));
            }
        }
        return new ContainerBuilder()
                .withName(name)
                .withImage("example/image")
                .withResources(resources.build())
                .build();
    }

    private void amounts(
            ResourceRequirementsBuilder resources,
            String resource,
            String unit,
            int least,
            int most,
            double share) {
        int request = least + random.nextInt(most);
        int limit = chance(0.02) ? least : request + random.nextInt(most);
        if (chance(share)) {
            resources.addToRequests(resource, new Quantity(request + unit));
        }
        if (chance(share * 0.85)) {
            resources.addToLimits(resource, new Quantity(limit + unit));
        }
    }

    private ResourceRequirements wholePod() {
        var resources = new ResourceRequirementsBuilder();
        if (chance(0.7)) {
            resources.addToRequests("cpu", new Quantity(1_500 + random.nextInt(2_000) + "m"));
        }
        if (chance(0.7)) {
            resources.addToLimits("memory", new Quantity(2_000 + random.nextInt(2_000) + "Mi"));
        }
        if (chance(0.3)) {
            resources.addToLimits("cpu", new Quantity(3_500 + random.nextInt(2_000) + "m"));
        }
        return resources.build();
    }

    private boolean chance(double share) {
        return random.nextDouble() < share;
    }
}
