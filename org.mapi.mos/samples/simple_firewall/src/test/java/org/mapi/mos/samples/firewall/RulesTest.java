package org.mapi.mos.samples.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The format of the rules. */
class RulesTest {
    private static Tuple tuple(int protocol, String source, int sourcePort, String destination, int port) {
        final Tuple tuple = new Tuple();
        final AddressRange from = AddressRange.parse(source);
        final AddressRange to = AddressRange.parse(destination);
        tuple.protocol = protocol;
        tuple.sourceHigh = from.high();
        tuple.sourceLow = from.low();
        tuple.destinationHigh = to.high();
        tuple.destinationLow = to.low();
        tuple.sourcePort = sourcePort;
        tuple.destinationPort = port;
        return tuple;
    }

    @Test
    void shouldLetTheFirstMatchDecide() {
        final Rules rules = Rules.parse(List.of("# a comment", "", "  accept 10.1.0.0/16 any dport:80 # web",
            "DROP\t10.0.0.0/8   any", "REJECT any 2001:db8::/32 proto:udp sport:1000-2000"), Rules.NONE);
        assertThat(rules.list()).extracting(Rule::text).containsExactly("accept 10.1.0.0/16 any dport:80", "DROP 10.0.0.0/8 any",
            "REJECT any 2001:db8::/32 proto:udp sport:1000-2000");
        assertThat(rules.decide(tuple(6, "10.1.2.3", 1, "192.0.2.1", 80)).action()).isEqualTo(Action.ACCEPT);
        assertThat(rules.decide(tuple(6, "10.1.2.3", 1, "192.0.2.1", 81)).action()).isEqualTo(Action.DROP);
        assertThat(rules.decide(tuple(6, "11.1.2.3", 1, "192.0.2.1", 81))).isNull();
        assertThat(rules.decide(tuple(17, "2001:db9::1", 1500, "2001:db8::1", 5)).action()).isEqualTo(Action.REJECT);
        assertThat(rules.decide(tuple(6, "2001:db9::1", 1500, "2001:db8::1", 5))).isNull();
        assertThat(rules.decide(tuple(17, "2001:db9::1", 2001, "2001:db8::1", 5))).isNull();
    }

    @Test
    void shouldMatchPacketsWithoutPortsOnlyWhereNoPortIsAskedFor() {
        final Rules rules = Rules.parse(List.of("DROP any any dport:0-65535 proto:icmp", "REJECT any any proto:icmp"),
            Rules.NONE);
        assertThat(rules.decide(tuple(1, "10.1.2.3", -1, "192.0.2.1", -1)).action()).isEqualTo(Action.REJECT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"DENY any any|line 2: action is \"DENY\"", "DROP any|line 2: \"DROP any\"",
        "DROP ten any|line 2: address is \"ten\"", "DROP 10.0.0.0/33 any|line 2: address is \"10.0.0.0/33\"",
        "DROP any any dport:65536|line 2: \"dport:65536\"", "DROP any any sport:9-8|line 2: \"sport:9-8\"",
        "DROP any any sport:1-2-3|line 2: \"sport:1-2-3\"", "DROP any any dport:|line 2: \"dport:\"",
        "DROP any any port:1|line 2: \"port:1\"", "DROP any any proto:gre|line 2: \"proto:gre\""})
    void shouldNameTheLineOfAMistake(String line, String message) {
        assertThatThrownBy(() -> Rules.parse(List.of("# first", line), Rules.NONE)).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(message).hasMessageContaining("expected");
    }

    @Test
    void shouldBoundTheNumberOfRules() {
        assertThat(Rules.parse(Collections.nCopies(Rules.MOST, "DROP any any"), Rules.NONE).list()).hasSize(Rules.MOST);
        assertThatThrownBy(() -> Rules.parse(Collections.nCopies(Rules.MOST + 1, "DROP any any"), Rules.NONE))
            .hasMessageContaining("line 1025").hasMessageContaining("1024 rules already");
    }

    @Test
    void shouldGoOnCountingWhereALineStays() {
        final Rules former = Rules.parse(List.of("DROP any any", "ACCEPT any any"), Rules.NONE);
        former.list().getFirst().connections().add(5);
        final Rules changed = Rules.parse(List.of("REJECT any any", "DROP  any any # as before"), former);
        assertThat(changed.list()).extracting(rule -> rule.connections().sum()).containsExactly(0L, 5L);
    }
}
