package org.mapi.memif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.memif.internal.sys.LinuxSystemCalls;
import org.mapi.memif.internal.sys.SocketAddress;
import org.mapi.memif.internal.sys.SystemCalls;

/** Contexts, sockets, interfaces: everything but packets. */
@Timeout(600)
class ControlTest {
    private static final Duration NEVER = Duration.ofHours(1);
    @TempDir
    private Path directory;

    private static MemifError error(final ThrowingCallable call) {
        final MemifException thrown = catchThrowableOfType(MemifException.class, call);
        assertThat(thrown).isNotNull().hasMessageContaining("[" + thrown.error().cName() + " " + thrown.code() + ": ");
        return thrown.error();
    }

    private static MemifContext quiet() {
        return MemifContext.builder().connectionRequestTimer(NEVER, NEVER).open();
    }

    private static void turn(final MemifContext... contexts) {
        for (final MemifContext context : contexts) {
            context.pollEvent(1);
        }
    }

    @Test
    void shouldTellVersionsAndNames() {
        assertThat(MemifContext.version()).isEqualTo(512);
        assertThat(MemifContext.versionString()).isEqualTo("2.0");
        assertThat(MemifContext.HAVE_CANCEL_POLL_EVENT).isTrue();
        try (MemifContext context = quiet()) {
            assertThat(context.applicationName()).isEqualTo("libmemif-app");
            assertThat(context.defaultSocket().filename()).isEqualTo("/run/vpp/memif.sock");
            assertThat(context.defaultSocket().privateContext()).isNull();
        }
        try (MemifContext context = MemifContext.builder().applicationName("a".repeat(40)).open()) {
            assertThat(context.applicationName()).hasSize(32);
        }
    }

    @Test
    void shouldUseTheDefaultsOfTheHeader() {
        final MemifOptions options = MemifOptions.slave(5).rings(0, 0).bufferSize(0).log2RingSize(0);
        assertThat(List.of(options.s2mRings(), options.m2sRings(), options.bufferSize(), options.log2RingSize()))
                .containsExactly(1, 1, 2048, 10);
        assertThat(error(() -> options.log2RingSize(15))).isEqualTo(MemifError.MAX_RING);
        assertThat(error(() -> options.secret("x".repeat(25)))).isEqualTo(MemifError.INVAL_ARG);
        assertThat(error(() -> options.rings(256, 1))).isEqualTo(MemifError.INVAL_ARG);
        assertThat(error(() -> MemifOptions.master(1L << 32))).isEqualTo(MemifError.INVAL_ARG);
    }

    @Test
    void shouldConnectDescribeAndDisconnectWithCallbacks() {
        final List<String> events = new ArrayList<>();
        try (MemifContext one = MemifContext.builder().applicationName("one").open();
                MemifContext two = MemifContext.builder().applicationName("two").connectionRequestTimer(NEVER, NEVER).open()) {
            final Path path = directory.resolve("m.sock");
            final MemifSocket server = one.createSocket(path.toString(), "server-context");
            final MemifSocket client = two.createSocket(path.toString(), null);
            final Memif slave = client.create(MemifOptions.slave(7).interfaceName("s7").secret("psst").privateContext("ctx-s")
                    .onConnect((memif, context) -> events.add("slave up " + context))
                    .onDisconnect((memif, context, why, reason) -> events.add("slave down " + why + " " + reason)));
            assertThat(slave.details().error()).contains("MEMIF_ERR_NO_FILE 4");
            assertThat(error(slave::requestConnection)).isEqualTo(MemifError.NO_FILE);
            final Memif master = server.create(MemifOptions.master(7).interfaceName("m7").secret("psst").privateContext("ctx-m")
                    .onConnect((memif, context) -> events.add("master up " + context))
                    .onDisconnect((memif, context, why, reason) -> events.add("master down " + why + " " + reason)));
            assertThat(error(master::requestConnection)).isEqualTo(MemifError.INVAL_ARG);
            slave.requestConnection();
            assertThat(error(slave::requestConnection)).isEqualTo(MemifError.ALRCONN);
            MemifPair.await("both up", () -> {
                turn(one, two);
                return slave.isConnected() && master.isConnected();
            });
            assertDetails(slave, path);
            assertThat(master.details().remoteInterfaceName()).isEqualTo("s7");
            master.delete();
            MemifPair.await("slave down", () -> {
                turn(two);
                return !slave.isConnected();
            });
            assertThat(events).containsExactlyInAnyOrder("master up ctx-m", "slave up ctx-s",
                    "master down DISCONNECTED interface deleted", "slave down DISCONNECT interface deleted");
            assertThat(slave.details().error()).isEqualTo("interface deleted");
            assertThat(slave.details().receiveQueues()).isEmpty();
            assertThat(error(master::delete)).isEqualTo(MemifError.NOCONN);
            assertThat(error(master::details)).isEqualTo(MemifError.NOCONN);
            assertThat(path).as("the file goes with its last master").doesNotExist();
        }
    }

    private static void assertDetails(final Memif slave, final Path path) {
        final MemifDetails details = slave.details();
        assertThat(details).isEqualTo(new MemifDetails("s7", "two", "m7", "one", 7, "psst", Role.SLAVE,
                InterfaceMode.ETHERNET,
                path.toString(), details.regions(), details.receiveQueues(), details.transmitQueues(), "", true));
        assertThat(details.regions()).hasSize(2).allMatch(region -> region.fd() > 2 && !region.isExternal());
        assertThat(details.regions().getFirst().size()).isEqualTo(33024);
        assertThat(details.receiveQueues()).containsExactly(new MemifDetails.Queue(0, 0, 1024, 0, 1024, 0, 2048));
        assertThat(details.receiveQueues().getFirst().isPolling()).isFalse();
    }

    @Test
    void shouldRefuseWhatDoesNotFit() {
        try (MemifSocket server = MemifSocket.open(MemifPair.address());
                MemifContext context = quiet()) {
            server.listen(MemifOptions.master(1));
            server.listen(MemifOptions.master(2).secret("right"));
            server.listen(MemifOptions.master(3).mode(InterfaceMode.IP));
            final MemifSocket client = context.createSocket(server.filename(), null);
            assertRefused(context, client, MemifOptions.slave(9), "unmatched interface id");
            assertRefused(context, client, MemifOptions.slave(2), "secret required");
            assertRefused(context, client, MemifOptions.slave(2).secret("wrong"), "incorrect secret");
            assertRefused(context, client, MemifOptions.slave(2).secret("right+"), "incorrect secret");
            assertRefused(context, client, MemifOptions.slave(3), "mode mismatch");
            try (Memif first = client.create(MemifOptions.slave(1).secret("ignored"))) {
                assertThat(first.awaitConnected(MemifPair.PATIENCE)).isTrue();
                assertRefused(context, client, MemifOptions.slave(1), "already connected");
            }
            try (Memif again = client.create(MemifOptions.slave(2).secret("right"))) {
                assertThat(again.awaitConnected(MemifPair.PATIENCE)).as("a refusal leaves nothing behind").isTrue();
            }
        }
    }

    private static void assertRefused(final MemifContext context, final MemifSocket client, final MemifOptions options,
            final String reason) {
        final List<MemifError> results = new ArrayList<>();
        try (Memif memif = client.create(options)) {
            MemifPair.await(reason, () -> {
                results.add(context.pollEvent(10));
                return !memif.details().error().isEmpty();
            });
            assertThat(memif.details().error()).startsWith(reason);
            assertThat(results).as("poll tells").contains(MemifError.DISCONNECT);
        }
    }

    @Test
    void shouldRefuseSlavesThatAskForASlave() {
        try (MemifSocket both = MemifSocket.open(MemifPair.address());
                MemifContext context = quiet()) {
            both.listen(MemifOptions.master(1));
            both.connect(MemifOptions.slave(2));
            assertRefused(context, context.createSocket(both.filename(), null), MemifOptions.slave(2), "cannot connect to slave");
        }
    }

    @Test
    void shouldKeepTheRulesOfSockets() throws IOException {
        try (MemifContext context = quiet()) {
            final MemifSocket socket = context.createSocket(directory.resolve("a").toString(), null).permissions(0600);
            final Memif master = socket.create(MemifOptions.master(1));
            assertThat(Files.getPosixFilePermissions(directory.resolve("a")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(error(() -> socket.create(MemifOptions.slave(2)))).isEqualTo(MemifError.INVAL_ARG);
            assertThat(error(() -> socket.create(MemifOptions.master(1)))).isEqualTo(MemifError.INVAL_ARG);
            assertThat(error(() -> context.createSocket(socket.filename(), null))).isEqualTo(MemifError.INVAL_ARG);
            assertThat(context.createSocket(socket.filename() + "longer", null).filename()).endsWith("alonger");
            assertThat(error(socket::delete)).isEqualTo(MemifError.INVAL_ARG);
            assertThat(error(context::cleanup)).isEqualTo(MemifError.INVAL_ARG);
            try (MemifContext other = quiet()) {
                final MemifSocket same = other.createSocket(socket.filename(), null);
                assertThat(error(() -> same.create(MemifOptions.master(1)))).as("a living socket is not stolen")
                        .isEqualTo(MemifError.SYSCALL);
            }
            master.delete();
            assertThat(socket.listenerFd()).isEqualTo(-1);
            socket.create(MemifOptions.slave(2)).delete();
            socket.delete();
            assertThat(error(socket::delete)).isEqualTo(MemifError.INVAL_ARG);
            Files.writeString(directory.resolve("plain"), "no socket");
            final MemifSocket plain = context.createSocket(directory.resolve("plain").toString(), null);
            assertThat(error(() -> plain.create(MemifOptions.master(1)))).isEqualTo(MemifError.FILE_NOT_SOCK);
            assertThat(directory.resolve("plain")).hasContent("no socket");
            assertThat(error(() -> context.createSocket("", null))).isEqualTo(MemifError.INVAL_ARG);
            plain.delete();
            context.cleanup();
            assertThat(error(() -> context.createSocket("@x", null))).isEqualTo(MemifError.INVAL_ARG);
        }
    }

    @Test
    void shouldReplaceAStaleSocketFile() {
        final SystemCalls system = LinuxSystemCalls.instance();
        final Path path = directory.resolve("stale");
        final int fd = system.socket();
        system.bind(fd, new SocketAddress(path.toString()));
        system.close(fd);
        assertThat(path).exists();
        try (MemifSocket server = MemifSocket.open(path);
                MemifSocket client = MemifSocket.open(path)) {
            server.listen(MemifOptions.master(1));
            assertThat(client.connect(MemifOptions.slave(1)).awaitConnected(MemifPair.PATIENCE)).isTrue();
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void shouldReconnectOnItsTimer() {
        final String address = MemifPair.address();
        try (MemifContext context = MemifContext.builder().connectionRequestTimer(Duration.ofMillis(20),
                Duration.ofMillis(20)).open()) {
            final Memif slave = context.createSocket(address, null).create(MemifOptions.slave(1));
            assertThat(context.isRequestTimerArmed()).isTrue();
            for (int round = 0; round < 3; round++) {
                try (MemifSocket server = MemifSocket.open(address)) {
                    server.listen(MemifOptions.master(1));
                    assertThat(slave.awaitConnected(MemifPair.PATIENCE)).isTrue();
                    assertThat(context.isRequestTimerArmed()).isFalse();
                }
                MemifPair.await("down", () -> {
                    context.pollEvent(10);
                    return !slave.isConnected();
                });
                assertThat(context.isRequestTimerArmed()).isTrue();
            }
            context.setConnectionRequestTimer(Duration.ZERO, Duration.ZERO);
            assertThat(context.pollEvent(50)).as("no timer any more").isEqualTo(MemifError.SUCCESS);
        }
    }

    @Test
    void shouldCancelOnePollPerCancel() throws Exception {
        try (MemifContext context = quiet();
                var executor = Executors.newSingleThreadExecutor()) {
            context.cancelPollEvent();
            context.cancelPollEvent();
            assertThat(context.pollEvent(-1)).isEqualTo(MemifError.POLL_CANCEL);
            assertThat(context.pollEvent(-1)).isEqualTo(MemifError.POLL_CANCEL);
            assertThat(context.pollEvent(0)).isEqualTo(MemifError.SUCCESS);
            final var waiting = executor.submit(() -> context.pollEvent(-1));
            context.cancelPollEvent();
            assertThat(waiting.get()).isEqualTo(MemifError.POLL_CANCEL);
        }
    }

    /** An application's event loop, as simple as can be. */
    private static final class EventLoop implements MemifCallbacks.ControlFdUpdate {
        final Map<Integer, Integer> fds = new HashMap<>();
        final Map<Integer, Object> handles = new HashMap<>();
        final List<Object> contexts = new ArrayList<>();

        @Override
        public void update(final int fd, final int events, final Object handle, final Object context) {
            contexts.add(context);
            if ((events & MemifEvents.DEL) != 0) {
                assertThat(fds.remove(fd)).isNotNull();
                handles.remove(fd);
            } else {
                assertThat(fds.put(fd, events) != null).isEqualTo((events & MemifEvents.MOD) != 0);
                handles.put(fd, handle);
            }
        }

        void turn(final MemifContext context, final boolean isByHandle) {
            for (final int fd : List.copyOf(fds.keySet())) {
                final int ready = LinuxSystemCalls.instance().poll(fd, SystemCalls.POLL_IN, 0);
                final Object handle = handles.get(fd);
                if (ready > 0 && fds.containsKey(fd)) {
                    final int events = (ready & SystemCalls.POLL_IN) != 0 ? MemifEvents.READ : MemifEvents.ERROR;
                    if (isByHandle) {
                        context.controlFdHandler(handle, events);
                    } else {
                        context.controlFdHandler(fd, events);
                    }
                }
            }
        }
    }

    @Test
    void shouldRunInTheApplicationsEventLoopInBothStyles() {
        for (final boolean isByHandle : new boolean[] {false, true}) {
            final EventLoop loop = new EventLoop();
            final ConcurrentLinkedQueue<Integer> interrupts = new ConcurrentLinkedQueue<>();
            try (MemifContext context = MemifContext.builder().onControlFdUpdate(loop).privateContext("main").mixedRoles(true)
                    .open()) {
                assertThat(loop.fds).as("wake-up and two timers").hasSize(3);
                assertThat(error(() -> context.pollEvent(0))).isEqualTo(MemifError.INVAL_ARG);
                context.cancelPollEvent();
                final MemifSocket socket = context.createSocket(MemifPair.address(), null);
                final Memif master = socket.create(MemifOptions.master(1).onInterrupt((memif, own, queue) -> {
                    interrupts.add(queue);
                    memif.receive(queue, 64, frame -> { });
                }));
                final Memif slave = socket.create(MemifOptions.slave(1).rings(2, 1));
                MemifPair.await("connected", () -> {
                    loop.turn(context, isByHandle);
                    return master.isConnected() && slave.isConnected();
                });
                slave.transmitQueue(1).send(Arena.ofAuto().allocate(64), 0, 64);
                MemifPair.await("interrupt", () -> {
                    loop.turn(context, isByHandle);
                    return !interrupts.isEmpty();
                });
                loop.turn(context, isByHandle);
                assertThat(interrupts).as("quiet when the ring is empty").containsExactly(1);
                assertThat(context.controlFdHandler(12345, MemifEvents.READ)).isEqualTo(MemifError.SUCCESS);
            }
            assertThat(loop.fds).as("every descriptor was taken back").isEmpty();
            assertThat(loop.contexts).containsOnly("main");
        }
    }

    @Test
    void shouldReportAFailingFdCallback() {
        assertThat(error(() -> MemifContext.builder().onControlFdUpdate((fd, events, handle, context) -> {
            throw new IOException("no room");
        }).open())).isEqualTo(MemifError.CB_FDUPDATE);
    }

    @Test
    void shouldKeepOnWhenACallbackThrows() {
        try (MemifPair pair = new MemifPair(MemifOptions.master(1), MemifOptions.slave(1).onConnect((memif, context) -> {
            throw new IllegalArgumentException("thrown on purpose by a test");
        }))) {
            assertThat(pair.slave.isConnected()).isTrue();
        }
    }

    @Test
    void shouldTakeAListenerFromSomebodyElse() {
        final SystemCalls system = LinuxSystemCalls.instance();
        final String address = MemifPair.address();
        final int fd = system.socket();
        system.bind(fd, new SocketAddress(address));
        system.listen(fd, 4);
        try (MemifSocket server = MemifSocket.open(address);
                MemifSocket client = MemifSocket.open(address)) {
            server.setListenerFd(fd);
            assertThat(server.listenerFd()).isEqualTo(fd);
            assertThatThrownBy(() -> server.setListenerFd(fd)).hasMessageContaining("listens already");
            server.listen(MemifOptions.master(4));
            assertThat(client.connect(MemifOptions.slave(4)).awaitConnected(MemifPair.PATIENCE)).isTrue();
        }
    }
}
