package org.mapi.mos.stack.component;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.Registrations;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.stack.MosStack;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;

/** Versions of one application come and go; their services are made of nothing but what a place asks for. */
@Timeout(300)
class ApplicationPlaceTest {
    private final Map<Object, MonitorApplication> objects = new HashMap<>();
    private final List<String> calls = new ArrayList<>();
    /** How often a service object was asked for. */
    private int asked;
    private final MosStack stack = new MosStack(() -> null);
    private final AtomicLong clock = new AtomicLong();
    private final ApplicationPlace place = new ApplicationPlace(fake(BundleContext.class, Map.of()), stack, clock::get);

    @AfterEach
    void close() {
        stack.close();
    }

    /** An object that answers some methods and knows the services. */
    private <T> T fake(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) ->
            switch (method.getName()) {
                case "getService" -> {
                    asked++;
                    yield objects.get(arguments[0]);
                }
                case "getProperty" -> ((Hashtable<?, ?>) answers.get("getProperties")).get(arguments[0]);
                case "hashCode" -> System.identityHashCode(self);
                case "equals" -> self == arguments[0];
                case "ungetService" -> true;
                default -> answers.get(method.getName());
            }));
    }

    @SuppressWarnings("unchecked")
    private ApplicationService service(String version, String... properties) {
        final Hashtable<String, Object> all = new Hashtable<>(Map.of("service.id", (long) objects.size(), "mos.name", "app"));
        for (String property : properties) {
            all.put(property.split("=")[0], property.split("=")[1]);
        }
        final Bundle bundle = fake(Bundle.class, Map.of("getSymbolicName", "app", "getVersion", Version.parseVersion(version)));
        final ServiceReference<MonitorApplication> reference = fake(ServiceReference.class, Map.of("getProperties", all,
            "getBundle", bundle));
        objects.put(reference, new Recorded(version, calls));
        return new ApplicationService(reference);
    }

    /** Writes down what is called. */
    private record Recorded(String version, List<String> calls) implements MonitorApplication {
        @Override
        public void attach(Registrations on) {
            calls.add(version + " attach");
        }

        @Override
        public void detach(Registrations on) {
            calls.add(version + " detach");
        }

        @Override
        public byte[] save() {
            calls.add(version + " save");
            return version.getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public void restore(byte[] state) {
            calls.add(version + " restore " + new String(state, StandardCharsets.US_ASCII));
        }
    }

    private String state() {
        return stack.monitors().getFirst().quarantine();
    }

    @Test
    void shouldSaveAfterTheLastCallAndRestoreBeforeTheFirst() {
        stack.follow("wire", List.of(), SourceOptions.DEFAULT);
        final ApplicationService first = service("1.0.0");
        place.add(first);
        final ApplicationService second = service("2.0.0");
        place.add(second);
        place.remove(first, false);
        assertThat(calls).as("beside the other").containsExactly("1.0.0 attach", "1.0.0 detach", "1.0.0 save",
            "2.0.0 restore 1.0.0", "2.0.0 attach");
        calls.clear();
        place.remove(second, false);
        assertThat(state()).isEqualTo("waits for its next version");
        place.add(service("3.0.0"));
        assertThat(calls).as("after the other").containsExactly("2.0.0 detach", "2.0.0 save", "3.0.0 restore 2.0.0",
            "3.0.0 attach");
        assertThat(state()).isEmpty();
        place.end();
    }

    @Test
    void shouldExpectTheNextVersionForAWhileOnlyThoughOneIsThereThatCannotBeAttached() {
        stack.follow("wire", List.of(), SourceOptions.DEFAULT);
        final ApplicationService first = service("1.0.0");
        place.add(first);
        place.add(service("0.9.0", "mos.kind=nonsense"));
        place.remove(first, false);
        assertThat(state()).isEqualTo("waits for its next version");
        attend(1);
        assertThat(state()).isEqualTo("waits for its next version");
        attend(2);
        assertThat(state()).contains("property mos.kind is nonsense");
        place.add(service("1.1.0"));
        assertThat(calls).endsWith("1.1.0 restore 1.0.0", "1.1.0 attach");
        place.end();
    }

    @Test
    void shouldAskLessAndLessOftenForAServiceThatCannotBeMade() {
        stack.follow("wire", List.of(), SourceOptions.DEFAULT);
        final ApplicationService service = service("1.0.0");
        final MonitorApplication object = objects.remove(service.reference());
        place.add(service);
        attend(3600);
        assertThat(asked).as("asked in an hour").isBetween(60, 70);
        objects.put(service.reference(), object);
        attend(61);
        assertThat(calls).containsExactly("1.0.0 attach");
        place.end();
    }

    private void attend(int seconds) {
        for (int i = 0; i < 4 * seconds; i++) {
            clock.addAndGet(250_000_000);
            place.attend();
        }
    }
}
