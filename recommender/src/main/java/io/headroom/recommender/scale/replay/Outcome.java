package io.headroom.recommender.scale.replay;

/**
 * What a replay came to.
 *
 * @param seconds how long the known windows are
 * @param demand what was asked for, in the demand's unit times seconds
 * @param unserved what of it no pod could serve
 * @param underSeconds for how long not all was served
 * @param replicaSeconds replicas times seconds, Ready or not
 * @param served what pods did
 * @param lent what of that was beyond what those that did it request
 * @param offered what Ready pods could have done
 * @param atMaxSeconds for how long there were as many replicas as may be
 * @param events moves, up or down
 * @param flaps moves within ten minutes of one the other way
 * @param mostTakenBack moves within half an hour of one the other way, of the day (UTC) that had
 *     the most
 * @param peakReplicas most at once
 */
public record Outcome(
        double seconds,
        double demand,
        double unserved,
        double underSeconds,
        double replicaSeconds,
        double served,
        double lent,
        double offered,
        double atMaxSeconds,
        int events,
        int flaps,
        int mostTakenBack,
        int peakReplicas) {
    /** Four an hour: a load that comes and goes within half an hour is followed, and no fault. */
    public static final int FLAPPING = 96;

    private static final double HOUR = 3_600;
    private static final double DAY = 86_400;

    /** What was not served, as a fraction of the demand. */
    public double unservedRatio() {
        return demand > 0 ? unserved / demand : 0;
    }

    /** The same where what pods did beyond their requests, and is more than that, is unserved. */
    public Outcome lending(double most) {
        double beyond = Math.max(0, lent - most);
        return new Outcome(
                seconds,
                demand,
                unserved + beyond,
                underSeconds,
                replicaSeconds,
                served - beyond,
                lent - beyond,
                offered,
                atMaxSeconds,
                events,
                flaps,
                mostTakenBack,
                peakReplicas);
    }

    /** Whether it is one that flaps, and is told so by lint. */
    public boolean isFlapping() {
        return mostTakenBack >= FLAPPING;
    }

    public double replicaHours() {
        return replicaSeconds / HOUR;
    }

    public double meanReplicas() {
        return seconds > 0 ? replicaSeconds / seconds : 0;
    }

    /** What was used of what Ready pods offered. */
    public double meanUtilization() {
        return offered > 0 ? served / offered : 0;
    }

    public double minutesAtMax() {
        return atMaxSeconds / 60;
    }

    public double eventsPerDay() {
        return seconds > 0 ? events / (seconds / DAY) : 0;
    }

    /**
     * What the replicas cost.
     *
     * @param perReplicaHour the price of what one requests
     */
    public double money(double perReplicaHour) {
        return replicaHours() * perReplicaHour;
    }
}
