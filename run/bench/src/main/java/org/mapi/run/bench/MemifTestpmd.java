package org.mapi.run.bench;

import java.io.IOException;
import java.time.Duration;
import org.mapi.memif.Memif;
import org.mapi.memif.MemifOptions;
import org.mapi.memif.MemifSocket;
import org.mapi.memif.ReceiveQueue;
import org.mapi.memif.RxMode;
import org.mapi.memif.TransmitQueue;

/** The testpmd processes of the benchmark: a pair, one that sends to us, one that receives. They sleep unless measured. */
final class MemifTestpmd implements AutoCloseable {
    private final TestpmdPeer server;
    private final TestpmdPeer client;
    private final TestpmdPeer sender;
    private final TestpmdPeer receiver;
    private final MemifSocket listening;
    private final MemifSocket connecting;
    private final Memif fromSender;
    private final Memif toReceiver;

    /** Starts and connects all; sockets get names that begin with the prefix. */
    MemifTestpmd(String prefix, Duration patience) throws IOException {
        server = new TestpmdPeer("server", prefix + "-pair", false);
        client = new TestpmdPeer("client", prefix + "-pair", true);
        listening = MemifSocket.open("@" + prefix + "-sender");
        fromSender = listening.listen(MemifOptions.master(1).rxMode(RxMode.POLLING));
        sender = new TestpmdPeer("client", prefix + "-sender", true);
        receiver = new TestpmdPeer("server", prefix + "-receiver", false);
        connecting = MemifSocket.open("@" + prefix + "-receiver");
        toReceiver = connecting.connect(MemifOptions.slave(1).rxMode(RxMode.POLLING));
        if (!fromSender.awaitConnected(patience) || !toReceiver.awaitConnected(patience)) {
            close();
            throw new IllegalStateException("testpmd did not connect");
        }
    }

    /** A measurement while something goes on. */
    interface Measurement {
        double take() throws IOException, InterruptedException;
    }

    /** Where packets from the sender arrive. */
    ReceiveQueue arriving() {
        return fromSender.receiveQueue(0);
    }

    /** Where packets for the receiver leave. */
    TransmitQueue leaving() {
        return toReceiver.transmitQueue(0);
    }

    /** Packets that the pair's receiver has got. */
    long pairReceived() throws IOException {
        return server.received();
    }

    /** Measures the pair at work. */
    double pair(int size, int burst, Measurement measurement) throws IOException, InterruptedException {
        server.start(size, burst);
        try {
            return with(client, size, burst, measurement);
        } finally {
            server.stop();
        }
    }

    /** Measures while testpmd sends to us. */
    double sending(int size, int burst, Measurement measurement) throws IOException, InterruptedException {
        return with(sender, size, burst, measurement);
    }

    /** Measures while testpmd receives from us. */
    double receiving(int size, int burst, Measurement measurement) throws IOException, InterruptedException {
        return with(receiver, size, burst, measurement);
    }

    private static double with(TestpmdPeer peer, int size, int burst, Measurement measurement)
            throws IOException, InterruptedException {
        peer.start(size, burst);
        try {
            return measurement.take();
        } finally {
            peer.stop();
        }
    }

    @Override
    public void close() {
        fromSender.close();
        toReceiver.close();
        listening.close();
        connecting.close();
        receiver.close();
        sender.close();
        client.close();
        server.close();
    }
}
