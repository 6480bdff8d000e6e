package org.mapi.run.launcher.monitor;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/** What changed between two results: numbers are subtracted, maps field by field; what is no number is left as it is now. */
final class Difference {
    private Difference() { }

    static Object of(Object before, Object now) {
        if (before == null) {
            return now;
        }
        if (now instanceof Number later && before instanceof Number earlier) {
            return subtract(later, earlier);
        }
        if (now instanceof Map<?, ?> later && before instanceof Map<?, ?> earlier) {
            final Map<String, Object> difference = new LinkedHashMap<>();
            later.forEach((key, value) -> difference.put(String.valueOf(key), of(earlier.get(key), value)));
            return difference;
        }
        return now;
    }

    private static Number subtract(Number later, Number earlier) {
        if (later instanceof Long a && earlier instanceof Long b) {
            return a - b;
        }
        if (!Double.isFinite(later.doubleValue()) || !Double.isFinite(earlier.doubleValue())) {
            return Double.NaN;
        }
        return new BigDecimal(later.toString()).subtract(new BigDecimal(earlier.toString())).doubleValue();
    }
}
