package org.mapi.run.launcher;

import org.mapi.run.launcher.memif.IcmpResponderCommand;
import org.mapi.run.launcher.memif.PerfCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mapi memif}: tools for memif peers. */
@Command(name = "memif", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND",
        subcommands = {PerfCommand.class, IcmpResponderCommand.class, MemifShowCommand.class},
        description = "Tools for memif peers (VPP, DPDK, libmemif): traffic, ping, and what the appliance has.")
final class MemifCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given, expected perf, icmp-responder or show");
    }
}
