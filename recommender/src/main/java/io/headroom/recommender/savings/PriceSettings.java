package io.headroom.recommender.savings;

import io.headroom.model.settings.Settings;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the price sheet comes from: single settings go before the file. */
public final class PriceSettings {
    private static final double HIGHEST = 1e9;

    private PriceSettings() {}

    public static PriceSheet from(Settings settings) {
        PriceSheet file =
                settings.read(
                        "price.sheet",
                        "",
                        text ->
                                text.isEmpty()
                                        ? PriceSheet.NONE
                                        : PriceSheetFile.read(Path.of(text)),
                        "a YAML file with what capacity costs, also by node labels (also"
                                + " --price-sheet FILE); without a price there are no costs");
        Optional<String> currency =
                settings.read(
                        "price.currency",
                        "",
                        text -> text.isEmpty() ? Optional.empty() : Optional.of(currency(text)),
                        "what costs are in, where it is not the file's; USD where neither says");
        Price price =
                new Price(
                        price(settings, "price.per-core-hour", "a core for an hour"),
                        price(settings, "price.per-gib-hour", "a GiB of memory for an hour"));
        return new PriceSheet(
                currency.orElse(file.currency()), price.or(file.base()), file.nodes());
    }

    private static @Nullable Double price(Settings settings, String key, String meaning) {
        return settings.<Optional<Double>>read(
                        key,
                        "",
                        text -> text.isEmpty() ? Optional.empty() : Optional.of(price(text)),
                        "what " + meaning + " costs, in place of what the file says of all nodes")
                .orElse(null);
    }

    /**
     * Reads a price.
     *
     * @throws IllegalArgumentException with the rule
     */
    public static double price(String text) {
        try {
            double price = Double.parseDouble(text);
            if (isPrice(price)) {
                return price;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("must be a number that is not negative, such as 0.031");
    }

    static boolean isPrice(double price) {
        return price >= 0 && price <= HIGHEST;
    }

    static String currency(String text) {
        if (!text.matches("[A-Za-z]{1,8}")) {
            throw new IllegalArgumentException(
                    "the currency must be one to eight letters, such as EUR: " + text);
        }
        return text;
    }
}
