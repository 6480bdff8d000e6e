package org.mapi.run.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.mapi.memif.Memif;
import org.mapi.memif.MemifOptions;
import org.mapi.memif.MemifSocket;
import org.mapi.memif.RxMode;

/** The other process of a pair: a slave that does what its standard input says, one line each. */
public final class MemifChild {
    private MemifChild() { }

    /**
     * Runs it.
     *
     * @param arguments the socket
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (MemifSocket socket = MemifSocket.open(arguments[0]);
             Memif memif = socket.connect(MemifOptions.slave(1).rxMode(RxMode.POLLING));
             BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            MemifTraffic traffic = null;
            Thread thread = null;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (traffic != null) {
                    traffic.stop();
                    thread.join();
                    traffic = null;
                }
                if (!line.equals("stop")) {
                    final String[] words = line.split(" ");
                    memif.setRxMode(words[4].equals("interrupt") ? RxMode.INTERRUPT : RxMode.POLLING, 0);
                    traffic = new MemifTraffic(MemifTraffic.Kind.valueOf(words[0]), memif.transmitQueue(0), memif.receiveQueue(0),
                        Integer.parseInt(words[1]), Integer.parseInt(words[2]), words[3].equals("copy"),
                        words[4].equals("interrupt"));
                    thread = Thread.ofPlatform().daemon().name("memif-child").start(traffic);
                }
                System.out.println("done");
            }
        }
    }
}
