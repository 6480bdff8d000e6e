package org.mapi.run.launcher.mos;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mapi mos}: the commands of the flow-monitoring stack. */
@Command(name = "mos", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND",
    description = "Follows TCP connections (and UDP and ICMP as pseudo-flows) on both sides. No appliance is needed.",
    subcommands = {EventsCommand.class, StreamCommand.class, MidstatCommand.class})
public final class MosCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given, expected events, stream or midstat");
    }
}
