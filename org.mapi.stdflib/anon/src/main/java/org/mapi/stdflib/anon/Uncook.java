package org.mapi.stdflib.anon;

import org.mapi.MapiException;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.ResultMethod;
import org.osgi.service.component.annotations.Component;

/**
 * UNCOOK: cuts large packets into segments again: those that COOKING made, anonymised or not, and those that network cards put
 * together. Each segment has the headers of the large packet, its own sequence number, identification, lengths and right
 * checksums; FIN and PSH are on the last one.
 *
 * <p>The functions behind it see the segments in the place of the large packet. Packets that are not TCP, and fragments, are not
 * cut. Of a packet that was not all captured the captured bytes are cut.
 */
@Component(service = Function.class)
@FunctionDefinition(library = AnonLibrary.NAME, function = "UNCOOK", description = "Cuts large packets into segments",
    resultMethod = ResultMethod.NONE, result = Void.class, filters = true,
    arguments = "mtu:i=1500:longest IP packet that is not cut, 576 to 65535",
    examples = {"UNCOOK(1400) PKT_COUNTER",
        "COOKING(4000, 60, 0, BOTH_SIDE) ANONYMIZE(\"HTTP,HOST,REPLACE,example.org\") UNCOOK TO_FILE(MFF_PCAP, \"cut.pcap\")"},
    differences = {"Works: in the original COOKING no longer kept the headers that segments are made of.",
        "Its argument has a meaning, and may be left out; the original declared three and used none."})
public final class Uncook implements Function {
    private static final int LEAST_MTU = 576;
    private static final int LARGEST_MTU = 65_535;

    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        final int mtu = arguments.integer(0);
        if (mtu < LEAST_MTU || mtu > LARGEST_MTU) {
            throw MapiException.argument(1, "mtu", mtu, LEAST_MTU + " to " + LARGEST_MTU);
        }
        return new UncookInstance(mtu);
    }
}
