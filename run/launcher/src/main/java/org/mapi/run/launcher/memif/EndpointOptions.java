package org.mapi.run.launcher.memif;

import java.time.Duration;
import java.util.Locale;
import org.mapi.memif.InterfaceMode;
import org.mapi.memif.Memif;
import org.mapi.memif.MemifException;
import org.mapi.memif.MemifOptions;
import org.mapi.memif.MemifSocket;
import org.mapi.run.launcher.UserError;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options that say which interface a command opens, for all commands that open one. */
final class EndpointOptions {
    private static final int LARGEST_RING = 1 << 14;
    private static final Duration SOON = Duration.ofSeconds(1);

    /** Which end; the words of DPDK and newer VPP as well. */
    enum End { MASTER, SLAVE, SERVER, CLIENT }

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--role", paramLabel = "ROLE", defaultValue = "SLAVE",
        description = "master (server) listens, slave (client) connects; the default.")
    private End role;

    @Option(names = "--socket", paramLabel = "S", defaultValue = "/run/vpp/memif.sock",
        description = "Socket: a path, or @name for an abstract one (default: /run/vpp/memif.sock).")
    private String socket;

    @Option(names = "--id", paramLabel = "N", defaultValue = "0", description = "Number of the interface (default: 0).")
    private long id;

    @Option(names = "--secret", paramLabel = "TEXT", defaultValue = "", description = "The secret of both sides.")
    private String secret;

    @Option(names = "--ring-size", paramLabel = "N", defaultValue = "1024",
        description = "Packets per ring, a power of two (default: 1024); a slave decides it.")
    private int ringSize;

    @Option(names = "--buffer-size", paramLabel = "B", defaultValue = "2048",
        description = "Bytes per buffer (default: 2048); a slave decides it.")
    private int bufferSize;

    @Option(names = "--mode", paramLabel = "MODE", defaultValue = "ETHERNET",
        description = "ethernet (default), ip or punt_inject.")
    private InterfaceMode mode;

    @Option(names = "--wait", paramLabel = "SECONDS", defaultValue = "30",
        description = "How long to wait for the peer and the first packet (default: 30); icmp-responder: only with"
            + " --once.")
    private int wait;

    String socket() {
        return socket;
    }

    boolean ip() {
        return mode == InterfaceMode.IP;
    }

    /** What the library wants; the caller adds queues and callbacks. */
    MemifOptions options() {
        if (ringSize < 2 || ringSize > LARGEST_RING || Integer.bitCount(ringSize) != 1) {
            throw new ParameterException(spec.commandLine(), "--ring-size is " + ringSize
                + ", expected a power of two from 2 to " + LARGEST_RING);
        }
        try {
            return (role == End.MASTER || role == End.SERVER ? MemifOptions.master(id) : MemifOptions.slave(id)).secret(secret)
                .log2RingSize(Integer.numberOfTrailingZeros(ringSize)).bufferSize(bufferSize).mode(mode).allowShrinkable(true)
                .interfaceName("mapi/" + id);
        } catch (MemifException e) {
            throw new ParameterException(spec.commandLine(), "wrong option: " + e.getMessage());
        }
    }

    MemifSocket open() {
        try {
            return MemifSocket.open(socket);
        } catch (MemifException e) {
            throw new UserError("socket " + socket + ": " + e.getMessage());
        }
    }

    Memif create(MemifSocket on, MemifOptions options) {
        try {
            return on.create(options);
        } catch (MemifException e) {
            throw new UserError("interface " + socket + "/" + id + ": " + e.getMessage());
        }
    }

    /** How long to wait for the peer. */
    Duration patience() {
        return Duration.ofSeconds(wait);
    }

    /** Waits for the peer; says so if it takes long. */
    void await(Memif memif) {
        if (patience().compareTo(SOON) > 0 && !memif.awaitConnected(SOON)) {
            spec.commandLine().getErr().println("mapi: waiting up to " + wait + " s for a peer on " + socket + "/" + id + ", as "
                + memif.details().role().name().toLowerCase(Locale.ROOT));
            spec.commandLine().getErr().flush();
        }
        if (!memif.awaitConnected(patience())) {
            final String reason = memif.details().error();
            throw new UserError("no peer on " + socket + "/" + id + " within " + wait + " s"
                + (reason.isEmpty() ? "" : ": " + reason));
        }
    }
}
