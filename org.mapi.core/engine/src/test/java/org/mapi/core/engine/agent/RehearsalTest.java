package org.mapi.core.engine.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mapi.core.engine.support.Functions;
import org.mapi.function.Definition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.ScalarInstance;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.LinkType;
import org.mapi.packet.Packet;
import org.mapi.result.ResultBlock;
import org.mapi.result.ResultSchema;

/** Stand-ins get packets and are asked for results; the instances that are to work later on are left alone. */
class RehearsalTest {
    private static final Definition COUNT = Functions.changed(Functions.definition("COUNT"),
        definition -> definition.withSchema(ResultSchema.COUNTER));

    private final Rehearsal rehearsal = new Rehearsal(LinkType.ETHERNET);

    /** Counts, and notes what its stand-ins do. */
    private static class Noting extends ScalarInstance {
        private final List<Noting> standIns = new ArrayList<>();
        private final Set<Integer> protocols = new HashSet<>();
        private final Set<Integer> linkTypes = new HashSet<>();
        private int published;

        @Override
        public boolean process(Packet packet) {
            value++;
            protocols.add(packet.protocol());
            linkTypes.add(packet.linkType());
            return false;
        }

        @Override
        public void publish(ResultBlock block) {
            published++;
            super.publish(block);
        }

        @Override
        public FunctionInstance standIn() {
            final Noting made = new Noting();
            standIns.add(made);
            return made;
        }
    }

    @Test
    void shouldGivePacketsToStandInsAndNotToTheInstance() {
        final Noting first = new Noting();
        final Noting second = new Noting();
        rehearsal.add(COUNT, first);
        rehearsal.add(COUNT, second);
        rehearsal.run();
        for (Noting instance : List.of(first, second)) {
            assertThat(instance.value()).isZero();
            assertThat(instance.published).isZero();
            assertThat(instance.standIns).hasSizeGreaterThan(2).anyMatch(one -> one.value() > 0 && one.published > 0);
        }
    }

    @Test
    void shouldBringFirstPacketsAgainAndAgain() {
        final Noting instance = new Noting();
        rehearsal.add(COUNT, instance);
        rehearsal.run();
        assertThat(instance.standIns.stream().filter(one -> one.value() > 0).count()).isGreaterThan(10);
    }

    @Test
    void shouldBringPacketsOfTheUsualProtocols() {
        final Noting instance = new Noting();
        rehearsal.add(COUNT, instance);
        rehearsal.run();
        final Set<Integer> protocols = new HashSet<>();
        instance.standIns.forEach(one -> protocols.addAll(one.protocols));
        assertThat(protocols).contains(IpProtocol.TCP, IpProtocol.UDP, IpProtocol.ICMP, IpProtocol.NONE);
    }

    @Test
    void shouldBringNoiseOfTheDevicesLinkType() {
        final Noting instance = new Noting();
        final Rehearsal raw = new Rehearsal(LinkType.RAW);
        raw.add(COUNT, instance);
        raw.run();
        assertThat(instance.standIns.stream().flatMap(one -> one.linkTypes.stream())).containsOnly(LinkType.RAW);
    }

    @Test
    void shouldLeaveOutWhoHasNoStandInOrChangesPackets() {
        final Noting changing = new Noting();
        rehearsal.add(COUNT.withEffects(true, false), changing);
        rehearsal.add(COUNT, new Functions.Counting());
        rehearsal.run();
        assertThat(rehearsal.stations()).isEmpty();
        assertThat(changing.standIns).isEmpty();
    }

    @Test
    void shouldThrowWhatAStandInThrows() {
        rehearsal.add(COUNT, new Noting() {
            @Override
            public FunctionInstance standIn() {
                return packet -> {
                    throw new IllegalStateException("no packets, please");
                };
            }
        });
        assertThatThrownBy(rehearsal::run).hasMessage("no packets, please");
    }
}
