package io.headroom.recommender.fit;

import io.headroom.model.ContainerSpec;
import io.headroom.model.Resources;
import io.headroom.model.cluster.QuotaState;
import io.headroom.model.quantity.Quantity;
import org.jspecify.annotations.Nullable;

/** Whether the pods of a workload are in the scope of a quota. */
final class Scopes {
    private Scopes() {}

    static boolean count(QuotaState quota, Member member) {
        return quota.scopes().stream().allMatch(scope -> isIn(scope, member));
    }

    private static boolean isIn(String scope, Member member) {
        return switch (scope) {
            case "BestEffort", "BestEffort Exists" -> isBestEffort(member);
            case "NotBestEffort", "NotBestEffort Exists", "BestEffort DoesNotExist" ->
                    !isBestEffort(member);
            case "Terminating", "Terminating Exists" -> false;
            // of the others the inventory says nothing: what may be counted is taken to be
            default -> true;
        };
    }

    private static boolean isBestEffort(Member member) {
        return member.shape().containers().stream().allMatch(Scopes::hasNothing);
    }

    private static boolean hasNothing(ContainerSpec container) {
        return hasNothing(container.requests()) && hasNothing(container.limits());
    }

    private static boolean hasNothing(Resources amounts) {
        return isNothing(amounts.cpu()) && isNothing(amounts.memory());
    }

    private static boolean isNothing(@Nullable Quantity<?> amount) {
        return amount == null || amount.units() == 0;
    }
}
