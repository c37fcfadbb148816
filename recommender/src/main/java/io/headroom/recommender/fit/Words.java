package io.headroom.recommender.fit;

import io.headroom.model.cluster.ClusterQuotaState;
import io.headroom.model.quantity.Memory;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Amounts of quotas as sentences show them. */
public final class Words {
    private static final BigDecimal EXBIBYTE = BigDecimal.valueOf(1L << 60);

    private Words() {}

    /** A quota by its kind and name. */
    public static String quota(String name) {
        return ClusterQuotaState.isShared(name)
                ? "ClusterResourceQuota " + name.substring(ClusterQuotaState.PREFIX.length())
                : "ResourceQuota " + name;
    }

    /**
     * An amount of a quota's resource.
     *
     * @param amount in base units
     */
    public static String of(String resource, BigDecimal amount) {
        if (!isBytes(resource)) {
            return amount.stripTrailingZeros().toPlainString();
        }
        return amount.compareTo(EXBIBYTE) >= 0
                ? amount.divide(EXBIBYTE, 2, RoundingMode.HALF_UP).toPlainString() + "Ei"
                : new Memory(amount.longValue()).humanized();
    }

    /** The same, to the byte where it would read like another amount otherwise. */
    static String apart(String resource, BigDecimal amount, BigDecimal other) {
        String words = of(resource, amount);
        return words.equals(of(resource, other))
                ? amount.stripTrailingZeros().toPlainString()
                : words;
    }

    /**
     * Whether a quota's resource is in bytes: others, of devices, may have names that end like it.
     */
    public static boolean isBytes(String resource) {
        String counted = resource.replaceFirst("^(requests|limits)\\.", "");
        return counted.equals("memory")
                || counted.equals("storage")
                || counted.equals("ephemeral-storage")
                || counted.startsWith("hugepages-")
                || resource.endsWith(".storageclass.storage.k8s.io/requests.storage");
    }
}
