package org.mapi.mos.stack.component;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mapi.mos.EventDefinition;
import org.mapi.mos.FlowEvent;
import org.mapi.mos.stack.MosStack;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Definitions of events whose services come, go, or cannot be made. */
class EventServicesTest {
    private final AtomicLong clock = new AtomicLong();
    private final MosStack stack = new MosStack(() -> null);
    private final EventServices services = new EventServices(context(), stack, clock::get);
    private EventDefinition made;
    private int asked;

    @AfterEach
    void close() {
        stack.close();
    }

    private BundleContext context() {
        return (BundleContext) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {BundleContext.class},
            (self, method, arguments) -> {
                if (method.getName().equals("getService")) {
                    asked++;
                    return made;
                }
                return true;
            });
    }

    @SuppressWarnings("unchecked")
    private ServiceReference<EventDefinition> reference() {
        final Map<String, String> properties = Map.of(EventDefinition.EVENT, "BIG", EventDefinition.BASE, "PKT_IN");
        return (ServiceReference<EventDefinition>) Proxy.newProxyInstance(getClass().getClassLoader(),
            new Class<?>[] {ServiceReference.class}, (self, method, arguments) -> switch (method.getName()) {
                case "getProperty" -> properties.get(arguments[0]);
                case "hashCode" -> System.identityHashCode(self);
                case "equals" -> self == arguments[0];
                default -> null;
            });
    }

    private void attend(int seconds) {
        for (int i = 0; i < 4 * seconds; i++) {
            clock.addAndGet(250_000_000);
            services.attend();
        }
    }

    @Test
    void shouldAskLessAndLessOftenForADefinitionThatCannotBeMade() {
        services.add(reference());
        attend(3600);
        assertThat(asked).as("asked in an hour").isBetween(60, 70);
        assertThat(services.undefined().values()).singleElement().asString().contains("cannot be made");
        made = flow -> true;
        attend(61);
        assertThat(stack.events()).extracting(FlowEvent::label).contains("BIG");
        assertThat(services.undefined()).isEmpty();
        services.end();
        assertThat(stack.events()).extracting(FlowEvent::label).doesNotContain("BIG");
    }
}
