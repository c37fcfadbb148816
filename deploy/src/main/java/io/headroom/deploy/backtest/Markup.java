package io.headroom.deploy.backtest;

import java.util.Locale;

/** Pieces of HTML and SVG. */
final class Markup {
    private Markup() {}

    /** Text of others, made harmless. */
    static String text(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** A place in a drawing, to a tenth of a pixel. */
    static String place(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    /** A figure for people; a dash where there is none. */
    static String figure(double value, int decimals) {
        return Double.isFinite(value)
                ? String.format(Locale.ROOT, "%." + decimals + "f", value)
                : "–";
    }
}
