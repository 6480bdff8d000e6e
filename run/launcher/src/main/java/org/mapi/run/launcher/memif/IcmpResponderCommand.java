package org.mapi.run.launcher.memif;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.mapi.memif.FrameHandler;
import org.mapi.memif.Memif;
import org.mapi.memif.MemifSocket;
import org.mapi.memif.RxMode;
import org.mapi.run.launcher.ExitStatus;
import org.mapi.run.launcher.Interruption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mapi memif icmp-responder}: a host on a memif interface that answers ARP and ping. */
@Command(name = "icmp-responder", mixinStandardHelpOptions = true,
    description = "Answers ARP and ping on a memif interface, to see that a peer is set up right. Ends with Ctrl-C.",
    footer = {"", "Example, with VPP as the other side:", "  vpp# create interface memif id 0 master",
        "  vpp# set interface state memif0/0 up", "  vpp# set interface ip address memif0/0 192.168.1.2/24",
        "  $ mapi memif icmp-responder --ip 192.168.1.1", "  vpp# ping 192.168.1.1"})
public final class IcmpResponderCommand implements Callable<Integer> {
    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern MAC = Pattern.compile("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}");
    private static final int BURST = 64;
    private static final int LARGEST_FRAME = 1 << 16;
    private static final long NO_PEER_NANOS = 20_000_000;
    private static final long SLEEP_NANOS = 50_000_000;
    private static final long TELL_NANOS = 2_000_000_000L;

    @Spec
    private CommandSpec spec;

    @Mixin
    private EndpointOptions endpoint;

    @Option(names = "--ip", paramLabel = "ADDRESS", defaultValue = "192.168.1.1",
        description = "Own IPv4 address (default: 192.168.1.1).")
    private String ip;

    @Option(names = "--mac", paramLabel = "ADDRESS", defaultValue = "aa:aa:aa:aa:aa:aa",
        description = "Own hardware address (default: aa:aa:aa:aa:aa:aa).")
    private String mac;

    @Option(names = "--once",
        description = "End when the peer goes away, as the C example does; otherwise the next is waited for.")
    private boolean once;

    private volatile long answered;

    @Override
    public Integer call() {
        final EchoResponder responder = new EchoResponder(macBytes(), ipNumber(), endpoint.ip());
        try (MemifSocket socket = endpoint.open();
             Memif memif = endpoint.create(socket, endpoint.options().rxMode(RxMode.INTERRUPT).maxFrameLength(LARGEST_FRAME)
                 .onConnect((up, context) -> say("up, peer \"" + up.details().remoteInstanceName() + "\""))
                 .onDisconnect((down, context, error, reason) -> say("down: " + reason)))) {
            if (once) {
                endpoint.await(memif);
            }
            say("answers ARP and ping for " + ip + " (" + mac + ") on " + endpoint.socket() + "; Ctrl-C ends it");
            final Interruption interruption = new Interruption();
            interruption.listen();
            try {
                serve(memif, responder, interruption);
                say("answered " + answered + " requests");
            } finally {
                interruption.done();
            }
        }
        return ExitStatus.OK;
    }

    private void serve(Memif memif, EchoResponder responder, Interruption interruption) {
        final MemorySegment packet = Arena.ofAuto().allocate(LARGEST_FRAME, Long.BYTES);
        final FrameHandler handler = frame -> {
            final int length = responder.answer(packet, frame.copyTo(packet, 0));
            if (length > 0) {
                // a full ring is the loss of an answer, which ping shows
                answered += Math.max(0, memif.transmitQueue(0).send(packet, 0, length));
            }
        };
        final long start = System.nanoTime();
        boolean told = memif.isConnected();
        while (!interruption.asked() && !Thread.currentThread().isInterrupted() && !(once && !memif.isConnected())) {
            int most = -1;
            for (int queue = 0; queue < memif.receiveQueues(); queue++) {
                most = Math.max(most, memif.receive(queue, BURST, handler));
            }
            if (!told && System.nanoTime() - start > TELL_NANOS) {
                told = true;
                tell(memif);
            }
            if (most < 0) {
                LockSupport.parkNanos(NO_PEER_NANOS);
            } else if (most == 0) {
                idle(memif);
            }
        }
    }

    /** Why nothing comes, if nobody is there. */
    private void tell(Memif memif) {
        if (!memif.isConnected()) {
            say("no peer yet" + (memif.details().error().isEmpty() ? "" : ": " + memif.details().error()));
        }
    }

    private static void idle(Memif memif) {
        if (memif.details().receiveQueues().size() == 1) {
            memif.receiveQueue(0).await(SLEEP_NANOS);
        } else {
            LockSupport.parkNanos(SLEEP_NANOS / BURST);
        }
    }

    private void say(String text) {
        System.err.println("mapi: icmp-responder: " + text);
    }

    private int ipNumber() {
        final java.util.regex.Matcher parts = IPV4.matcher(ip);
        int number = 0;
        boolean right = parts.matches();
        for (int i = 1; right && i <= parts.groupCount(); i++) {
            final int part = Integer.parseInt(parts.group(i));
            right = part < 256;
            number = number << 8 | part;
        }
        if (!right) {
            throw new ParameterException(spec.commandLine(), "--ip is " + ip + ", expected an IPv4 address such as 192.168.1.1");
        }
        return number;
    }

    private byte[] macBytes() {
        if (!MAC.matcher(mac).matches()) {
            throw new ParameterException(spec.commandLine(), "--mac is " + mac + ", expected six bytes such as "
                + "02:00:00:00:00:01");
        }
        return java.util.HexFormat.ofDelimiter(":").parseHex(mac);
    }
}
