package org.mapi.stdflib.std;

import java.util.ArrayList;
import java.util.List;
import org.mapi.MapiConstants;
import org.mapi.MapiException;
import org.mapi.function.ResultSource;

/** How RES2FILE writes a result; in the order of the original's numbers. */
enum CellType {
    /** Length and bytes. */
    RAW,
    /** A number. */
    NUMBER,
    /** Nanoseconds as seconds. */
    SECONDS,
    /** The fields of a STATS result. */
    STATS;

    /**
     * Reads a list of numbers or names.
     *
     * @param count how many are expected
     * @throws MapiException MFUNCT_INVALID_ARGUMENT_1
     */
    static List<CellType> parse(String text, int count) {
        final List<CellType> types = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            final String word = part.trim();
            final int number = word.startsWith("R2F_") ? MapiConstants.lookup(word).orElse(-1)
                : word.matches("[0-9]") ? Integer.parseInt(word) : -1;
            if (number < 0 || number >= values().length) {
                throw MapiException.argument(1, "types", text,
                    "R2F_RAW (0), R2F_ULLSTR (1), R2F_ULLSEC (2) or R2F_STATS (3) for each function, separated by commas");
            }
            types.add(values()[number]);
        }
        if (types.size() != count) {
            throw MapiException.argument(1, "types", text, "as many types as functions, " + count);
        }
        return types;
    }

    /** Whether a result has the fields of STATS. */
    static boolean holdsStatistics(ResultSource source) {
        return source.size() >= StatisticsCell.LENGTH;
    }
}
