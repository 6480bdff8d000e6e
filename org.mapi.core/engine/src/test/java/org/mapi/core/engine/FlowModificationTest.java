package org.mapi.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.Applied;
import org.mapi.ApplyFlag;
import org.mapi.Flow;
import org.mapi.FunctionInformation;
import org.mapi.FunctionStatus;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.OfflineDevice;
import org.mapi.capture.FilterCompiler;
import org.mapi.core.engine.registry.FunctionProvider;
import org.mapi.core.engine.support.Functions;
import org.mapi.core.engine.support.TestEngine;
import org.mapi.function.Application;
import org.mapi.function.Definition;
import org.mapi.function.FlowModification;
import org.mapi.function.FunctionReference;
import org.mapi.function.Optimize;
import org.mapi.function.ScalarInstance;
import org.mapi.packet.Packet;
import org.mapi.result.ResultBlock;

class FlowModificationTest {
    @TempDir
    private Path directory;
    private TestEngine engine;
    private OfflineDevice trace;
    private Flow flow;

    @BeforeEach
    void start() {
        engine = new TestEngine(directory);
        trace = engine.offline(100);
        flow = engine.client().createFlow(trace.name());
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    /** Counts; what it does to its flow at apply is given. */
    private static final class Modifying extends ScalarInstance {
        private final BiConsumer<FlowModification, FunctionReference> change;
        private final FunctionReference target;

        Modifying(BiConsumer<FlowModification, FunctionReference> change, FunctionReference target) {
            this.change = change;
            this.target = target;
        }

        @Override
        public void modify(FlowModification modification) {
            change.accept(modification, target);
        }

        @Override
        public boolean process(Packet packet) {
            value++;
            return true;
        }
    }

    private void add(String name, BiConsumer<FlowModification, FunctionReference> change) {
        engine.add(provider(Functions.definition(name, "flow:r:flow", "function:f:function"), change));
    }

    private static FunctionProvider provider(Definition definition, BiConsumer<FlowModification, FunctionReference> change) {
        return Functions.provider(definition, (arguments, application) -> new Modifying(change, arguments.function(1)));
    }

    private void run() throws InterruptedException {
        flow.connect();
        trace.start();
        assertThat(flow.awaitFinished(TestEngine.PATIENCE)).isTrue();
    }

    @Test
    void shouldRunBeforeTheFunctionItAskedFor() throws InterruptedException {
        add("BEFORE", FlowModification::reorderBefore);
        final Applied<Object> filter = flow.apply("EVERY", 10);
        final Applied<Long> before = flow.apply("BEFORE", Long.class, filter);
        assertThat(flow.functions()).extracting(FunctionInformation::function).containsExactly("BEFORE", "EVERY");
        run();
        assertThat(before.read().value()).isEqualTo(100);
    }

    @Test
    void shouldDeleteAFunctionAndTellItsReaders() throws InterruptedException {
        add("INSTEAD", FlowModification::delete);
        final Applied<Long> count = flow.apply("COUNT", Long.class);
        final Applied<Long> instead = flow.apply("INSTEAD", Long.class, count);
        assertThat(count.information().status()).isEqualTo(FunctionStatus.DELETED);
        run();
        assertThat(instead.read().value()).isEqualTo(100);
        final MapiException error = catchThrowableOfType(MapiException.class, count::read);
        assertThat(error.error()).isEqualTo(MapiError.MAPI_SOURCE_CLOSED);
        assertThat(error).hasMessageContaining("INSTEAD");
    }

    @Test
    void shouldAddFunctionsBeforeAllOthersAndBehind() throws InterruptedException {
        add("FRAME", (modification, target) -> {
            modification.add(true, "EVERY", 2);
            modification.add(false, "testlib:COUNT");
        });
        final Applied<Long> first = flow.apply("COUNT", Long.class);
        flow.apply("FRAME", first);
        assertThat(flow.functions()).extracting(FunctionInformation::function)
            .containsExactly("EVERY", "COUNT", "FRAME", "COUNT");
        assertThat(flow.functions()).extracting(FunctionInformation::flag)
            .containsExactly(ApplyFlag.INTERNAL, ApplyFlag.NORMAL, ApplyFlag.NORMAL, ApplyFlag.INTERNAL);
        run();
        assertThat(first.read().value()).isEqualTo(50);
        assertThat(engine.client().peek(flow.id(), flow.functions().get(3).id())).contains(50L);
    }

    @Test
    void shouldLeaveTheFlowAsItWasWhenAModificationFails() {
        add("WRECK", (modification, target) -> {
            modification.add(true, "EVERY", 2);
            modification.delete(target);
            throw new IllegalStateException("half way");
        });
        final Applied<Long> count = flow.apply("COUNT", Long.class);
        final MapiException error = catchThrowableOfType(MapiException.class, () -> flow.apply("WRECK", count));
        assertThat(error.error()).isEqualTo(MapiError.MFUNCT_COULD_NOT_APPLY_FUNCT);
        assertThat(error).hasMessageContaining("half way");
        assertThat(flow.functions()).extracting(FunctionInformation::function).containsExactly("COUNT");
        assertThat(count.information().status()).isEqualTo(FunctionStatus.UNINITIALIZED);
    }

    @Test
    void shouldRefuseToModifyOtherFlowsOrAnothersName() {
        add("REACH", FlowModification::delete);
        final Flow other = engine.client().createFlow(trace.name());
        final Applied<Long> foreign = other.apply("COUNT", Long.class);
        assertThat(catchThrowableOfType(MapiException.class, () -> flow.apply("REACH", foreign)).error())
            .isEqualTo(MapiError.MFUNCT_COULD_NOT_APPLY_FUNCT);
        add("RENAME", (modification, target) -> modification.redefine(Functions.definition("OTHER")));
        assertThat(catchThrowableOfType(MapiException.class, () -> flow.apply("RENAME", foreign)).error())
            .isEqualTo(MapiError.MFUNCT_COULD_NOT_APPLY_FUNCT);
        assertThat(other.functions()).hasSize(1);
    }

    @Test
    void shouldShareByHandWithTheFunctionThatIsNamed() throws InterruptedException {
        engine.add(provider(Functions.definition("SAME", "flow:r:flow", "function:f:function").withOptimize(Optimize.MANUAL),
            (modification, target) -> {
                if (modification.self().flow() != target.flow()) {
                    modification.identicalTo(target);
                }
            }));
        final Applied<Long> first = flow.apply("SAME", Long.class, flow, 1);
        final Flow other = engine.client().createFlow(trace.name());
        final Applied<Long> second = other.apply("SAME", Long.class, first);
        flow.connect();
        other.connect();
        assertThat(first.information().shared()).isFalse();
        assertThat(second.information().subscribers()).isEqualTo(1);
    }

    /** Publishes as many numbers as it was told. */
    private static final class Row extends ScalarInstance {
        private final int length;

        Row(int length) {
            this.length = length;
        }

        @Override
        public void modify(FlowModification modification) {
            final Definition definition = modification.definition();
            modification.redefine(definition.withSchema(definition.schema().withBound("numbers", length)));
        }

        @Override
        public boolean process(Packet packet) {
            return true;
        }

        @Override
        public void publish(ResultBlock block) {
            block.setInt(0, length);
            for (int i = 0; i < length; i++) {
                block.setLong(8 + 8 * i, i);
            }
        }
    }

    /** A result with room for one number. */
    public record Numbers(int used, @org.mapi.result.Bound(value = 1, length = "used") long[] numbers) { }

    @Test
    void shouldMakeRoomForWhatAnInstanceRedefines() throws InterruptedException {
        final Definition plain = Functions.definition("ROW", "length:i:length");
        engine.add(Functions.provider(new Definition(plain.library(), plain.function(), "", plain.arguments(), "1",
            plain.resultMethod(), Numbers.class.getName(), false, null, false, false, plain.optimize(), plain.state(),
            plain.queueing()), (arguments, application) -> new Row(arguments.integer(0))));
        final Applied<Numbers> row = flow.apply("ROW", Numbers.class, 5);
        run();
        assertThat(row.read().value().numbers()).containsExactly(0, 1, 2, 3, 4);
        assertThat(row.information().resultSize()).isEqualTo(48);
    }

    @Test
    void shouldTellAFunctionWhereItIs() {
        final Application[] seen = new Application[1];
        engine.add(Functions.provider(Functions.definition("LOOK"), (arguments, application) -> {
            seen[0] = application;
            return new Functions.Counting();
        }));
        flow.apply("COUNT");
        final Applied<Object> look = flow.apply("LOOK");
        final Application application = seen[0];
        assertThat(application.device()).isEqualTo(trace.name());
        assertThat(application.deviceId()).isNegative();
        assertThat(application.live()).isFalse();
        assertThat(application.linkTypes()).containsExactly(1);
        assertThat(application.captureLength()).isEqualTo(65_535);
        assertThat(application.self()).isEqualTo(look.reference());
        assertThat(application.flows()).hasSize(1);
        assertThat(application.functions(application.flow())).extracting(FunctionInformation::function).containsExactly("COUNT");
        assertThat(catchThrowableOfType(MapiException.class, () -> application.service(FilterCompiler.class)).error())
            .isEqualTo(MapiError.MFUNCT_COULD_NOT_APPLY_FUNCT);
        assertThat(catchThrowableOfType(MapiException.class, () -> application.source(2, new FunctionReference(99, 1))).number())
            .isEqualTo(7003);
    }
}
