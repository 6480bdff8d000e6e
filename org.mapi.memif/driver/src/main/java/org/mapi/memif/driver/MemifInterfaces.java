package org.mapi.memif.driver;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceRequest;
import org.mapi.memif.MemifContext;
import org.mapi.memif.MemifError;
import org.mapi.memif.MemifException;
import org.mapi.memif.MemifSocket;
import org.mapi.memif.Role;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open interfaces and their sockets, counted by their users: devices, sinks and TO_MEMIF share an interface, interfaces
 * share a socket. Also a plain object for use without the framework. Thread-safe.
 */
@Component(service = MemifInterfaces.class)
public final class MemifInterfaces implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MemifInterfaces.class);
    private static final String APPLICATION = "MAPI";
    private static final java.time.Duration RETRY = java.time.Duration.ofMillis(500);

    private final Map<String, MemifSocket> sockets = new HashMap<>();
    private final List<SharedInterface> open = new ArrayList<>();
    private final List<DeclaredInterface> declared = new CopyOnWriteArrayList<>();
    private final List<LinkListener> listeners = new CopyOnWriteArrayList<>();

    /** Nothing is open yet. */
    public MemifInterfaces() { }

    /**
     * What somebody wants to open.
     *
     * @param address  which interface
     * @param settings how
     * @param explicit whether the settings were asked for, and are not merely the defaults
     * @param roleGiven whether the role was asked for
     */
    record Target(InterfaceAddress address, InterfaceSettings settings, boolean explicit, boolean roleGiven) { }

    /**
     * Finds out what a device or sink means. Options come from the configuration of the device, over them what Configuration
     * Admin says of the interface, over them what stands in the address itself.
     *
     * @throws MapiException MAPI_CONFIGURATION for a wrong address or option
     */
    Target target(DeviceRequest request) {
        final Optional<DeclaredInterface> named = declared(request.address());
        final InterfaceAddress.Parsed parsed = named.isPresent()
            ? new InterfaceAddress.Parsed(named.get().address(), Map.of()) : InterfaceAddress.parse(request.address());
        final Map<String, String> options = new LinkedHashMap<>(request.options());
        declared.stream().filter(one -> parsed.address().equals(one.address())).forEach(one -> options.putAll(one.options()));
        options.putAll(parsed.options());
        final InterfaceSettings settings = InterfaceSettings.of(new DeviceRequest(request.device(), request.address(),
            DeviceKind.LIVE, options));
        return new Target(parsed.address(), settings, !options.isEmpty(), options.containsKey(InterfaceSettings.ROLE));
    }

    private Optional<DeclaredInterface> declared(String alias) {
        return declared.stream().filter(one -> one.address() != null && !alias.isEmpty() && one.alias().equals(alias))
            .findFirst();
    }

    /** Whether Configuration Admin knows an interface by this short name. */
    boolean declaredAs(String alias) {
        return declared(alias).isPresent();
    }

    /** The open interface that a target means, whoever uses it. */
    synchronized Optional<SharedInterface> find(Target target) {
        return open.stream().filter(one -> isMeant(target, one)).findFirst();
    }

    private static boolean isMeant(Target target, SharedInterface one) {
        return one.address.equals(target.address()) && (!target.roleGiven() || one.settings.role() == target.settings().role());
    }

    /** The open interface that a device's name stands for. */
    synchronized Optional<SharedInterface> join(String name) {
        final Optional<SharedInterface> found = open.stream().filter(one -> one.names.contains(name)).findFirst();
        found.ifPresent(one -> share(one, name));
        return found;
    }

    /**
     * Opens an interface or joins its other users.
     *
     * @param name the device or sink, for lists
     * @throws MapiException MAPI_CONFIGURATION when it is open with other settings; MAPI_PERMISSION, MAPI_ERROR_FILE,
     *     PCAP_OPEN_ERR when it cannot be opened
     */
    synchronized SharedInterface open(Target target, String name) {
        for (SharedInterface one : open) {
            if (isMeant(target, one)) {
                if (target.explicit() && !one.settings.equals(target.settings())) {
                    throw new MapiException(MapiError.MAPI_CONFIGURATION, "interface " + one.address + " is open already as "
                        + one.settings + ", and " + name + " wants it as " + target.settings());
                }
                one.users++;
                one.names.add(name);
                return one;
            }
        }
        final SharedInterface fresh = create(target);
        fresh.users = 1;
        fresh.names.add(name);
        open.add(fresh);
        return fresh;
    }

    /** One user more of an interface that is open. */
    synchronized void share(SharedInterface shared, String name) {
        shared.users++;
        shared.names.add(name);
    }

    private SharedInterface create(Target target) {
        final String name = target.address().socket();
        try {
            final MemifSocket socket = sockets.computeIfAbsent(name, address -> MemifSocket.open(address, MemifContext.builder()
                .connectionRequestTimer(RETRY, RETRY).mixedRoles(true).applicationName(APPLICATION)));
            if (target.settings().role() == Role.MASTER) {
                socket.permissions(target.settings().permissions());
            }
            return SharedInterface.open(socket, target.address(), target.settings(), this::changed);
        } catch (MemifException e) {
            closeIfUnused(name);
            throw new MapiException(number(e.error()), "interface " + target.address() + " (" + target.settings()
                + ") cannot be opened: " + e.getMessage(), e);
        }
    }

    private static MapiError number(MemifError error) {
        return switch (error) {
            case ACCES -> MapiError.MAPI_PERMISSION;
            case NO_FILE, FILE_NOT_SOCK -> MapiError.MAPI_ERROR_FILE;
            case INVAL_ARG -> MapiError.MAPI_CONFIGURATION;
            default -> MapiError.PCAP_OPEN_ERR;
        };
    }

    private void closeIfUnused(String socket) {
        if (open.stream().noneMatch(one -> one.address.socket().equals(socket))) {
            final MemifSocket unused = sockets.remove(socket);
            if (unused != null) {
                unused.close();
            }
        }
    }

    /**
     * Makes a device the one that receives.
     *
     * @throws MapiException MAPI_CONFIGURATION when another device does
     */
    synchronized void capture(SharedInterface shared, String device) {
        if (!shared.capturedBy.isEmpty()) {
            throw new MapiException(MapiError.MAPI_CONFIGURATION, "device " + device + ": the packets of interface "
                + shared.address + " go to device " + shared.capturedBy + " already; use that name, it may have any "
                + "number of flows");
        }
        shared.capturedBy = device;
    }

    /** The device no longer receives. */
    synchronized void captured(SharedInterface shared) {
        shared.capturedBy = "";
    }

    /** Number of the next sink of an interface. */
    synchronized int sink(SharedInterface shared) {
        return shared.sinks++;
    }

    /** One user less; the last one closes the interface, and with the last interface the socket. */
    synchronized void release(SharedInterface shared, String name) {
        shared.names.remove(name);
        if (--shared.users == 0) {
            open.remove(shared);
            shared.close();
            closeIfUnused(shared.address.socket());
        }
    }

    /** What is open. */
    synchronized List<SharedInterface> list() {
        return List.copyOf(open);
    }

    /** What Configuration Admin knows. */
    List<DeclaredInterface> configured() {
        return List.copyOf(declared);
    }

    private void changed(LinkChange change) {
        LOG.info("interface {} is {}{}", change.interfaceName(), change.up() ? "up, peer " : "down: ",
            change.up() ? change.peerApplication() + " " + change.peerInterface() : change.reason());
        listeners.forEach(listener -> listener.changed(change));
    }

    /** A configuration came. */
    @Reference(name = "interface", cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bind(DeclaredInterface one) {
        declared.add(one);
    }

    /** A configuration went. */
    void unbind(DeclaredInterface one) {
        declared.remove(one);
    }

    /** Somebody wants to know of links. */
    @Reference(name = "listener", cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindListener(LinkListener listener) {
        listeners.add(listener);
    }

    /** Somebody does not any more. */
    void unbindListener(LinkListener listener) {
        listeners.remove(listener);
    }

    /** Closes everything, whoever uses it. */
    @Override
    @Deactivate
    public synchronized void close() {
        open.forEach(SharedInterface::close);
        open.clear();
        sockets.values().forEach(MemifSocket::close);
        sockets.clear();
    }
}
