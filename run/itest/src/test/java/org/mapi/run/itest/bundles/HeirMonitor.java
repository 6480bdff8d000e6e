package org.mapi.run.itest.bundles;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.FlowKey;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.Registrations;

/** Counts packets, of each flow and of all; its next version counts on. Goes into the jar of {@link MonitorActivator}. */
public final class HeirMonitor implements MonitorApplication {
    private final String version;
    private final Consumer<String> log;
    private final AtomicLong all = new AtomicLong();

    HeirMonitor(String version, Consumer<String> log) {
        this.version = version;
        this.log = log;
    }

    @Override
    public void attach(Registrations on) {
        final FlowKey<Long> key = on.key("packets", Long.class);
        on.at(Hook.SEND, BuiltInEvent.PKT_IN, flow -> {
            final Long before = flow.get(key);
            flow.set(key, before == null ? 1 : before + 1);
            log.accept(version + " packet " + flow.get(key) + " of " + all.incrementAndGet());
        });
    }

    @Override
    public byte[] save() {
        return String.valueOf(all.get()).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void restore(byte[] state) {
        all.set(Long.parseLong(new String(state, StandardCharsets.US_ASCII)));
    }
}
