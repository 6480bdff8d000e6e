package org.mapi.run.launcher;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mapi memif show}: the interfaces of the running appliance, as its shell shows them. */
@Command(name = "show", mixinStandardHelpOptions = true,
        description = "Shows the memif interfaces of the running appliance: links, peers, queues, counters, rings.")
final class MemifShowCommand implements Callable<Integer> {

    @Mixin
    private RunDirectoryOption directory;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(names = "--rings", description = "Print what stands in the rings, too.")
    private boolean rings;

    @Override
    public Integer call() {
        try (ControlClient client = ControlClient.connect(directory.directory())) {
            return client.gogo("memif:show" + (json ? " --json" : "") + (rings ? " --rings" : ""), System.out, System.err);
        }
    }
}
