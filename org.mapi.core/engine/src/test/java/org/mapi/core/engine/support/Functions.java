package org.mapi.core.engine.support;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.mapi.core.engine.registry.FunctionProvider;
import org.mapi.core.engine.registry.PlainProviders;
import org.mapi.function.Application;
import org.mapi.function.ArgumentDescription;
import org.mapi.function.Arguments;
import org.mapi.function.Definition;
import org.mapi.function.Function;
import org.mapi.function.FunctionInstance;
import org.mapi.function.InstanceContext;
import org.mapi.function.Optimize;
import org.mapi.function.Queueing;
import org.mapi.function.ResultMethod;
import org.mapi.function.ResultSource;
import org.mapi.function.ScalarInstance;
import org.mapi.function.State;
import org.mapi.packet.Packet;
import org.mapi.result.ResultBlock;

/** A small library for tests. */
public final class Functions {
    private Functions() { }

    /** A definition with a Long result. */
    public static Definition definition(String name, String... arguments) {
        return new Definition("testlib", name, "for tests", List.of(arguments).stream().map(ArgumentDescription::parse).toList(),
            "1", ResultMethod.SHM, "java.lang.Long", false, null, false, false, Optimize.NONE, State.NONE, Queueing.SERIAL);
    }

    /** A function of a definition. */
    public static FunctionProvider provider(Definition definition, BiFunction<Arguments, Application, FunctionInstance> maker) {
        return provider(definition, "1.0", maker);
    }

    /** A function of a definition, of a version. */
    public static FunctionProvider provider(Definition definition, String version,
                                            BiFunction<Arguments, Application, FunctionInstance> maker) {
        final Function function = maker::apply;
        return PlainProviders.of(definition, "test.bundle", version, () -> function, Functions.class.getClassLoader());
    }

    /** COUNT: counts packets. */
    public static FunctionProvider count() {
        return provider(definition("COUNT"), (arguments, application) -> new Counting());
    }

    /** COUNT of a version. */
    public static FunctionProvider count(String version) {
        return provider(definition("COUNT"), version, (arguments, application) -> new Counting());
    }

    /** EVERY(n): lets every n-th packet through by its own number; stateless, shareable. */
    public static FunctionProvider every() {
        return provider(changed(definition("EVERY", "n:i:which"), d -> d.withEffects(false, true).withOptimize(Optimize.AUTO)
            .withResultMethod(ResultMethod.NONE)), (arguments, application) -> every(arguments.integer(0)));
    }

    private static FunctionInstance every(int n) {
        return packet -> packet.number() % n == 0;
    }

    /** GAP: remembers; shareable. */
    public static FunctionProvider gap() {
        return provider(changed(definition("GAP"), d -> d.withOptimize(Optimize.AUTO).withState(State.HISTORY)),
            (arguments, application) -> new Gap());
    }

    /** NUMBER: the packet's number; stateless, shareable. */
    public static FunctionProvider number() {
        return provider(changed(definition("NUMBER"), d -> d.withOptimize(Optimize.AUTO)),
            (arguments, application) -> new Number());
    }

    /** SUM(flow, function): adds another function's values. */
    public static FunctionProvider sum() {
        return provider(definition("SUM", "flow:r:flow", "function:f:function"),
            (arguments, application) -> new Sum(application.source(1, arguments.function(1))));
    }

    /** Applies a change to a definition. */
    public static Definition changed(Definition definition, UnaryOperator<Definition> change) {
        return change.apply(definition);
    }

    /** Counts packets. */
    public static final class Counting extends ScalarInstance {
        @Override
        public boolean process(Packet packet) {
            value++;
            return true;
        }

        @Override
        public void reset() {
            value = 0;
        }
    }

    /** Counts packets and does something at init. */
    public static final class CountingWith extends ScalarInstance {
        private final Runnable atInit;

        /** What is done at init. */
        public CountingWith(Runnable atInit) {
            this.atInit = atInit;
        }

        @Override
        public void init(InstanceContext context) {
            atInit.run();
        }

        @Override
        public boolean process(Packet packet) {
            value++;
            return true;
        }
    }

    /** Publishes what a function of a packet gives. */
    public static final class Last extends ScalarInstance {
        private final ToLongFunction<Packet> what;

        /** What is taken of each packet. */
        public Last(ToLongFunction<Packet> what) {
            this.what = what;
        }

        @Override
        public boolean process(Packet packet) {
            value = what.applyAsLong(packet);
            return true;
        }
    }

    /** Publishes two counters. */
    public static final class Wide implements FunctionInstance {
        private long packets;

        @Override
        public boolean process(Packet packet) {
            packets++;
            return true;
        }

        @Override
        public void publish(ResultBlock block) {
            block.setLong(0, packets);
            block.setLong(8, packets == 0 ? 0 : 123);
        }
    }

    private static final class Gap extends ScalarInstance {
        Gap() {
            super(1);
        }

        @Override
        public boolean process(Packet packet) {
            value = state(0) == 0 ? 0 : packet.timestamp() - state(0);
            state(0, packet.timestamp());
            return true;
        }

        @Override
        public void reset() {
            value = 0;
        }
    }

    private static final class Number extends ScalarInstance {
        @Override
        public boolean process(Packet packet) {
            value = packet.number();
            return true;
        }
    }

    private static final class Sum extends ScalarInstance {
        private final ResultSource source;

        Sum(ResultSource source) {
            this.source = source;
        }

        @Override
        public boolean process(Packet packet) {
            value += source.value();
            return true;
        }
    }
}
