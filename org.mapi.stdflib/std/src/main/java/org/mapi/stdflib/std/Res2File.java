package org.mapi.stdflib.std;

import java.util.ArrayList;
import java.util.List;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.FunctionReference;
import org.mapi.function.ResultSource;
import org.mapi.function.State;
import org.osgi.service.component.annotations.Component;

/**
 * RES2FILE: writes other functions' results to a file, a row at every packet (period "0"), at the end ("-1") or per period of the
 * device's time ("5s"), counted from the first packet. The file begins with a line that holds the title.
 *
 * <p>A row has a cell per function, in the form of its type, and ends with a newline: R2F_ULLSTR (1) the number; R2F_ULLSEC (2)
 * the number, being nanoseconds, as seconds with twelve decimals; R2F_STATS (3) {@code count  sum sum2 min max} of a STATS
 * result; R2F_RAW (0) the result's length as 64-bit little-endian integer and its bytes. A blank ends each cell but raw ones.
 *
 * <p>With a period the function runs before its sources, so that a row holds packets of its own period only, and periods end by
 * the device's clock, packets or not; a period in which no source saw a packet is a row of zeros. With reset 1 the sources are
 * reset after each row. What is left of the last, unfinished period stays in the sources' results. After a jump of the clock at
 * most {@value ResultFileInstance#MOST_EMPTY} rows of zeros are written, the others are counted.
 */
@Component(service = Function.class)
@FunctionDefinition(library = StandardLibrary.NAME, function = "RES2FILE",
    description = "Writes other functions' results to a file",
    result = RowFileStatus.class, state = State.HISTORY,
    arguments = {"types:s:type of each cell: R2F_RAW 0, R2F_ULLSTR 1, R2F_ULLSEC 2, R2F_STATS 3, separated by commas",
        "functions:S:functions whose results are written, as id@flow,id@flow", "title:s:first line of the file",
        "file:w:file to write", "period:s=0:\"0\" every packet, \"-1\" once at the end, or a period of time",
        "reset:i=0:1 resets the sources after each row"},
    resultMeaning = "rows and bytes written, rows that failed, rows of zeros skipped",
    examples = "PKT_COUNTER BYTE_COUNTER RES2FILE(\"1,1\", \"1@1,2@1\", \"packets bytes\", \"rows.txt\", \"1s\", 1)",
    differences = {"Rows of zeros follow the row that was counted before them; in the original they came first.",
        "Every type in the list is checked, and there must be as many as functions.",
        "\"-1\" writes its row; the original crashed.", "Wrong functions are error 7002 and wrong types 7001, always.",
        "Tells how many rows it wrote; full disks are counted."})
public final class Res2File implements Function {
    private static final int FILE = 3;

    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        final List<FunctionReference> references = arguments.functions(1);
        if (references.isEmpty()) {
            throw MapiException.argument(2, "functions", references, "at least one function");
        }
        final List<ResultSource> sources = new ArrayList<>();
        references.forEach(reference -> sources.add(application.source(1, reference)));
        final List<CellType> types = CellType.parse(arguments.text(0), sources.size());
        for (int i = 0; i < types.size(); i++) {
            if (types.get(i) == CellType.STATS && !CellType.holdsStatistics(sources.get(i))) {
                throw MapiException.argument(1, "types", arguments.text(0), "another type than R2F_STATS for function "
                    + references.get(i) + ", which is no STATS");
            }
        }
        if (arguments.file(FILE).toString().isBlank()) {
            throw new MapiException(MapiError.MAPI_ERROR_FILE, "argument 4 (file) is empty, expected a file name");
        }
        final int reset = arguments.integer(5);
        if (reset != 0 && reset != 1) {
            throw MapiException.argument(6, "reset", reset, "0 or 1");
        }
        final RowFormat format = new RowFormat(types, sources);
        final String period = arguments.text(4).trim();
        return switch (period) {
            case "0" -> new ResultFileInstance(format, arguments.text(2), reset == 1, ResultFileInstance.EVERY_PACKET);
            case "-1" -> new ResultFileInstance(format, arguments.text(2), reset == 1, ResultFileInstance.AT_THE_END);
            default -> new ResultFileInstance(format, arguments.text(2), reset == 1,
                Periods.length(5, "period", period, "\"0\", \"-1\" or a period such as \"5s\""));
        };
    }
}
