package org.mapi.core.engine.control;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.mapi.ApplyFlag;
import org.mapi.core.engine.agent.Station;
import org.mapi.core.engine.agent.StationState;
import org.mapi.core.engine.memory.BlockIdentity;
import org.mapi.core.engine.memory.SlotSnapshot;
import org.mapi.core.engine.registry.FunctionProvider;
import org.mapi.function.Arguments;
import org.mapi.function.Definition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.FunctionReference;

/** A function applied to a flow, as the engine keeps it. Changed by the thread that applies it, later by the control thread. */
public final class AppliedRecord {
    private final FlowRecord flow;
    private final FunctionReference reference;
    private final Arguments arguments;
    private final ApplyFlag flag;
    private volatile FunctionProvider provider;
    private volatile Definition definition;
    private volatile ApplicationView application;
    /** The instance until it goes to a station, null when it has to be made anew. */
    private volatile FunctionInstance instance;
    private volatile FunctionReference identicalTo;
    private volatile AppliedRecord deletedBy;
    private volatile StationSet stations;
    /** The first of them. */
    private volatile Station station;
    private volatile int subscribers = 1;
    private volatile FinalValue last;
    private volatile String provenance;
    private volatile String version;
    /** Queues in whose result file it has a name. Control thread. */
    private final BitSet named = new BitSet();
    /** Services of the platform that the instance uses, each with the generation it has. */
    private final Map<String, Long> services = new ConcurrentHashMap<>();
    private final Set<FlowReader> readers = ConcurrentHashMap.newKeySet();
    /** What each station had counted before this flow joined: seen, passed, missed; written on the agents. */
    private final AtomicLongArray before;

    AppliedRecord(FlowRecord flow, int id, FunctionProvider provider, Definition definition, Arguments arguments,
                  ApplyFlag flag) {
        this.flow = flow;
        this.reference = new FunctionReference(flow.id(), id);
        this.arguments = arguments;
        this.flag = flag;
        this.definition = definition;
        this.before = new AtomicLongArray(Counts.NUMBERS * flow.device().queues());
        provider(provider);
    }

    /** The flow. */
    public FlowRecord flow() {
        return flow;
    }

    /** Flow and number. */
    public FunctionReference reference() {
        return reference;
    }

    /** The definition it works with. */
    public Definition definition() {
        return definition;
    }

    /** The arguments. */
    public Arguments arguments() {
        return arguments;
    }

    /** The arguments as text. */
    public List<String> argumentTexts() {
        return arguments.values().stream().map(String::valueOf).collect(Collectors.toList());
    }

    /** How it came into the flow. */
    public ApplyFlag flag() {
        return flag;
    }

    /** Version of the bundle it comes from. */
    public String version() {
        return version;
    }

    /** What deleted it, or null. */
    public AppliedRecord deletedBy() {
        return deletedBy;
    }

    /** Where it works, on the first queue; null before connect and after close. */
    public Station station() {
        return station;
    }

    /** Where it works, one per queue or one for all queues; empty before connect and after close. */
    public List<Station> stations() {
        final StationSet there = stations;
        return there == null ? List.of() : there.stations();
    }

    /** Queue and files of the instance, null before connect; of the first queue's where there are several. */
    public InstanceResources resources() {
        final StationSet there = stations;
        return there == null ? null : there.resources().get(0);
    }

    /** What the instances say of themselves, by station. */
    List<String> notes() {
        final StationSet there = stations;
        return there == null ? List.of() : there.resources().stream().map(InstanceResources::note).toList();
    }

    /** How many flows use the instance. */
    public int subscribers() {
        return subscribers;
    }

    /** The value at the end, null before. */
    public FinalValue last() {
        return last;
    }

    /**
     * What it has counted since its flow was connected.
     *
     * @param index    position of the station
     * @param snapshot what the station has published
     */
    public Counts counts(int index, SlotSnapshot snapshot) {
        return snapshot.published() ? Counts.since(before, index, snapshot) : Counts.NOTHING;
    }

    FunctionProvider provider() {
        return provider;
    }

    void provider(FunctionProvider newProvider) {
        provider = newProvider;
        flow.changed();
        if (newProvider != null) {
            version = newProvider.version();
            provenance = newProvider.definition().qualifiedName() + "/" + newProvider.bundle() + "/" + newProvider.version() + "/"
                + newProvider.serviceId();
        }
    }

    /** Its instance has asked for a service of the platform, when that was of a generation. */
    void asked(Class<?> service, long generation) {
        services.merge(service.getName(), generation, Math::min);
    }

    /** A new instance is about to be made: it asks anew. */
    void asksAnew() {
        services.clear();
    }

    /** The first service that its instance uses and that has changed since; null when there is none. */
    String changedService(ToLongFunction<String> generations) {
        return services.entrySet().stream().filter(used -> used.getValue() < generations.applyAsLong(used.getKey()))
            .map(Map.Entry::getKey).findFirst().orElse(null);
    }

    /** Keeps nothing of the library. */
    void letGo() {
        provider = null;
        instance = null;
        application = null;
    }

    /** Which service made the instance, as text. */
    String provenance() {
        return provenance;
    }

    void definition(Definition changed) {
        definition = changed;
        flow.changed();
    }

    ApplicationView application() {
        return application;
    }

    void application(ApplicationView view) {
        application = view;
    }

    FunctionInstance instance() {
        return instance;
    }

    void instance(FunctionInstance made) {
        instance = made;
    }

    FunctionReference identicalTo() {
        return identicalTo;
    }

    void identicalTo(FunctionReference other) {
        identicalTo = other;
    }

    void deletedBy(AppliedRecord other) {
        deletedBy = other;
    }

    void stations(StationSet given) {
        stations = given;
        station = given == null ? null : given.stations().get(0);
    }

    void subscribers(int count) {
        subscribers = count;
    }

    void last(FinalValue value) {
        last = value;
    }

    boolean named(int queue) {
        return named.get(queue);
    }

    void named(int queue, boolean now) {
        named.set(queue, now);
    }

    /** Counts from here on. On the agent. */
    void begin(int index, Station from) {
        Counts.of(from).store(before, index);
    }

    /** Registers a reader that is closed with the flow. */
    public void addReader(FlowReader reader) {
        readers.add(reader);
    }

    /** Forgets a reader that was closed. */
    public void removeReader(FlowReader reader) {
        readers.remove(reader);
    }

    void closeReaders() {
        readers.forEach(reader -> Cleanup.of(label(), reader::end));
        readers.clear();
    }

    /** Has all readers give back what belongs to the library. */
    void detachReaders() {
        readers.forEach(reader -> Cleanup.of(label(), reader::detach));
    }

    /** Whether an instance is at work. */
    boolean working() {
        final List<Station> there = stations();
        return !there.isEmpty() && there.stream().allMatch(one -> one.state() == StationState.WORKING);
    }

    BlockIdentity identity() {
        return new BlockIdentity(reference.flow(), reference.id(), definition.function(), definition.library(), version);
    }

    /** Who it is, for people. */
    public String label() {
        return definition.qualifiedName() + " " + reference;
    }
}
