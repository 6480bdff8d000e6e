package org.mapi.stdflib.std;

import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.TraceFormat;
import org.mapi.capture.TraceWriters;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.State;
import org.mapi.result.CaptureFileStatus;
import org.osgi.service.component.annotations.Component;

/**
 * TO_FILE: writes packets to trace files and lets them pass on.
 *
 * <p>A file is written under a temporary name beside its place and renamed when it is complete: when the wanted number of packets
 * is written (the result's status is then 0), at a rotation, when the source ends or the flow closes. Formats: MFF_PCAP, MFF_RAW
 * (the same, as in the original), MFF_DAG_ERF, MFF_PCAP_NS, MFF_PCAPNG.
 *
 * <p>Rotation, as {@code "size=100M,time=1h,packets=1000000,files=24"}: a new file when one of the limits is reached; names get
 * a number ({@code out-00001.pcap}); with {@code files} only the newest so many stay.
 */
@Component(service = Function.class)
@FunctionDefinition(library = StandardLibrary.NAME, function = "TO_FILE", description = "Writes packets to trace files",
    result = CaptureFileStatus.class, state = State.HISTORY,
    arguments = {"format:i:MFF_PCAP, MFF_RAW, MFF_DAG_ERF, MFF_PCAP_NS or MFF_PCAPNG", "file:w:file to write",
        "packets:l=0:how many packets to write, 0 for all", "rotate:s=:limits of a file: size=, time=, packets=, files="},
    resultMeaning = "status (11 writing, 0 done, 1 failed), files finished, packets and bytes written, failed",
    examples = {"BPF_FILTER(\"udp\") TO_FILE(MFF_PCAP, \"udp.pcap\")", "TO_FILE(MFF_PCAPNG, \"all.pcapng\", 0, \"size=1M\")"},
    differences = {"Status 0 comes with the last wanted packet, not with the one after it.",
        "pcap with nanoseconds, pcapng and ERF; rotation.", "A file gets its name when it is complete.",
        "Errors of the medium are counted."})
public final class ToFile implements Function {
    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        final TraceFormat format = TraceFormat.of(arguments.integer(0));
        if (format == null) {
            throw new MapiException(MapiError.MFUNCT_COULD_NOT_APPLY_FUNCT, "argument 1 (format) is " + arguments.integer(0)
                + ", expected MFF_PCAP (0), MFF_RAW (1), MFF_DAG_ERF (2), MFF_PCAP_NS (10) or MFF_PCAPNG (11)");
        }
        if (arguments.file(1).toString().isBlank()) {
            throw new MapiException(MapiError.MAPI_ERROR_FILE, "argument 2 (file) is empty, expected a file name");
        }
        if (arguments.longInteger(2) < 0) {
            throw MapiException.argument(3, "packets", arguments.longInteger(2), "0 or more");
        }
        final Rotation rotation = Rotation.parse(arguments.text(3));
        return new ToFileInstance(format, arguments.longInteger(2), rotation, application.service(TraceWriters.class),
            application);
    }
}
