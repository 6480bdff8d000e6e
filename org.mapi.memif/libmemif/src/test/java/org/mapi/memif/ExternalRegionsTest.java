package org.mapi.memif;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.mapi.memif.internal.sys.LinuxSystemCalls;
import org.mapi.memif.internal.sys.SystemCalls;

/** Buffer memory that the application brings or maps itself. */
class ExternalRegionsTest {
    private static final int BUFFER = 256;

    private final SystemCalls system = LinuxSystemCalls.instance();
    private final MemorySegment packet = Arena.ofAuto().allocate(2048);

    /** Maps and unmaps with plain system calls, and writes down what it was asked for. */
    private class Own implements ExternalRegions {
        final List<String> calls = new CopyOnWriteArrayList<>();
        private final boolean suppliesBuffers;
        private MemorySegment mapped;
        private int own = -1;
        private long buffer;

        Own(final boolean suppliesBuffers) {
            this.suppliesBuffers = suppliesBuffers;
        }

        private MemorySegment map(final long size, final int fd) {
            final long whole = size + 4095 & -4096;
            mapped = MemorySegment.ofAddress(system.mapAt(system.reserve(whole), whole, fd)).reinterpret(whole);
            return mapped;
        }

        @Override
        public Region add(final long size, final Object context) {
            calls.add("add " + size + " " + context);
            own = system.memfd("external");
            system.truncate(own, size);
            system.addSeals(own, SystemCalls.SEAL_SHRINK);
            return new Region(map(size, own), own);
        }

        @Override
        public MemorySegment address(final long size, final int fd, final Object context) {
            calls.add("address " + size + " " + context);
            return map(size, fd);
        }

        @Override
        public void delete(final MemorySegment memory, final long size, final int fd, final Object context) {
            calls.add("delete " + size + " " + context);
            system.unmap(mapped.address(), mapped.byteSize());
            if (fd == own) {
                system.close(own);
            }
        }

        @Override
        public boolean suppliesBuffers() {
            return suppliesBuffers;
        }

        @Override
        public long bufferOffset(final Object context) {
            buffer = (buffer + 1) % 32;
            return buffer * BUFFER;
        }
    }

    @Test
    void shouldExchangePacketsInMemoryOfTheApplications() {
        for (final boolean suppliesBuffers : new boolean[] {false, true}) {
            final Own slaves = new Own(suppliesBuffers);
            final Own masters = new Own(false);
            final String address = MemifPair.address();
            try (MemifSocket server = MemifSocket.open(address, MemifContext.builder().externalRegions(masters));
                    MemifSocket client = MemifSocket.open(address, MemifContext.builder())) {
                client.context().registerExternalRegions(slaves);
                final Memif master = server.listen(MemifOptions.master(1).privateContext("m"));
                final Memif slave = client.connect(MemifOptions.slave(1).bufferSize(BUFFER).log2RingSize(4).privateContext("s"));
                assertThat(slave.awaitConnected(MemifPair.PATIENCE)).as(slave.details().error()).isTrue();
                assertThat(master.awaitConnected(MemifPair.PATIENCE)).isTrue();
                assertThat(slave.details().regions().get(1).isExternal()).isTrue();
                assertThat(master.details().regions()).extracting(MemifDetails.Region::isExternal).containsExactly(false, true);
                pass(slave.transmitQueue(0), master.receiveQueue(0));
                pass(master.transmitQueue(0), slave.receiveQueue(0));
            }
            final int size = 32 * BUFFER;
            assertThat(slaves.calls).containsExactly("add " + size + " s", "delete " + size + " s");
            assertThat(masters.calls).containsExactly("address " + size + " m", "delete " + size + " m");
        }
    }

    private void pass(final TransmitQueue tx, final ReceiveQueue rx) {
        for (int number = 0; number < 200; number++) {
            final int sent = number;
            TrafficPattern.write(packet, 0, 600, sent);
            assertThat(tx.send(packet, 0, 600)).isEqualTo(1);
            assertThat(rx.receive(8, frame -> {
                frame.copyTo(packet, 1024);
                assertThat(TrafficPattern.matches(packet, 1024, 600, sent)).isTrue();
            })).isEqualTo(3);
        }
    }

    @Test
    void shouldRefuseMemoryThatIsTooSmall() {
        final MemorySegment tiny = Arena.ofAuto().allocate(64);
        try (MemifSocket server = MemifSocket.open(MemifPair.address());
                MemifContext context = MemifContext.builder().externalRegions(new Own(false) {
                    @Override
                    public Region add(final long size, final Object privateContext) {
                        return new Region(tiny, super.add(size, privateContext).fd());
                    }
                }).open()) {
            server.listen(MemifOptions.master(1));
            final Memif slave = context.createSocket(server.filename(), null).create(MemifOptions.slave(1));
            MemifPair.await("refused", () -> context.pollEvent(10) == MemifError.INVAL_ARG);
            assertThat(slave.details().error()).startsWith("external region: memory=");
        }
    }
}
