package org.mapi.memif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mapi.memif.internal.control.Outbound;
import org.mapi.memif.internal.sys.LinuxSystemCalls;
import org.mapi.memif.internal.sys.SystemCalls;
import org.mapi.memif.internal.wire.Message;

/** All forty codes: errno codes by system calls that fail, protocol codes by a peer on the wire. */
@Timeout(600)
class ErrorCodesTest {
    private static final int ENOENT = 2;
    private static final int EAGAIN = 11;
    private static final int EACCES = 13;
    private static final int EBADF = 9;
    private static final int ENOMEM = 12;
    private static final int EMFILE = 24;
    private static final int ENFILE = 23;
    private static final int EIO = 5;
    private static final int ECONNREFUSED = 111;
    private static final int EALREADY = 114;
    private static final Map<Integer, MemifError> ERRNOS = Map.of(ENOENT, MemifError.NO_FILE, EAGAIN, MemifError.AGAIN, EACCES,
            MemifError.ACCES, EBADF, MemifError.BAD_FD, ENOMEM, MemifError.NOMEM, EMFILE, MemifError.PROC_FILE_LIMIT, ENFILE,
            MemifError.FILE_LIMIT, EIO, MemifError.SYSCALL, ECONNREFUSED, MemifError.CONNREFUSED, EALREADY, MemifError.ALREADY);

    /** As the header lists them. */
    private static final List<String> NAMES = List.of("SUCCESS", "SYSCALL", "CONNREFUSED", "ACCES", "NO_FILE", "FILE_LIMIT",
            "PROC_FILE_LIMIT", "ALREADY", "AGAIN", "BAD_FD", "NOMEM", "INVAL_ARG", "NOCONN", "CONN", "CB_FDUPDATE",
            "FILE_NOT_SOCK", "NO_SHMFD", "COOKIE", "NOBUF_RING", "NOBUF", "NOBUF_DET", "INT_WRITE", "MFMSG", "QID", "PROTO", "ID",
            "ACCSLAVE", "ALRCONN", "MODE", "SECRET", "NOSECRET", "MAXREG", "MAXRING", "NO_INTFD", "DISCONNECT", "DISCONNECTED",
            "UNKNOWN_MSG", "POLL_CANCEL", "MAX_RING", "PRIVHDR");

    private final FailingSystemCalls system = new FailingSystemCalls();

    private MemifContext.Builder builder() {
        return MemifContext.builder().systemCalls(system.calls()).connectionRequestTimer(Duration.ofHours(1),
                Duration.ofHours(1));
    }

    private static MemifError error(final ThrowingCallable call) {
        return catchThrowableOfType(MemifException.class, call).error();
    }

    @Test
    void shouldNumberErrorsAsTheHeaderDoes() {
        assertThat(MemifError.values()).hasSize(NAMES.size()).hasSize(40);
        for (int code = 0; code < NAMES.size(); code++) {
            assertThat(MemifError.of(code).name()).isEqualTo(NAMES.get(code));
            assertThat(MemifError.of(code).code()).isEqualTo(code);
            assertThat(MemifError.of(-code).cName()).isEqualTo("MEMIF_ERR_" + NAMES.get(code));
            assertThat(MemifError.strerror(code)).isEqualTo(MemifError.of(code).text()).isNotBlank();
        }
        assertThat(MemifError.strerror(23)).isEqualTo("invalid queue id");
        assertThat(List.of(MemifError.strerror(40), MemifError.strerror(-1))).containsOnly("undefined error");
        assertThatThrownBy(() -> MemifError.of(40)).hasMessage("no memif error: code=40, expected 0 to 39");
        assertThatThrownBy(() -> MemifError.of(Integer.MIN_VALUE)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldMapErrnosOfAConnectionRequest() {
        try (MemifContext context = builder().open()) {
            final Memif slave = context.createSocket(MemifPair.address(), null).create(MemifOptions.slave(1));
            ERRNOS.forEach((errno, expected) -> {
                system.fail("connect", errno);
                assertThat(error(slave::requestConnection)).isEqualTo(expected);
                assertThat(slave.details().error()).contains("errno=" + errno);
            });
        }
        assertThat(system.open()).isEmpty();
    }

    @Test
    void shouldLeaveNothingBehindWhenAContextCannotBeMade() {
        for (final String call : List.of("epoll", "eventfd", "timer", "epollControl")) {
            system.fail(call, EMFILE);
            assertThat(error(() -> builder().open())).as(call).isEqualTo(MemifError.PROC_FILE_LIMIT);
            assertThat(system.open()).as(call).isEmpty();
            system.fail(call, 0);
        }
        assertThat(error(() -> builder().allocator((size, alignment) -> {
            throw new OutOfMemoryError("by a test");
        }).open())).isEqualTo(MemifError.NOMEM);
        assertThat(error(() -> builder().allocator((size, alignment) -> MemorySegment.ofArray(new long[16])).open()))
                .isEqualTo(MemifError.INVAL_ARG);
    }

    @Test
    void shouldLeaveNothingBehindWhenAListenerCannotBeMade() {
        try (MemifContext context = builder().open()) {
            final int before = system.open().size();
            final MemifSocket socket = context.createSocket(MemifPair.address(), null);
            for (final String call : List.of("socket", "bind", "listen", "passCredentials", "epollControl")) {
                system.fail(call, EACCES);
                assertThat(error(() -> socket.create(MemifOptions.master(1)))).as(call).isEqualTo(MemifError.ACCES);
                assertThat(system.open()).as(call).hasSize(before);
                system.fail(call, 0);
            }
            socket.create(MemifOptions.master(1));
        }
        assertThat(system.open()).isEmpty();
    }

    @Test
    void shouldEndASlavesAttemptWhenMemoryCannotBeShared() {
        try (MemifSocket server = MemifSocket.open(MemifPair.address());
                MemifContext context = builder().open()) {
            server.listen(MemifOptions.master(1));
            final MemifSocket client = context.createSocket(server.filename(), null);
            final int before = system.open().size();
            for (final String call : List.of("memfd", "truncate", "addSeals", "eventfd", "reserve", "mapAt")) {
                system.fail(call, ENOMEM);
                try (Memif slave = client.create(MemifOptions.slave(1))) {
                    MemifPair.await(call, () -> context.pollEvent(10) == MemifError.NOMEM);
                    assertThat(slave.details().error()).contains("errno=12");
                    assertThat(system.open()).as(call).hasSize(before);
                }
                system.fail(call, 0);
            }
        }
    }

    @Test
    void shouldReportKicksThatFail() {
        try (MemifSocket server = MemifSocket.open(MemifPair.address());
                MemifContext context = builder().open()) {
            final Memif master = server.listen(MemifOptions.master(1));
            final Memif slave = context.createSocket(server.filename(), null).create(MemifOptions.slave(1));
            assertThat(slave.awaitConnected(MemifPair.PATIENCE)).isTrue();
            assertThat(master.awaitConnected(MemifPair.PATIENCE)).isTrue();
            system.fail("signal", EIO);
            final MemifBuffers buffers = new MemifBuffers(4);
            slave.allocate(0, buffers, 2, 60);
            assertThat(slave.transmit(0, buffers, 0, 2)).isEqualTo(2);
            assertThat(buffers.status()).isEqualTo(MemifError.INT_WRITE);
            assertThat(slave.transmitQueue(0).statistics().drops()).containsEntry(DropReason.KICK_FAILED, 1L);
            assertThat(error(context::cancelPollEvent)).isEqualTo(MemifError.INT_WRITE);
            system.fail("signal", EAGAIN);
            assertThat(slave.transmitQueue(0).send(Arena.ofAuto().allocate(8), 0,
                    8)).as("a full counter is an event").isEqualTo(1);
            system.fail("signal", 0);
        }
    }

    @Test
    void shouldNotSpinWithoutDescriptors() {
        try (MemifSocket server = MemifSocket.open(MemifPair.address(), builder());
                MemifSocket client = MemifSocket.open(server.filename())) {
            server.listen(MemifOptions.master(1));
            system.fail("accept", EMFILE);
            final long start = System.nanoTime();
            final Memif slave = client.connect(MemifOptions.slave(1));
            MemifPair.await("second try", () -> system.count("accept") >= 2);
            final long tries = system.count("accept");
            assertThat(tries).as("one try per second").isLessThan(9 + Duration.ofNanos(System.nanoTime() - start).toSeconds());
            system.fail("accept", 0);
            assertThat(slave.awaitConnected(MemifPair.PATIENCE)).isTrue();
        }
    }

    /** What pollEvent of a master's context says about a peer that sends one wrong message after some right ones. */
    private MemifError verdict(final MemifContext context, final String address, final int right, final Outbound wrong) {
        final SystemCalls real = LinuxSystemCalls.instance();
        final int memory = real.memfd("memif test");
        real.truncate(memory, 65_536);
        real.addSeals(memory, SystemCalls.SEAL_SHRINK);
        final int event = real.eventfd();
        final List<Outbound> good = List.of(new Outbound(new Message.Init(512, 1, 0, "psst", "")),
                new Outbound(new Message.AddRegion(0, 65_536), memory), new Outbound(new Message.AddRing(true, 0, 0, 0, 4, 0),
                event));
        MemifError result = MemifError.SUCCESS;
        try (RawPeer peer = RawPeer.connect(address)) {
            good.subList(0, right).forEach(each -> peer.send(each.message(), each.fd()));
            final int fd = wrong.message() instanceof Message.AddRegion ? memory : event;
            peer.send(wrong.message(), wrong.fd() == 0 ? fd : -1);
            final long end = System.nanoTime() + MemifPair.PATIENCE.toNanos();
            while (result == MemifError.SUCCESS && System.nanoTime() < end) {
                result = context.pollEvent(10);
            }
        } finally {
            real.close(memory);
            real.close(event);
        }
        return result;
    }

    @Test
    void shouldTellEveryProtocolError() {
        try (MemifContext context = builder().mixedRoles(true).open()) {
            final MemifSocket socket = context.createSocket(MemifPair.address(), null);
            final String address = socket.filename();
            socket.create(MemifOptions.master(1).secret("psst"));
            final Object[][] cases = {
                {MemifError.PROTO, 0, new Message.Init(9, 1, 0, "psst", ""), -1},
                {MemifError.ID, 0, new Message.Init(512, 78, 0, "psst", ""), -1},
                {MemifError.MODE, 0, new Message.Init(512, 1, 1, "psst", ""), -1},
                {MemifError.NOSECRET, 0, new Message.Init(512, 1, 0, "", ""), -1},
                {MemifError.SECRET, 0, new Message.Init(512, 1, 0, "pss", ""), -1},
                {MemifError.MFMSG, 0, new Message.Connect("early"), -1},
                {MemifError.NO_SHMFD, 1, new Message.AddRegion(0, 4096), -1},
                {MemifError.MAXREG, 1, new Message.AddRegion(256, 4096), 0},
                {MemifError.MFMSG, 1, new Message.AddRegion(0, 65_537), 0},
                {MemifError.NO_INTFD, 2, new Message.AddRing(true, 0, 0, 0, 4, 0), -1},
                {MemifError.MAXRING, 2, new Message.AddRing(true, 256, 0, 0, 4, 0), 0},
                {MemifError.MAX_RING, 2, new Message.AddRing(true, 0, 0, 0, 15, 0), 0},
                {MemifError.PRIVHDR, 2, new Message.AddRing(true, 0, 0, 0, 4, 8), 0},
                {MemifError.COOKIE, 3, new Message.Connect("no cookie"), -1},
                {MemifError.DISCONNECT, 3, new Message.Disconnect(0, "enough"), -1}};
            for (final Object[] each : cases) {
                assertThat(verdict(context, address, (Integer) each[1], new Outbound((Message) each[2], (Integer) each[3])))
                        .as(each[2].toString()).isEqualTo(each[0]);
            }
        }
        assertThat(system.open()).isEmpty();
    }

    @Test
    void shouldTellApartWhatElseEndsAConnection() {
        try (MemifContext context = builder().mixedRoles(true).open()) {
            final MemifSocket socket = context.createSocket(MemifPair.address(), null);
            final String address = socket.filename();
            socket.create(MemifOptions.master(1));
            try (RawPeer peer = RawPeer.connect(address)) {
                peer.buffer.fill((byte) 99);
                peer.sendRaw(128, -1);
                MemifPair.await("unknown message", () -> context.pollEvent(10) == MemifError.UNKNOWN_MSG);
            }
            RawPeer.connect(address).close();
            MemifPair.await("gone", () -> context.pollEvent(10) == MemifError.DISCONNECTED);
            socket.create(MemifOptions.slave(5));
            MemifPair.await("a slave is no master", () -> context.pollEvent(10) == MemifError.ACCSLAVE);
            socket.create(MemifOptions.slave(1));
            socket.create(MemifOptions.slave(1));
            MemifPair.await("taken", () -> context.pollEvent(10) == MemifError.ALRCONN);
        }
        assertThat(system.open()).isEmpty();
    }
}
