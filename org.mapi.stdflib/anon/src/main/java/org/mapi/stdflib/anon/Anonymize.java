package org.mapi.stdflib.anon;

import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.State;
import org.mapi.stdflib.extra.rewrite.KeyText;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/**
 * ANONYMIZE: gives one field of packets a new value, by a rule {@code PROTOCOL,FIELD,FUNCTION[,parameters]}. Packets without the
 * field pass as they are. Several rules are several functions of a flow. The README tells all names.
 *
 * <p>IPv4 and IPv6, behind VLAN tags, MPLS labels and PPPoE, and in all layers of tunnels: header fields are changed wherever
 * they are, addresses and ports also in packets that ICMP errors quote, a payload in the outermost layers that have the
 * protocol. Only what was captured is looked at. Lengths, checksums and the numbers of TCP follow every change; a checksum that
 * was wrong stays wrong, unless the rule is about it.
 *
 * <p>Keys are 32 bytes: from the second argument, otherwise from the configuration, otherwise made by chance for this use.
 * PREFIX_PRESERVING then gives what ANONYMIZEIP gives for the same key.
 */
@Component(service = Function.class)
@Designate(ocd = AnonymizeConfiguration.class)
@FunctionDefinition(library = AnonLibrary.NAME, function = "ANONYMIZE", description = "Gives a field of packets a new value",
    result = AnonymizeResult.class, modifies = true, state = State.HISTORY,
    arguments = {"rule:s:PROTOCOL,FIELD,FUNCTION[,parameters], such as IP,SRC_IP,PREFIX_PRESERVING or TCP,PAYLOAD,STRIP,0",
        "key:s=:file:PATH, env:NAME, hex:64 digits or 32 bytes of text; empty: the configured key, or one by chance"},
    resultMeaning = "packets that were changed; values that did not fit into packet or table",
    examples = {"ANONYMIZE(\"IP,SRC_IP,PREFIX_PRESERVING\") ANONYMIZE(\"IP,DST_IP,MAP\") TO_FILE(MFF_PCAP, \"anonymous.pcap\")",
        "ANONYMIZE(\"TCP,PAYLOAD,STRIP,0\") ANONYMIZE(\"UDP,PAYLOAD,HASHED,SHA_2,STRIP_REST\")",
        "ANONYMIZE(\"HTTP,HOST,REPLACE,example.org\") ANONYMIZE(\"HTTP,COOKIE,PATTERN_FILL,STR,x\")"},
    differences = {"Lengths, checksums and sequence numbers follow every change; fields are found in all layers.",
        "Keys are given or made by chance, not built in; hashes SHA_512, SHA_3, HMAC_SHA_2 and HMAC_SHA_3 are new.",
        "Tables belong to the flow, hold 65,536 values, and count what did not fit, which becomes 0.",
        "Digests and zeros in lines of HTTP and FTP are hexadecimal digits and the digit 0, so that lines stay lines.",
        "PREFIX_PRESERVING_MAP needs no table: it is PREFIX_PRESERVING by a key that the flow has by chance."})
public final class Anonymize implements Function {
    private volatile String configuredKey = "";

    /** Takes the configuration; without it there is no configured key. */
    @Activate
    @Modified
    void configure(AnonymizeConfiguration configuration) {
        configuredKey = configuration.key();
    }

    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        final Rule rule = Rule.parse(arguments.text(0));
        final String given = arguments.text(1);
        final String text = given.isEmpty() ? configuredKey : given;
        final byte[] key;
        try {
            key = text.isEmpty() ? KeyText.random() : KeyText.resolve(text);
        } catch (IllegalArgumentException e) {
            throw new MapiException(MapiError.MFUNCT_INVALID_ARGUMENT_2,
                (given.isEmpty() ? "the configured key " : "argument 2 (key) ") + e.getMessage());
        }
        Treatments.check(rule, key);
        return new AnonymizeInstance(rule, key, application);
    }
}
