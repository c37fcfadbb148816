package io.headroom.analyzer.usage;

import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Completeness;
import io.headroom.model.assessment.ContainerProfile;
import io.headroom.model.assessment.Particulars;
import io.headroom.model.assessment.Spread;
import io.headroom.model.assessment.UsageAssessment;
import io.headroom.model.assessment.WindowGrade;
import io.headroom.model.profile.ByteScale;
import io.headroom.model.profile.Ring;
import io.headroom.model.profile.Windows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Puts a workload's days and what is still open together to one assessment. */
final class UsageView {
    private static final byte NONE = WindowGrade.NO_VALID_EXTRAPOLATION.step();
    private static final byte ADJACENT = WindowGrade.AVG_ADJACENT.step();
    private static final byte AVAILABLE = WindowGrade.AVG_AVAILABLE.step();

    private final long firstWindow;
    private final SortedMap<Long, DayBlock> days;
    private final int length;

    /**
     * @param firstWindow the first window with a sample
     * @param lastWindow the window of the assessment's time
     * @param days by their number, with open windows in
     */
    UsageView(long firstWindow, long lastWindow, SortedMap<Long, DayBlock> days) {
        this.firstWindow = Math.max(firstWindow, lastWindow - Windows.PER_RING + 1);
        this.length = (int) (lastWindow - this.firstWindow + 1);
        this.days = days;
    }

    UsageAssessment assessment(
            WorkloadRef workload,
            Instant asOf,
            Map<String, WorkloadState.KnownContainer> containers,
            Function<String, ContainerAggregate> aggregates,
            Map<String, Spread> spreads) {
        List<ContainerProfile> profiles = new ArrayList<>();
        containers
                .values()
                .forEach(container -> {
                    String name = container.name();
                    Particulars found = particulars(name, spreads.get(name));
                    profiles.add(
                            profile(container, aggregates.apply(name))
                                    .with(found.equals(Particulars.NONE) ? null : found));
                });
        byte[] coverage = coverage();
        return new UsageAssessment(
                workload,
                asOf,
                profiles,
                ring(DayBlock::cpuDemand),
                ring(DayBlock::readyReplicas),
                new Ring(firstWindow, coverage),
                completeness(coverage));
    }

    private ContainerProfile profile(
            WorkloadState.KnownContainer container, ContainerAggregate aggregate) {
        String name = container.name();
        return new ContainerProfile(
                name,
                container.type(),
                container.requests(),
                container.limits(),
                aggregate.firstSampleAt(),
                aggregate.lastSampleAt(),
                aggregate.samples(),
                aggregate.cpu().state(),
                aggregate.memoryPeaks().state(),
                ring(day -> lane(day, name, Lanes::cpuHottest)),
                ring(day -> lane(day, name, Lanes::cpuMean)),
                ring(day -> lane(day, name, Lanes::memoryPeak)));
    }

    private Particulars particulars(String name, @Nullable Spread spread) {
        int starts = 0;
        boolean startsMatter = false;
        for (DayBlock day : days.values()) {
            Lanes lanes = day.container(name);
            if (lanes != null) {
                starts += lanes.starts();
                startsMatter |= lanes.startsMatter();
            }
        }
        return new Particulars(
                hours(day -> lane(day, name, Lanes::resident)),
                hours(day -> lane(day, name, Lanes::heldBack)),
                startsMatter ? ring(day -> lane(day, name, Lanes::cpuSteady)) : null,
                byAge(name),
                starts,
                spread);
    }

    /** The highest of all days for each minute of a container's life. */
    private @Nullable Ring byAge(String name) {
        byte[] highest = null;
        for (DayBlock day : days.values()) {
            byte[] minutes = lane(day, name, Lanes::byAge);
            if (minutes != null) {
                byte[] before = highest == null ? minutes.clone() : highest;
                for (int i = 0; i < before.length; i++) {
                    before[i] = DayPeaks.higher(before[i], minutes[i]);
                }
                highest = before;
            }
        }
        return highest == null ? null : new Ring(0, highest);
    }

    private static byte @Nullable [] lane(
            DayBlock day, String name, Function<Lanes, byte @Nullable []> lane) {
        Lanes lanes = day.container(name);
        return lanes == null ? null : lane.apply(lanes);
    }

    private Ring ring(Function<DayBlock, byte @Nullable []> lane) {
        return new Ring(firstWindow, bytes(lane));
    }

    private byte[] bytes(Function<DayBlock, byte @Nullable []> lane) {
        return bytes(lane, firstWindow, length, Windows.PER_DAY);
    }

    /** By hour; null where no day has any. */
    private @Nullable Ring hours(Function<DayBlock, byte @Nullable []> lane) {
        long windows = Windows.PER_DAY / Lanes.HOURS;
        long first = Math.floorDiv(firstWindow, windows);
        long last = Math.floorDiv(firstWindow + length - 1, windows);
        Ring ring = new Ring(first, bytes(lane, first, (int) (last - first + 1), Lanes.HOURS));
        return ring.known() == 0 ? null : ring;
    }

    /** The days' bytes one after the other, from {@code first} on. */
    private byte[] bytes(
            Function<DayBlock, byte @Nullable []> lane, long first, int count, int perDay) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, ByteScale.MISSING);
        days.forEach((day, block) -> {
            byte[] source = lane.apply(block);
            if (source != null) {
                long dayStart = day * perDay;
                long from = Math.max(first, dayStart);
                long to = Math.min(first + count, dayStart + perDay);
                if (from < to) {
                    System.arraycopy(
                            source,
                            (int) (from - dayStart),
                            bytes,
                            (int) (from - first),
                            (int) (to - from));
                }
            }
        });
        return bytes;
    }

    /** A window that lacks samples is better when both its neighbours have them. */
    private byte[] coverage() {
        byte[] alone = bytes(DayBlock::coverage);
        byte[] graded = alone.clone();
        for (int i = 0; i < length; i++) {
            if (alone[i] == ByteScale.MISSING) {
                graded[i] = NONE;
            } else if (alone[i] > AVAILABLE && leansOn(alone, i - 1) && leansOn(alone, i + 1)) {
                graded[i] = ADJACENT;
            }
        }
        return graded;
    }

    private static boolean leansOn(byte[] grades, int index) {
        return index >= 0
                && index < grades.length
                && grades[index] != ByteScale.MISSING
                && grades[index] <= AVAILABLE;
    }

    private static Completeness completeness(byte[] coverage) {
        int valid = 0;
        for (byte grade : coverage) {
            if (grade <= ADJACENT) {
                valid++;
            }
        }
        return new Completeness(coverage.length, valid);
    }
}
