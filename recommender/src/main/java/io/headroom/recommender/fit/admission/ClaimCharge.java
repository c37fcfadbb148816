package io.headroom.recommender.fit.admission;

import io.headroom.model.cluster.QuotaState;
import io.headroom.model.inventory.VolumeClaimState;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a claim of a volume counts for in quotas, by the names that they use. */
public final class ClaimCharge {
    private static final String CLAIMS = "persistentvolumeclaims";
    private static final String STORAGE = "requests.storage";
    private static final String OBJECTS = "count/persistentvolumeclaims";
    private static final String OF_CLASS = ".storageclass.storage.k8s.io/";
    private static final String ATTRIBUTES = "VolumeAttributesClass";

    private ClaimCharge() {}

    /**
     * What it counts for: one claim and its bytes, both once more for its StorageClass. The bytes
     * are those that it asks for, or those set aside for it where an expansion was taken back, and
     * whole.
     */
    public static Map<String, BigDecimal> of(VolumeClaimState claim) {
        Map<String, BigDecimal> charge = new TreeMap<>();
        charge.put(OBJECTS, BigDecimal.ONE);
        add(charge, claim, CLAIMS, BigDecimal.ONE);
        BigDecimal requested = claim.requested();
        if (requested != null) {
            BigDecimal allocated = claim.allocated();
            BigDecimal larger = allocated == null ? requested : requested.max(allocated);
            add(charge, claim, STORAGE, larger.setScale(0, RoundingMode.CEILING));
        }
        return charge;
    }

    private static void add(
            Map<String, BigDecimal> charge,
            VolumeClaimState claim,
            String line,
            BigDecimal amount) {
        charge.put(line, amount);
        if (claim.storageClass() != null) {
            charge.put(claim.storageClass() + OF_CLASS + line, amount);
        }
    }

    /** Whether a line counts anything of claims at all. */
    public static boolean isOfClaims(String line) {
        return line.equals(OBJECTS)
                || line.equals(CLAIMS)
                || line.equals(STORAGE)
                || line.endsWith(OF_CLASS + CLAIMS)
                || line.endsWith(OF_CLASS + STORAGE);
    }

    /** Whether a quota counts this claim, if it counts anything of claims. */
    public static boolean isInScope(QuotaState quota, VolumeClaimState claim) {
        return Scope.of(quota).stream().allMatch(scope -> holds(scope, claim));
    }

    /** Of all scopes one alone is of claims; the others are met by none. */
    private static boolean holds(Scope scope, VolumeClaimState claim) {
        if (!scope.name().equals(ATTRIBUTES)) {
            return false;
        }
        List<String> classes = claim.attributesClasses();
        return switch (scope.operator()) {
            case "In" -> classes.stream().anyMatch(scope.values()::contains);
            case "NotIn" ->
                    classes.isEmpty()
                            || classes.stream().anyMatch(each -> !scope.values().contains(each));
            case "DoesNotExist" -> classes.isEmpty();
            default -> !classes.isEmpty();
        };
    }
}
