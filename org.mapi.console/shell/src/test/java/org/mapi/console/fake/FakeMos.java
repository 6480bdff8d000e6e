package org.mapi.console.fake;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.FlowEvent;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorHandle;
import org.mapi.mos.MonitorInformation;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.Mos;
import org.mapi.mos.MosSource;
import org.mapi.mos.PacketFollower;
import org.mapi.mos.SourceInformation;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.SourceStatistics;
import org.mapi.mos.UserEvent;

/** A flow-monitoring stack with made-up sources and monitors. */
public final class FakeMos implements Mos {
    private final List<SourceInformation> sources = new ArrayList<>();
    private final List<MonitorInformation> monitors = new ArrayList<>();
    private final Map<String, String> undefined = new LinkedHashMap<>();
    private final Map<String, String> silenced = new LinkedHashMap<>();
    private final List<FlowEvent> defined = new ArrayList<>();

    /** Adds a source that has seen 10 packets. */
    public void source(String name, boolean ended, String failure) {
        sources.add(new SourceInformation(name, List.of("pcap:" + name), SourceOptions.DEFAULT, ended, failure,
            new SourceStatistics(10, 1000, 7, 1, 1, 1, 0, 0, 0, 3, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)));
    }

    /** Adds an event that is not defined. */
    public void undefined(String name, String why) {
        undefined.put(name, why);
    }

    @Override
    public Map<String, String> undefinedEvents() {
        return undefined;
    }

    /** Adds an event on REXMIT. */
    public void event(String name, String silencedBecause) {
        defined.add(new FakeEvent(name));
        if (!silencedBecause.isEmpty()) {
            silenced.put(name, silencedBecause);
        }
    }

    @Override
    public Map<String, String> silencedEvents() {
        return silenced;
    }

    /** Adds an application. */
    public void monitor(String name, String quarantine, String... attachedTo) {
        monitors.add(new MonitorInformation(name, "org.example 1.2.3", MonitorOptions.streams(name, "tcp port 80"),
            List.of(attachedTo), 2, 14, 3, quarantine));
    }

    @Override
    public MosSource observe(String name, String device, SourceOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MosSource inline(String name, String firstDevice, String secondDevice, SourceOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PacketFollower follow(String name, SourceOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<MosSource> source(String name) {
        return Optional.empty();
    }

    @Override
    public List<MosSource> sources() {
        return sources.stream().<MosSource>map(FakeSource::new).toList();
    }

    @Override
    public MonitorHandle monitor(MonitorOptions options, MonitorApplication application) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<MonitorInformation> monitors() {
        return monitors;
    }

    @Override
    public List<FlowEvent> events() {
        final List<FlowEvent> all = new ArrayList<>(List.of(BuiltInEvent.values()));
        all.addAll(defined);
        return all;
    }

    private record FakeEvent(String label) implements UserEvent {
        @Override
        public long number() {
            return 0x1000;
        }

        @Override
        public FlowEvent base() {
            return BuiltInEvent.REXMIT;
        }
    }

    private record FakeSource(SourceInformation information) implements MosSource {
        @Override
        public String name() {
            return information.name();
        }

        @Override
        public boolean awaitEnd(Duration timeout) {
            return information.ended();
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
