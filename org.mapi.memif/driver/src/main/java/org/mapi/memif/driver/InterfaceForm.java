package org.mapi.memif.driver;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/**
 * The console's form of a memif interface. Not used to read the configuration: what is not set must stay unset, so that a
 * [driver] section of mapi.conf can set it.
 */
@ObjectClassDefinition(name = "MAPI memif interface", description = "How a memif interface is opened, by whoever opens it: a "
    + "device memif:<socket>/<id>, or TO_MEMIF. What is set here wins over mapi.conf, key by key. Counts from the "
    + "next opening on.")
@interface InterfaceForm {
    /** Its name. */
    @AttributeDefinition(name = "Name here", required = false, description = "Short for the address: memif:<name> is a device, "
        + "TO_MEMIF(\"<name>\") a sink")
    String alias();

    /** Socket. */
    @AttributeDefinition(name = "Socket", description = "Path, or @name for an abstract socket")
    String socket() default InterfaceAddress.DEFAULT_SOCKET;

    /** Number. */
    @AttributeDefinition(name = "Id", min = "0", max = "4294967295", description = "The number that both sides agree on")
    long id();

    /** Which end. */
    @AttributeDefinition(name = "Role", required = false, options = {@Option(label = "slave (client)", value = "slave"),
        @Option(label = "master (server)", value = "master")}, description = "A master listens on the socket; a slave connects "
        + "to it, tries again by itself, and brings the memory")
    String role();

    /** Password. */
    @AttributeDefinition(name = "Secret", required = false, type = AttributeType.PASSWORD, description = "At most 24 bytes, the "
        + "same on both sides; empty: none")
    String secret();

    /** Queues. */
    @AttributeDefinition(name = "Queues", required = false, min = "1", max = "255", description = "In each direction (1); as "
        + "master: how many agents work, whatever the slave brings")
    int queues();

    /** Ring size. */
    @AttributeDefinition(name = "Ring size (packets)", required = false, min = "2", max = "16384", description = "Power of two "
        + "(1024); only a slave decides it")
    int ring__size();

    /** Buffer size. */
    @AttributeDefinition(name = "Buffer size (bytes)", required = false, min = "1", max = "65535", description = "2048; longer "
        + "packets take several buffers; only a slave decides it")
    int buffer__size();

    /** Mode. */
    @AttributeDefinition(name = "Mode", required = false, options = {@Option(label = "Ethernet", value = "ethernet"),
        @Option(label = "IP", value = "ip"), @Option(label = "punt/inject", value = "punt-inject")},
        description = "What packets start with; the same on both sides")
    String mode();

    /** Idle behaviour. */
    @AttributeDefinition(name = "When idle", required = false, options = {
        @Option(label = "adaptive: poll, then sleep", value = "adaptive"),
        @Option(label = "interrupt: the peer signals every burst", value = "interrupt"),
        @Option(label = "polling: never sleep, takes a processor", value = "polling")}, description = "adaptive is right but "
        + "for the last microsecond")
    String rx__mode();

    /** Longest packet. */
    @AttributeDefinition(name = "Longest packet (bytes)", required = false, min = "1", max = "16777216",
        description = "65536; longer ones are dropped and counted")
    int max__frame();

    /** Unsealed memory. */
    @AttributeDefinition(name = "Memory that can shrink", required = false, description = "As master: take memory that the slave "
        + "can still shrink, as that of DPDK's zero-copy client; a fault then ends the connection")
    boolean shrinkable();

    /** Permissions. */
    @AttributeDefinition(name = "Permissions of the socket", required = false, description = "As master: octal, for instance "
        + "660; empty: as the process's umask says")
    String permissions();

    /** What the peer is told. */
    @AttributeDefinition(name = "Name for the peer", required = false, description = "At most 32 bytes; empty: mapi/<id>")
    String name();

    /** Name of an entry in the console. */
    @AttributeDefinition(name = "Name hint", required = false, description = "How the console names this entry")
    String webconsole_configurationFactory_nameHint() default "{alias} {socket}/{id} ({role})";
}
