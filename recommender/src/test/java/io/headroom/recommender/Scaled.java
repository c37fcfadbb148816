package io.headroom.recommender;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Completeness;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.assessment.UsageAssessment;
import io.headroom.model.inventory.AutoscalerState;
import io.headroom.model.inventory.PodState;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.HistogramState;
import io.headroom.model.profile.Ring;
import io.headroom.model.profile.Windows;
import io.headroom.model.quantity.Cpu;
import io.headroom.model.quantity.Memory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;

/** A workload with one container of 500m and 1 GiB, four days of it, and its autoscaler. */
final class Scaled {
    static final WorkloadRef CART = new WorkloadRef("shop", "Deployment", "apps", "cart");
    static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    static final int DAYS = 4;
    static final Instant MIDNIGHT = Instant.parse("2026-03-06T00:00:00Z");

    private Scaled() {}

    /** A day with a night of an eighth of its noon, between .5 and 4 cores. */
    static double daily(int window) {
        return 2.25 - 1.75 * Math.cos(2 * Math.PI * window / Windows.PER_DAY);
    }

    /**
     * What is known an hour after the fourth day.
     *
     * @param cores of all replicas, by window
     * @param replicas that were Ready, always
     */
    static UsageAssessment usage(WorkloadRef workload, IntToDoubleFunction cores, int replicas) {
        return usage(workload, cores, _ -> replicas);
    }

    /** The same with replicas that come and go. */
    static UsageAssessment usage(
            WorkloadRef workload, IntToDoubleFunction cores, IntToDoubleFunction replicas) {
        return new UsageAssessment(
                workload,
                MIDNIGHT.plusSeconds(3_600),
                List.of(),
                ring(ByteScale.CPU_CORES, cores),
                ring(ByteScale.REPLICAS, replicas),
                new Ring(0, new byte[0]),
                new Completeness(DAYS * Windows.PER_DAY, DAYS * Windows.PER_DAY));
    }

    /** The same with what is known of its containers. */
    static UsageAssessment usage(
            WorkloadRef workload,
            IntToDoubleFunction cores,
            int replicas,
            ContainerProfile... containers) {
        UsageAssessment plain = usage(workload, cores, replicas);
        return new UsageAssessment(
                workload,
                plain.asOf(),
                List.of(containers),
                plain.cpuDemand(),
                plain.readyReplicas(),
                plain.coverage(),
                plain.completeness());
    }

    /**
     * What a container used.
     *
     * @param cores of each replica, all of them alike
     * @param bytes likewise
     */
    static ContainerProfile profile(
            String name, IntToDoubleFunction cores, IntToDoubleFunction bytes) {
        return profile(name, ring(ByteScale.CPU_CORES, cores), ring(ByteScale.MEMORY_BYTES, bytes));
    }

    /** The same where one replica works more than the others. */
    static ContainerProfile profile(
            String name,
            IntToDoubleFunction hottest,
            IntToDoubleFunction mean,
            IntToDoubleFunction bytes) {
        return profile(
                name,
                ring(ByteScale.CPU_CORES, hottest),
                ring(ByteScale.CPU_CORES, mean),
                ring(ByteScale.MEMORY_BYTES, bytes));
    }

    static ContainerProfile profile(String name, Ring cpu, Ring memory) {
        return profile(name, cpu, cpu, memory);
    }

    private static ContainerProfile profile(String name, Ring hottest, Ring mean, Ring memory) {
        HistogramState none = new HistogramState(START, new TreeMap<>(), 0, 0, 0);
        return new ContainerProfile(
                name,
                ContainerType.APP,
                Resources.NONE,
                Resources.NONE,
                null,
                null,
                0,
                none,
                none,
                hottest,
                mean,
                memory);
    }

    /** Where the amount is NaN nothing is known. */
    private static Ring ring(ByteScale scale, IntToDoubleFunction of) {
        int windows = DAYS * Windows.PER_DAY;
        byte[] steps = new byte[windows];
        for (int i = 0; i < windows; i++) {
            double amount = of.applyAsDouble(i);
            steps[i] = Double.isNaN(amount) ? ByteScale.MISSING : scale.encode(amount);
        }
        return new Ring(Windows.indexOf(START), steps);
    }

    static ContainerSpec container() {
        return new ContainerSpec(
                "web",
                ContainerType.APP,
                new Resources(new Cpu(500), new Memory(1L << 30)),
                Resources.NONE);
    }

    /** Made at the start, and Ready so many seconds later. */
    static PodState pod(WorkloadRef workload, String name, int seconds) {
        return pod(workload, name, seconds, container());
    }

    static PodState pod(
            WorkloadRef workload, String name, int seconds, ContainerSpec... containers) {
        return new PodState(
                workload,
                name,
                "uid-" + name,
                "node-1",
                "Running",
                true,
                START,
                START,
                List.of(containers),
                null,
                null,
                null,
                START.plusSeconds(seconds));
    }

    static AutoscalerState autoscaler(String name, WorkloadRef workload, int percent) {
        return autoscaler(
                name,
                workload,
                new AutoscalerState.Metric("Resource", "cpu", null, "Utilization", percent));
    }

    /** Made by KEDA, with 60 % of CPU and triggers that go by the clock. */
    static AutoscalerState ofKeda(String name, WorkloadRef workload, String... triggers) {
        List<AutoscalerState.Metric> metrics = new ArrayList<>();
        metrics.add(new AutoscalerState.Metric("Resource", "cpu", null, "Utilization", 60));
        for (String trigger : triggers) {
            metrics.add(new AutoscalerState.Metric("External", trigger, null, "AverageValue", 1));
        }
        return new AutoscalerState(
                workload.namespace(),
                name,
                workload,
                2,
                20,
                4,
                4,
                metrics,
                null,
                List.of(),
                List.of(),
                null,
                null,
                "ScaledObject.keda.sh/" + workload.name());
    }

    static AutoscalerState autoscaler(
            String name, WorkloadRef workload, AutoscalerState.Metric... metrics) {
        return new AutoscalerState(
                workload.namespace(), name, workload, 2, 20, 4, 4, List.of(metrics));
    }
}
