package org.mapi.examples.counter;

import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.Queueing;
import org.mapi.function.StateReader;
import org.mapi.packet.Packet;
import org.mapi.result.ResultBlock;
import org.mapi.result.ResultLayout;
import org.osgi.service.component.annotations.Component;

/** A counter with a record as result: packets and bytes by IP version. */
@Component(service = Function.class)
@FunctionDefinition(library = "examples", function = "IP_VERSIONS", description = "Packets and bytes by IP version",
    result = IpVersionCounts.class, queueing = Queueing.PER_QUEUE)
public final class IpVersions implements Function {
    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        return new Instance();
    }

    private static final class Instance implements FunctionInstance {
        private static final int IPV4 = 0;
        private static final int IPV6 = 1;
        private static final int OTHER = 2;
        private static final ResultLayout<IpVersionCounts> LAYOUT = ResultLayout.of(IpVersionCounts.class);
        private static final int[] PACKETS_AT = offsets("packets");
        private static final int[] BYTES_AT = offsets("bytes");

        // Counting in fields of the instance is what makes it fast; publish copies them out once per batch.
        private final long[] packets = new long[OTHER + 1];
        private final long[] bytes = new long[OTHER + 1];

        private static int[] offsets(String what) {
            return new int[] {LAYOUT.offset("ipv4." + what), LAYOUT.offset("ipv6." + what), LAYOUT.offset("other." + what)};
        }

        @Override
        public boolean process(Packet packet) {
            final int version = switch (packet.ipVersion()) {
                case 4 -> IPV4;
                case 6 -> IPV6;
                default -> OTHER;
            };
            packets[version]++;
            bytes[version] += packet.wireLength();
            return true;
        }

        @Override
        public void publish(ResultBlock block) {
            for (int i = 0; i <= OTHER; i++) {
                block.setLong(PACKETS_AT[i], packets[i]);
                block.setLong(BYTES_AT[i], bytes[i]);
            }
        }

        @Override
        public void reset() {
            for (int i = 0; i <= OTHER; i++) {
                packets[i] = 0;
                bytes[i] = 0;
            }
        }

        /** Goes on where an older version of this library stopped: all there is to know is in the block. */
        @Override
        public void restore(ResultBlock block, StateReader state) {
            for (int i = 0; i <= OTHER; i++) {
                packets[i] = block.getLong(PACKETS_AT[i]);
                bytes[i] = block.getLong(BYTES_AT[i]);
            }
        }
    }
}
