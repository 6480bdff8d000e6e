package org.mapi.stdflib.extra;

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
 * ANONYMIZEIP: replaces IP addresses by prefix-preserving pseudonyms (Crypto-PAn), IPv4 and IPv6, in the headers of all
 * layers: the outermost, those inside tunnels, and the one that an ICMP error quotes; also the targets of neighbour discovery
 * and redirects. Checksums stay as right as they were, however short the packet was captured.
 *
 * <p>Packets without an IP header are stopped and counted, since ARP and the like tell addresses too. Nothing else is changed:
 * options that record routes, hardware addresses and payloads such as DNS are for ANONYMIZE.
 *
 * <p>The key is 32 bytes: from the argument, otherwise from the configuration, otherwise made by chance for this use. Equal keys
 * give equal pseudonyms everywhere. An argument is seen by everybody who may list flows, so give {@code file:} or {@code env:}.
 */
@Component(service = Function.class)
@Designate(ocd = AnonymizeIpConfiguration.class)
@FunctionDefinition(library = ExtraLibrary.NAME, function = "ANONYMIZEIP",
    description = "Replaces IP addresses by prefix-preserving pseudonyms",
    counter = true, modifies = true, filters = true, state = State.HISTORY,
    arguments = "key:s=:file:PATH, env:NAME, hex:64 digits or 32 bytes of text; empty: the configured key, or one by chance",
    resultMeaning = "packets that were stopped because they had no IP header",
    examples = {"ANONYMIZEIP TO_FILE(MFF_PCAP, \"anonymous.pcap\")",
        "ANONYMIZEIP(\"a text of at least thirty-two bytes\") PKT_COUNTER"},
    differences = {"Checksums follow the addresses.",
        "Addresses inside tunnels, in quoted packets and behind VLAN tags and MPLS labels are replaced too.",
        "The key may come from a file, the environment or the configuration; its length is checked.",
        "That packets without IP are stopped is declared, and they are counted."})
public final class AnonymizeIp implements Function {
    private volatile String configuredKey = "";

    /** Takes the configuration; without it there is no configured key. */
    @Activate
    @Modified
    void configure(AnonymizeIpConfiguration configuration) {
        configuredKey = configuration.key();
    }

    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        final String given = arguments.text(0);
        final String key = given.isEmpty() ? configuredKey : given;
        try {
            return new AnonymizeIpInstance(key.isEmpty() ? KeyText.random() : KeyText.resolve(key));
        } catch (IllegalArgumentException e) {
            throw new MapiException(MapiError.MFUNCT_INVALID_ARGUMENT_1,
                (given.isEmpty() ? "the configured key " : "argument 1 (key) ") + e.getMessage());
        }
    }
}
