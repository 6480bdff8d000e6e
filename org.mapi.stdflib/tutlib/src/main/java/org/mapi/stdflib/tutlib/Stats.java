package org.mapi.stdflib.tutlib;

import org.mapi.MapiException;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.ResultSource;
import org.mapi.function.State;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.packet.Packet;
import org.mapi.result.ResultBlock;
import org.mapi.result.ResultLayout;
import org.osgi.service.component.annotations.Component;

/** Tutorial, section 4.4: reads another function's result and publishes a record. */
@Component(service = Function.class)
@FunctionDefinition(library = "tutlib", function = "STATS", description = "Statistics of another function's values",
    result = TutorialStatistics.class, state = State.HISTORY,
    arguments = {"flow:r:flow of the source", "source:f:function whose values are taken",
        "skip:c:1 leaves out the value at the first packet, 0 does not"})
public final class Stats implements Function {
    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        final ResultSource source = application.source(0, arguments.function(1));
        return switch (arguments.character(2)) {
            case '0', 0 -> new Instance(source, false);
            case '1', 1 -> new Instance(source, true);
            default -> throw MapiException.argument(3, "skip", arguments.character(2), "0 or 1");
        };
    }

    private static final class Instance implements FunctionInstance {
        private static final ResultLayout<TutorialStatistics> LAYOUT = ResultLayout.of(TutorialStatistics.class);
        private static final int COUNT = LAYOUT.offset("count");
        private static final int SUM = LAYOUT.offset("sum");
        private static final int SUM2 = LAYOUT.offset("sum2");
        private static final int MAX = LAYOUT.offset("max");
        private static final int MIN = LAYOUT.offset("min");

        private final ResultSource source;
        private boolean skip;
        private long count;
        private double sum;
        private double sum2;
        private double max;
        private double min;

        Instance(ResultSource source, boolean skip) {
            this.source = source;
            this.skip = skip;
        }

        @Override
        public boolean process(Packet packet) {
            if (skip) {
                skip = false;
                return true;
            }
            final double value = source.value();
            max = count == 0 ? value : Math.max(max, value);
            min = count == 0 ? value : Math.min(min, value);
            count++;
            sum += value;
            sum2 += value * value;
            return true;
        }

        @Override
        public void publish(ResultBlock block) {
            block.setLong(COUNT, count);
            block.setDouble(SUM, sum);
            block.setDouble(SUM2, sum2);
            block.setDouble(MAX, max);
            block.setDouble(MIN, min);
        }

        @Override
        public void reset() {
            count = 0;
            sum = 0;
            sum2 = 0;
            max = 0;
            min = 0;
        }

        @Override
        public void save(StateWriter state) {
            state.putByte((byte) (skip ? 1 : 0));
        }

        @Override
        public void restore(ResultBlock block, StateReader state) {
            skip = state.getByte() != 0;
            count = block.getLong(COUNT);
            sum = block.getDouble(SUM);
            sum2 = block.getDouble(SUM2);
            max = block.getDouble(MAX);
            min = block.getDouble(MIN);
        }
    }
}
