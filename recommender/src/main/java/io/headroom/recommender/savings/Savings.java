package io.headroom.recommender.savings;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The savings of some workloads, in all and by namespace.
 *
 * @param currency of every cost
 * @param total of them all
 */
public record Savings(
        String currency,
        Total total,
        List<NamespaceSavings> namespaces,
        List<WorkloadSavings> workloads) {

    public Savings {
        namespaces = List.copyOf(namespaces);
        workloads = List.copyOf(workloads);
    }

    /** What the workloads come to. */
    public static Savings of(String currency, Collection<WorkloadSavings> workloads) {
        NavigableMap<String, Total> byNamespace = new TreeMap<>();
        Total total = Total.NONE;
        for (WorkloadSavings each : workloads) {
            total = total.plus(each);
            String namespace = each.workload().namespace();
            byNamespace.put(namespace, byNamespace.getOrDefault(namespace, Total.NONE).plus(each));
        }
        List<NamespaceSavings> namespaces = new ArrayList<>();
        byNamespace.forEach((name, sum) -> namespaces.add(new NamespaceSavings(name, sum)));
        return new Savings(currency, total, namespaces, List.copyOf(workloads));
    }

    /** What the workloads of one namespace come to. */
    public record NamespaceSavings(String namespace, Total total) {}

    /**
     * A sum over workloads.
     *
     * @param workloads how many are counted
     * @param notCounted how many are not
     * @param predicted {@code less} and {@code more} together
     * @param less what is requested in vain
     * @param more what is missing, as negative amounts
     * @param realised what following recommendations has saved so far
     */
    public record Total(
            int workloads,
            int notCounted,
            Saving predicted,
            Saving less,
            Saving more,
            Saving realised) {
        static final Total NONE =
                new Total(0, 0, Saving.NONE, Saving.NONE, Saving.NONE, Saving.NONE);

        Total plus(WorkloadSavings each) {
            Saving itsPredicted = each.predicted();
            Saving itsLess = each.less();
            Saving itsMore = each.more();
            Saving itsRealised = each.realised();
            return itsPredicted == null || itsLess == null || itsMore == null || itsRealised == null
                    ? new Total(workloads, notCounted + 1, predicted, less, more, realised)
                    : new Total(
                            workloads + 1,
                            notCounted,
                            predicted.plus(itsPredicted),
                            less.plus(itsLess),
                            more.plus(itsMore),
                            realised.plus(itsRealised));
        }
    }
}
