package org.mapi.stdflib.std;

import java.util.concurrent.ThreadLocalRandom;
import org.mapi.MapiConstants;
import org.mapi.MapiException;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.Optimize;
import org.mapi.function.ResultMethod;
import org.mapi.function.State;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.packet.Packet;
import org.mapi.result.ResultBlock;
import org.osgi.service.component.annotations.Component;

/**
 * SAMPLE: lets every n-th packet through (PERIODIC), or a percentage by chance (PROBABILISTIC). PERIODIC passes packet number n,
 * 2n, 3n, ... of those that reach it. Unlike the original, 0 percent passes nothing and wrong arguments are errors; the modes 0
 * and 1 are understood as well.
 */
@Component(service = Function.class)
@FunctionDefinition(library = StandardLibrary.NAME, function = "SAMPLE", description = "Lets a sample of the packets through",
    resultMethod = ResultMethod.NONE, result = Void.class, filters = true, optimize = Optimize.AUTO, state = State.HISTORY,
    arguments = {"value:i:every n-th packet, or percent of the packets", "mode:i:PERIODIC (2, or 0) or PROBABILISTIC (3, or 1)",
        "seed:l=0:start of the random sequence; 0 takes one by chance"},
    examples = {"SAMPLE(20, PERIODIC) PKT_COUNTER", "SAMPLE(5, PROBABILISTIC, 42) PKT_COUNTER"},
    differences = {"0 percent lets nothing through; in the original 1 percent passed.", "Wrong arguments are errors.",
        "A seed makes the choice repeatable."})
public final class Sample implements Function {
    private static final int SHORT_PERIODIC = 0;
    private static final int SHORT_PROBABILISTIC = 1;

    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        final int value = arguments.integer(0);
        return switch (arguments.integer(1)) {
            case MapiConstants.PERIODIC, SHORT_PERIODIC -> {
                check(value >= 1, value, "1 or more");
                yield new Periodic(value);
            }
            case MapiConstants.PROBABILISTIC, SHORT_PROBABILISTIC -> {
                check(value >= 0 && value <= 100, value, "0 to 100 (percent)");
                yield new Probabilistic(value, arguments.longInteger(2));
            }
            default -> throw MapiException.argument(2, "mode", arguments.integer(1), "PERIODIC (2) or PROBABILISTIC (3)");
        };
    }

    private static void check(boolean holds, int value, String expected) {
        if (!holds) {
            throw MapiException.argument(1, "value", value, expected);
        }
    }

    private static final class Periodic implements FunctionInstance {
        private final int period;
        private int position;

        Periodic(int period) {
            this.period = period;
        }

        @Override
        public boolean process(Packet packet) {
            if (++position < period) {
                return false;
            }
            position = 0;
            return true;
        }

        @Override
        public FunctionInstance standIn() {
            return new Periodic(period);
        }

        @Override
        public void save(StateWriter state) {
            state.putInt(position);
        }

        @Override
        public void restore(ResultBlock block, StateReader state) {
            position = Math.min(state.getInt(), period - 1);
        }
    }

    /** Draws from a splitmix64 sequence: no allocation, the same packets for the same seed. */
    private static final class Probabilistic implements FunctionInstance {
        private final int percent;
        private long sequence;

        Probabilistic(int percent, long seed) {
            this.percent = percent;
            this.sequence = seed != 0 ? seed : ThreadLocalRandom.current().nextLong();
        }

        @Override
        public boolean process(Packet packet) {
            sequence += 0x9e3779b97f4a7c15L;
            long mixed = sequence;
            mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
            mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
            mixed ^= mixed >>> 31;
            return (mixed >>> 32) * 100 >>> 32 < percent;
        }

        @Override
        public FunctionInstance standIn() {
            return new Probabilistic(percent, 1);
        }

        @Override
        public void save(StateWriter state) {
            state.putLong(sequence);
        }

        @Override
        public void restore(ResultBlock block, StateReader state) {
            sequence = state.getLong();
        }
    }
}
