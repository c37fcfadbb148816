package io.headroom.recommender.fit;

import io.headroom.model.cluster.ClusterQuotaState;
import io.headroom.model.quantity.Memory;
import java.math.BigDecimal;

/** Amounts of quotas as sentences show them. */
public final class Words {
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
    static String of(String resource, BigDecimal amount) {
        boolean bytes =
                resource.endsWith("memory")
                        || resource.endsWith("storage")
                        || resource.contains("hugepages-");
        return bytes
                ? new Memory(amount.longValue()).humanized()
                : amount.stripTrailingZeros().toPlainString();
    }
}
