package org.mapi.stdflib.anon;

import org.mapi.MapiConstants;
import org.mapi.MapiException;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.ResultMethod;
import org.mapi.result.CapturedPacket;
import org.osgi.service.component.annotations.Component;

/**
 * UNCOOK: a buffer of packets as TO_BUFFER, in which packets that are larger than a frame are cut into segments again: those
 * that COOKING made, anonymised or not, and those that network cards put together. Each segment has the headers of the large
 * packet, its own sequence number, identification, lengths and right checksums; FIN and PSH are on the last one.
 *
 * <p>A function can pass on one packet for one that came, so the segments go to clients; to the functions behind it, the packet
 * goes as it is. Packets that are not TCP, and fragments, are not cut. Of a packet that was not all captured the captured bytes
 * are cut.
 */
@Component(service = Function.class)
@FunctionDefinition(library = AnonLibrary.NAME, function = "UNCOOK", description = "Cuts large packets into segments for clients",
    resultMethod = ResultMethod.FUNCT, result = CapturedPacket.class,
    arguments = {"mtu:i=1500:longest IP packet that is not cut, 576 to 65535", "mode:i=0:WAIT (0) or NOWAIT (1)",
        "packets:i=1000:how many packets of 2 KiB there is room for"},
    resultMeaning = "packets with time in ns since 1970, lengths, link type and captured bytes, one by one",
    examples = {"UNCOOK(1400, WAIT)",
        "COOKING(4000, 60, 0, BOTH_SIDE) ANONYMIZE(\"HTTP,HOST,REPLACE,example.org\") UNCOOK"},
    differences = {"Segments are packets for clients; the original called the functions behind it once for each, but no longer "
        + "had the headers to make them of.", "Its three arguments have a meaning, and may be left out."})
public final class Uncook implements Function {
    private static final int LEAST_MTU = 576;
    private static final int LARGEST_MTU = 65_535;
    private static final int MOST_PACKETS = 1 << 20;

    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        final int mtu = arguments.integer(0);
        if (mtu < LEAST_MTU || mtu > LARGEST_MTU) {
            throw MapiException.argument(1, "mtu", mtu, LEAST_MTU + " to " + LARGEST_MTU);
        }
        final int mode = arguments.integer(1);
        if (mode != MapiConstants.WAIT && mode != MapiConstants.NOWAIT) {
            throw MapiException.argument(2, "mode", mode, "WAIT (0) or NOWAIT (1)");
        }
        final int packets = arguments.integer(2);
        if (packets < 1 || packets > MOST_PACKETS) {
            throw MapiException.argument(3, "packets", packets, "1 to " + MOST_PACKETS);
        }
        return new UncookInstance(mtu, mode == MapiConstants.WAIT, packets, application.captureLength());
    }
}
