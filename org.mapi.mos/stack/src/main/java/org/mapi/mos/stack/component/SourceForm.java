package org.mapi.mos.stack.component;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** A source of packets that configuration declares. The defaults are those of {@link org.mapi.mos.SourceOptions#DEFAULT}. */
@ObjectClassDefinition(name = "MAPI mOS source", description = "Packets whose connections are followed for monitor "
    + "applications: of one device, which is watched, or between two, through which they are forwarded (inline). Opened as "
    + "soon as devices and drivers are there, and again after each start.")
@interface SourceForm {
    /** The name. */
    @AttributeDefinition(name = "Name", description = "Unique among the sources; applications name it in mos.sources")
    String name();

    /** The devices. */
    @AttributeDefinition(name = "Devices", description = "One to watch, or two to be a wire between, which nobody else uses: "
        + "name or alias of a device, driver:address, or an interface")
    String[] devices();

    /** Options of both devices of an inline source. */
    @AttributeDefinition(name = "Driver options", required = false, description = "Of both devices of an inline source, over "
        + "their own, one option=value each; pcap has direction=in and immediate=true unless told otherwise")
    String[] options() default {};

    /** Threads. */
    @AttributeDefinition(name = "Workers", required = false, description = "Threads that share the flows, 1 to 64")
    int workers() default 1;

    /** Checksums. */
    @AttributeDefinition(name = "Checksums", required = false, description = "verify, ignore, or auto: as verify, and what "
        + "checksum offload leaves is accepted")
    String checksums() default "auto";

    /** Beginning not seen. */
    @AttributeDefinition(name = "Pick up", required = false, description = "Follow connections whose beginning was not seen")
    boolean midStream() default false;

    /** Handshake not seen whole. */
    @AttributeDefinition(name = "Tolerant", required = false, description = "A missing SYN+ACK or ACK of the handshake is made "
        + "up for by what follows")
    boolean tolerant() default true;

    /** Fragments. */
    @AttributeDefinition(name = "Defragment", required = false, description = "Put IP fragments together")
    boolean defragment() default true;

    /** UDP and ICMP. */
    @AttributeDefinition(name = "Pseudo-flows", required = false, description = "Follow UDP and ICMP too")
    boolean pseudoFlows() default true;

    /** Idle timeout. */
    @AttributeDefinition(name = "Idle timeout (ms)", required = false, description = "After how long without a packet a flow is "
        + "forgotten, 1 or more")
    long idleTimeout_ms() default 30_000;

    /** Time-wait. */
    @AttributeDefinition(name = "Time-wait (ms)", required = false, description = "How long a closed connection is kept for late "
        + "packets")
    long timeWait_ms() default 0;

    /** Flows. */
    @AttributeDefinition(name = "Most flows", required = false, description = "At once and per worker; the one idle longest "
        + "gives way")
    int maximumFlows() default 1_000_000;

    /** Memory. */
    @AttributeDefinition(name = "Memory (MiB)", required = false, description = "For received payload, per worker")
    int memory_mib() default 256;

    /** Queues. */
    @AttributeDefinition(name = "Split queues", required = false, description = "The devices have a queue for each worker and "
        + "bring both directions of a flow by the same one")
    boolean splitQueues() default false;

    /** Name of an entry in the console. */
    @AttributeDefinition(name = "Name hint", required = false, description = "How the console names this entry")
    String webconsole_configurationFactory_nameHint() default "{name} on {devices}";
}
