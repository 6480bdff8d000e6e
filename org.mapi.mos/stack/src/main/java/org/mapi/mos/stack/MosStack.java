package org.mapi.mos.stack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.mapi.capture.FilterCompiler;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.Errno;
import org.mapi.mos.EventFilter;
import org.mapi.mos.FlowEvent;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorHandle;
import org.mapi.mos.MonitorInformation;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.MosException;
import org.mapi.mos.MosSource;
import org.mapi.mos.PacketFollower;
import org.mapi.mos.PacketFollowers;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.UserEvent;

/**
 * The stack without OSGi: sources, applications, user-defined events. Every application is attached to every source that it
 * wants, whichever came first. Any thread may call it.
 */
public final class MosStack implements PacketFollowers, AutoCloseable {
    /** A source whose name begins so is private: applications that want all sources are not attached to it. */
    static final String PRIVATE = ".";

    private final Supplier<FilterCompiler> compiler;
    private final EventForest events = new EventForest();
    private final Map<String, Source> sources = new LinkedHashMap<>();
    private final List<Attachment> attachments = new ArrayList<>();

    /**
     * A stack without sources and applications.
     *
     * @param compiler gives the compiler of filters, null if there is none now
     */
    public MosStack(Supplier<FilterCompiler> compiler) {
        this.compiler = compiler;
    }

    /**
     * A source that is fed by its owner: its one worker is whoever feeds it; several have threads of their own.
     *
     * @param name    not in use yet
     * @param devices names of devices, for information
     * @param options how flows are followed
     * @return the source
     * @throws MosException EINVAL if the name is in use or empty
     */
    @Override
    public PacketFollower follow(String name, List<String> devices, SourceOptions options) {
        requireFree(name);
        if (options.workers() > 1) {
            final SpreadingFollower spreading = new SpreadingFollower(this, name, devices, options, compiler.get(), events);
            add(spreading);
            spreading.start();
            return spreading;
        }
        final Follower follower = new Follower(this, name, devices, options, compiler.get(), events);
        add(follower);
        return follower;
    }

    /**
     * Follows the flows of a device's packets on threads of its own.
     *
     * @param name    not in use yet
     * @param device  taken over if this returns: closed at its end, or with the source
     * @param options how flows are followed
     * @return the source, running
     * @throws MosException EINVAL if the name is in use or empty, or the device has not as many queues as the options want
     */
    public MosSource observe(String name, OpenDevice device, SourceOptions options) {
        return start(name, List.of(device), options);
    }

    /**
     * Becomes a wire between two devices, on threads of its own: what comes in by one leaves by the other, unless an application
     * drops or changes it.
     *
     * @param name    not in use yet
     * @param first   taken over if this returns: closed when the source ends or is closed
     * @param second  taken over if this returns
     * @param options how flows are followed
     * @return the source, running; it ends when both devices are at their end or one fails
     * @throws MosException           EINVAL if the name is in use or empty, both devices are the same, or they have not as many
     *                                queues as the options want
     * @throws org.mapi.MapiException if a device cannot send
     */
    public MosSource inline(String name, OpenDevice first, OpenDevice second, SourceOptions options) {
        if (first.device() == second.device() || first.name().equals(second.name())) {
            throw new MosException(Errno.EINVAL, "both devices of source " + name + " are " + first.name()
                + ", expected two different ones");
        }
        return start(name, List.of(first, second), options);
    }

    private MosSource start(String name, List<OpenDevice> devices, SourceOptions options) {
        requireFree(name);
        final DeviceSource source = new DeviceSource(this, name, devices, options, compiler.get(), events);
        try {
            add(source);
        } catch (Throwable fault) {
            source.abandon();
            throw fault;
        }
        source.start();
        return source;
    }

    private synchronized void requireFree(String name) {
        if (name.isBlank() || sources.containsKey(name)) {
            throw new MosException(Errno.EINVAL, "source name is \"" + name + "\", expected one that is not in use: "
                + sources.keySet());
        }
    }

    /** Adds a source; the applications that want it are attached before its first packet. */
    private void add(Source source) {
        final List<Attachment> all;
        synchronized (this) {
            requireFree(source.name());
            sources.put(source.name(), source);
            all = List.copyOf(attachments);
        }
        for (Attachment attachment : all) {
            if (attachment.wants(source.name())) {
                attachment.attachLater(source);
            }
        }
    }

    /** Attaches an application to all sources that it wants. */
    void attachEverywhere(Attachment attachment) {
        final List<Source> all;
        synchronized (this) {
            all = List.copyOf(sources.values());
        }
        for (Source source : all) {
            if (attachment.wants(source.name())) {
                attachment.attach(source);
            }
        }
    }

    private synchronized List<Attachment> attachments() {
        return List.copyOf(attachments);
    }

    /**
     * Attaches an application to the sources it wants, those that come later too.
     *
     * @param bundle      where it comes from, empty outside of OSGi
     * @param options     what it wants
     * @param application the application
     * @return to take it back
     * @throws MosException EINVAL if a filter is wrong, or what {@link MonitorApplication#attach} throws
     */
    public MonitorHandle monitor(String bundle, MonitorOptions options, MonitorApplication application) {
        new LinkFilters(compiler.get(), options.filter());
        new LinkFilters(compiler.get(), options.orphans());
        final Attachment attachment = new Attachment(this, bundle, options, application);
        synchronized (this) {
            attachments.add(attachment);
        }
        try {
            attachEverywhere(attachment);
        } catch (Throwable fault) {
            attachment.close();
            throw fault;
        }
        return attachment;
    }

    /**
     * Puts another application in an application's place, such as its next version: the new one takes over its flows, their
     * buffers, reading positions and values of keys that have a name; callbacks, other values and timers of the former go.
     *
     * @param handle      of the former, from {@link #monitor}
     * @param bundle      where the new one comes from, empty outside of OSGi
     * @param options     what it wants
     * @param application the new one
     * @throws MosException EBADF if the former was taken away, EINVAL if a filter is wrong, or what {@link
     *                      MonitorApplication#attach} throws; nobody is told then, until the next replacement
     */
    public void replace(MonitorHandle handle, String bundle, MonitorOptions options, MonitorApplication application) {
        new LinkFilters(compiler.get(), options.filter());
        new LinkFilters(compiler.get(), options.orphans());
        ((Attachment) handle).replace(bundle, options, application);
    }

    /**
     * Takes an application away and keeps its place: nobody is told of its flows until {@link #replace}, but they and their
     * buffers wait. On an inline source its packets pass meanwhile or are dropped, as its options say.
     *
     * @param handle from {@link #monitor}
     * @param reason shown in its information
     */
    public void hold(MonitorHandle handle, String reason) {
        final Attachment attachment = (Attachment) handle;
        attachment.hold(reason, true);
        attachment.release();
    }

    /**
     * As {@link #hold}, but nobody knows when the application comes back: its packets pass.
     *
     * @param handle from {@link #monitor}
     * @param reason shown in its information
     */
    public void suspend(MonitorHandle handle, String reason) {
        final Attachment attachment = (Attachment) handle;
        attachment.hold(reason, false);
        attachment.release();
    }

    /** Attaches an application to one source only. */
    MonitorHandle attachTo(Source source, String bundle, MonitorOptions options,
            MonitorApplication application) {
        final Attachment attachment = new Attachment(this, bundle, options.on(source.name()), application);
        synchronized (this) {
            attachments.add(attachment);
        }
        try {
            attachment.attach(source);
        } catch (Throwable fault) {
            attachment.close();
            throw fault;
        }
        return attachment;
    }

    /**
     * Defines an event that applications find by its name. Applications that wait for it are attached.
     *
     * @throws MosException EINVAL if the base is unknown
     */
    public UserEvent define(FlowEvent base, EventFilter filter, String name) {
        final UserEvent event = events.define(base, filter, name);
        attachments().stream().filter(Attachment::isWaiting).forEach(Attachment::reload);
        return event;
    }

    /**
     * The event of a name: built in, or defined with a name.
     *
     * @throws MosException ENOENT if there is none
     */
    public FlowEvent event(String name) {
        return events.named(name);
    }

    /** The events built in, by number, and those that were defined with a name, by age. */
    @Override
    public List<FlowEvent> events() {
        final List<FlowEvent> all = new ArrayList<>(List.of(BuiltInEvent.values()));
        all.addAll(events.all());
        return all;
    }

    /** The events with a name whose filter threw too often, so that they are not raised any more: by name, why. */
    @Override
    public Map<String, String> silencedEvents() {
        final Map<String, String> silenced = new LinkedHashMap<>();
        for (FlowEvent event : events.all()) {
            if (event instanceof DefinedEvent defined && defined.isQuarantined()) {
                silenced.put(event.label(), defined.quarantine());
            }
        }
        return silenced;
    }

    /**
     * Forgets a named event. Applications that asked for it by its name are attached anew, or wait until it is defined again;
     * nothing of its filter is called any more.
     */
    public void forget(UserEvent event) {
        events.forget(event);
        attachments().stream().filter(attachment -> attachment.asked(event.label())).forEach(Attachment::reload);
    }

    synchronized void forget(Attachment attachment) {
        attachments.remove(attachment);
    }

    void forget(Source source) {
        final List<Attachment> all;
        synchronized (this) {
            sources.remove(source.name(), source);
            all = List.copyOf(attachments);
        }
        all.forEach(attachment -> attachment.forget(source));
    }

    /** The source of a name. */
    @Override
    public synchronized Optional<MosSource> source(String name) {
        return Optional.ofNullable(sources.get(name));
    }

    /** All sources, by age. */
    public synchronized List<MosSource> sources() {
        return List.copyOf(sources.values());
    }

    /** All applications, by age. */
    public List<MonitorInformation> monitors() {
        return attachments().stream().map(Attachment::information).toList();
    }

    /** Closes all sources. */
    @Override
    public void close() {
        for (MosSource source : sources()) {
            source.close();
        }
    }
}
