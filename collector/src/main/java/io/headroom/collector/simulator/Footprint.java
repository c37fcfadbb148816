package io.headroom.collector.simulator;

/**
 * The memory that one container's working set takes, in MiB: what it always needs, what fills up
 * with its age, what comes with the work, and what a garbage collector lets pile up.
 *
 * @param base what it always needs
 * @param cache what it takes more as it fills its caches
 * @param cacheHours the age at which 63 % of that is full
 * @param perCore what it takes more per core in use
 * @param garbage the height of the saw's teeth
 * @param garbageMinutes the time from one tooth to the next
 */
record Footprint(
        double base,
        double cache,
        double cacheHours,
        double perCore,
        double garbage,
        double garbageMinutes) {

    static Footprint steady(double mebibytes) {
        return new Footprint(mebibytes, 0, 1, 0, 0, 1);
    }

    Footprint withCache(double mebibytes, double hours) {
        return new Footprint(base, mebibytes, hours, perCore, garbage, garbageMinutes);
    }

    Footprint withWork(double mebibytesPerCore) {
        return new Footprint(base, cache, cacheHours, mebibytesPerCore, garbage, garbageMinutes);
    }

    Footprint withGarbage(double mebibytes, double minutes) {
        return new Footprint(base, cache, cacheHours, perCore, mebibytes, minutes);
    }

    /** The working set, with the file pages that were read more than once. */
    double mebibytes(double ageSeconds, double cores) {
        double filled = 1 - StrictMath.exp(-ageSeconds / 3_600 / cacheHours);
        return residentMebibytes(ageSeconds, cores) + cache * filled;
    }

    /** What of it is no file page. */
    double residentMebibytes(double ageSeconds, double cores) {
        double tooth = ageSeconds / 60 % garbageMinutes / garbageMinutes;
        return base + perCore * cores + garbage * tooth;
    }
}
