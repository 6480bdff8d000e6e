package org.mapi.run.launcher.monitor;

import java.util.concurrent.CountDownLatch;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.ResultMethod;
import org.mapi.function.State;
import org.mapi.packet.Packet;

/** Behind {@code -c}: lets so many packets through, then tells the command that it is done. Not listed among the results. */
@FunctionDefinition(library = PacketLimit.LIBRARY, function = PacketLimit.NAME, description = "Lets the first packets through",
    resultMethod = ResultMethod.NONE, result = Void.class, filters = true, state = State.HISTORY,
    arguments = {"packets:l:how many", "least:i:how many at least the device is let go on for"})
public final class PacketLimit implements Function {
    static final String LIBRARY = "monitor";
    static final String NAME = "FIRST";

    private final CountDownLatch reached;
    private volatile boolean over;

    PacketLimit(CountDownLatch reached) {
        this.reached = reached;
    }

    /** Whether all packets that were wanted have come. */
    boolean over() {
        return over;
    }

    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        return new Instance(arguments.longInteger(0), arguments.integer(1));
    }

    private final class Instance implements FunctionInstance {
        private final int least;
        private long left;

        Instance(long packets, int least) {
            left = packets;
            this.least = least;
        }

        /** A trace is read no further than needed: what the last line says was received is then what was asked for. */
        @Override
        public int capacity() {
            return left == 0 ? 0 : Math.clamp(left, least, Integer.MAX_VALUE);
        }

        @Override
        public boolean process(Packet packet) {
            if (left == 0) {
                return false;
            }
            if (--left == 0) {
                over = true;
                reached.countDown();
            }
            return true;
        }
    }
}
