package org.mapi.mos.samples.firewall;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** The rules of a file, in order: the first that matches decides, ACCEPT if none does. Immutable but for the counts. */
final class Rules {
    /** Most rules. */
    static final int MOST = 1024;
    /** No rules: everything passes. */
    static final Rules NONE = new Rules(List.of());

    private static final Map<String, Integer> PROTOCOLS = Map.of("tcp", 6, "udp", 17, "icmp", 1, "icmp6", 58, "any", -1);
    private static final int HIGHEST_PORT = 65_535;

    private final List<Rule> rules;
    private final Rule[] array;

    private Rules(List<Rule> rules) {
        this.rules = List.copyOf(rules);
        array = rules.toArray(Rule[]::new);
    }

    /**
     * Reads the lines of a file.
     *
     * @param former rules whose counts go on where a line stays the same
     * @throws IllegalArgumentException naming the line, what stands there, and what was expected
     */
    static Rules parse(List<String> lines, Rules former) {
        final Map<String, Rule> known = new HashMap<>();
        former.rules.forEach(rule -> known.putIfAbsent(rule.text(), rule));
        final List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            final String text = lines.get(i).replaceFirst("#.*", "").strip().replaceAll("\\s+", " ");
            if (text.isEmpty()) {
                continue;
            }
            if (rules.size() == MOST) {
                throw new IllegalArgumentException("line " + (i + 1) + ": there are " + MOST + " rules already");
            }
            try {
                rules.add(rule(text, known.remove(text)));
            } catch (IllegalArgumentException wrong) {
                throw new IllegalArgumentException("line " + (i + 1) + ": " + wrong.getMessage(), wrong);
            }
        }
        return new Rules(rules);
    }

    private static Rule rule(String text, Rule former) {
        final String[] words = text.split(" ");
        if (words.length < 3) {
            throw new IllegalArgumentException("\"" + text + "\", expected an action, a source and a destination");
        }
        Rule.PortRange sourcePorts = Rule.PortRange.ANY;
        Rule.PortRange ports = Rule.PortRange.ANY;
        int protocol = -1;
        for (int i = 3; i < words.length; i++) {
            if (words[i].startsWith("sport:")) {
                sourcePorts = ports(words[i]);
            } else if (words[i].startsWith("dport:")) {
                ports = ports(words[i]);
            } else if (words[i].startsWith("proto:")) {
                protocol = protocol(words[i]);
            } else {
                throw new IllegalArgumentException("\"" + words[i] + "\", expected sport:N, dport:N or proto:NAME");
            }
        }
        return new Rule(text, action(words[0]), AddressRange.parse(words[1]), AddressRange.parse(words[2]), sourcePorts, ports,
            protocol, former == null ? new LongAdder() : former.connections(),
            former == null ? new LongAdder() : former.packets());
    }

    private static Action action(String word) {
        try {
            return Action.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("action is \"" + word + "\", expected ACCEPT, DROP or REJECT", e);
        }
    }

    private static Rule.PortRange ports(String word) {
        final String[] ends = word.substring("sport:".length()).split("-", -1);
        try {
            final int first = Integer.parseInt(ends[0]);
            final int last = Integer.parseInt(ends[ends.length - 1]);
            if (ends.length <= 2 && first >= 0 && first <= last && last <= HIGHEST_PORT) {
                return new Rule.PortRange(first, last);
            }
        } catch (NumberFormatException e) {
            // the one message below says it
        }
        throw new IllegalArgumentException("\"" + word + "\", expected a port from 0 to 65535, or two with '-' between them");
    }

    private static int protocol(String word) {
        final Integer number = PROTOCOLS.get(word.substring("proto:".length()).toLowerCase(Locale.ROOT));
        if (number == null) {
            throw new IllegalArgumentException("\"" + word + "\", expected proto:tcp, udp, icmp, icmp6 or any");
        }
        return number;
    }

    /** The rule that decides; null if none matches. */
    Rule decide(Tuple tuple) {
        for (Rule rule : array) {
            if (rule.matches(tuple)) {
                return rule;
            }
        }
        return null;
    }

    List<Rule> list() {
        return rules;
    }
}
