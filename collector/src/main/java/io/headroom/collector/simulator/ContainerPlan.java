package io.headroom.collector.simulator;

import io.headroom.model.ContainerSpec;
import io.headroom.model.ContainerType;
import io.headroom.model.Resources;

import java.time.Duration;

/**
 * A container of a simulated workload's pod template, and how it behaves.
 *
 * @param noise how far its usage strays from the load, as the standard deviation of its logarithm
 * @param warmUpCores CPU that it takes more in the {@code warmUp} after its start
 */
record ContainerPlan(
        ContainerSpec spec,
        Load load,
        Footprint footprint,
        double noise,
        double warmUpCores,
        Duration warmUp,
        Fate fate) {

    static ContainerPlan app(
            String name, Resources requests, Resources limits, Load load, Footprint footprint) {
        return of(ContainerType.APP, name, requests, limits, load, footprint);
    }

    static ContainerPlan of(
            ContainerType type,
            String name,
            Resources requests,
            Resources limits,
            Load load,
            Footprint footprint) {
        return new ContainerPlan(
                new ContainerSpec(name, type, requests, limits),
                load,
                footprint,
                0.12,
                0,
                Duration.ZERO,
                new Fate.Healthy());
    }

    ContainerPlan withWarmUp(double cores, Duration time) {
        return new ContainerPlan(spec, load, footprint, noise, cores, time, fate);
    }

    ContainerPlan with(Fate end) {
        return new ContainerPlan(spec, load, footprint, noise, warmUpCores, warmUp, end);
    }
}
