package org.mapi.examples.monitor;

import java.util.function.LongConsumer;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.FlowKey;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorApplicationDefinition;
import org.mapi.mos.Registrations;
import org.mapi.mos.Side;
import org.mapi.mos.UserEvent;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.LoggerFactory;

/** Tells of each web connection how long the server took to begin its first answer. */
@Component(service = MonitorApplication.class)
@MonitorApplicationDefinition(name = "first-answer", filter = "tcp port 80")
public final class FirstAnswer implements MonitorApplication {
    private final LongConsumer report;

    /** Writes to the log. */
    @Activate
    public FirstAnswer() {
        this(nanos -> LoggerFactory.getLogger(FirstAnswer.class).info("first answer after {} us", nanos / 1000));
    }

    FirstAnswer(LongConsumer report) {
        this.report = report;
    }

    @Override
    public void attach(Registrations on) {
        final FlowKey<Long> asked = on.key(Long.class);
        final UserEvent payload = on.define(BuiltInEvent.PKT_IN, flow -> flow.packet().payloadLength() > 0);
        on.at(Hook.SEND, payload, flow -> {
            if (flow.side() == Side.CLIENT) {
                flow.set(asked, flow.time());
            } else if (flow.get(asked) != null) {
                report.accept(flow.time() - flow.get(asked));
                flow.remove(Hook.SEND, payload);          // of this connection only: it has been told
            }
        });
    }
}
