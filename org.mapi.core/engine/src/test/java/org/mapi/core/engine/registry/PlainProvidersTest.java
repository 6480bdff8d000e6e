package org.mapi.core.engine.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Definition;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.result.ResultLayout;
import org.mapi.result.ResultSchema;
import org.mapi.result.Statistics;

class PlainProvidersTest {
    private static Definition result(String result, String method, boolean counter) {
        return Definition.of(Map.of("mapi.library", "lib", "mapi.function", "F", "mapi.result", result,
            "mapi.resultMethod", method, "mapi.counter", counter));
    }

    private static ResultSchema schema(Definition definition) {
        return PlainProviders.of(definition, "", "", () -> null, PlainProvidersTest.class.getClassLoader()).schema();
    }

    @Test
    void shouldProvideAnObjectByItsAnnotation() {
        final Passing object = new Passing();
        final FunctionProvider provider = PlainProviders.of(object);
        assertThat(provider.definition().qualifiedName()).isEqualTo("plain:PASS");
        assertThat(provider.acquire()).isSameAs(object);
        assertThat(provider.schema()).isSameAs(ResultSchema.COUNTER);
        assertThat(provider.resolved().schema()).isSameAs(ResultSchema.COUNTER);
        assertThat(provider.origin()).isEqualTo("service " + provider.serviceId());
    }

    @Test
    void shouldMakeTheObjectOfAClassOnce() {
        final FunctionProvider provider = PlainProviders.of(Passing.class);
        assertThat(provider.acquire()).isInstanceOf(Passing.class).isSameAs(provider.acquire());
    }

    @Test
    void shouldSayWhichClassCannotBeMade() {
        assertThatThrownBy(() -> PlainProviders.of(Closed.class).acquire()).isInstanceOf(MapiException.class)
            .hasMessageContaining(Closed.class.getName()).hasMessageContaining("constructor without parameters")
            .extracting(error -> ((MapiException) error).error()).isEqualTo(MapiError.MAPI_LIBRARY_LOAD_ERR);
    }

    @ParameterizedTest
    @CsvSource({"java.lang.Long,SHM,true,counter", "java.lang.Long,SHM,false,long", "java.lang.Void,SHM,false,none",
        "java.lang.Long,NONE,false,none", "org.mapi.result.CapturedPacket,FUNCT,false,none",
        "org.mapi.result.Statistics,SHM,false,Statistics", "org.mapi.result.Statistics,IPC,false,Statistics"})
    void shouldFindTheLayoutOfAResult(String type, String method, boolean counter, String name) {
        assertThat(schema(result(type, method, counter)).name()).isEqualTo(name);
    }

    @Test
    void shouldTakeTheLayoutFromTheRecord() {
        assertThat(schema(result(Statistics.class.getName(), "SHM", false)))
            .isEqualTo(ResultLayout.of(Statistics.class).schema());
    }

    @ParameterizedTest
    @CsvSource({"no.such.Type,MAPI_LIBRARY_LOAD_ERR,no.such.Type", "java.lang.String,MFUNCT_INVALID_ARGUMENT_DESCRIPTOR,record"})
    void shouldRefuseAResultWithoutLayout(String type, MapiError error, String message) {
        assertThatThrownBy(() -> schema(result(type, "SHM", false))).isInstanceOf(MapiException.class)
            .hasMessageContaining("lib:F").hasMessageContaining(message)
            .extracting(thrown -> ((MapiException) thrown).error()).isEqualTo(error);
    }

    /** Counts nothing, lets everything pass. */
    @FunctionDefinition(library = "plain", function = "PASS", description = "lets everything pass", counter = true)
    public static final class Passing implements Function {
        @Override
        public FunctionInstance instantiate(Arguments arguments, Application application) {
            return packet -> true;
        }
    }

    /** Has no public constructor. */
    @FunctionDefinition(library = "plain", function = "CLOSED", description = "cannot be made")
    public static final class Closed implements Function {
        private Closed() { }

        @Override
        public FunctionInstance instantiate(Arguments arguments, Application application) {
            return packet -> false;
        }
    }
}
