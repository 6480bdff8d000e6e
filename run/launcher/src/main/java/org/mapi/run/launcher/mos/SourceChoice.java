package org.mapi.run.launcher.mos;

import picocli.CommandLine.Option;

/** Where packets come from: a trace or a device. */
final class SourceChoice {
    @Option(names = {"-r", "--read"}, paramLabel = "FILE", description = "Trace file (pcap, pcapng, ERF; also gzipped), or -.")
    String file;

    @Option(names = {"-i", "--interface"}, paramLabel = "DEVICE", description = "Device: an interface, or driver:address.")
    String device;
}
