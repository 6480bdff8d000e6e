package org.mapi.run.launcher;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mapi status}: tells whether an appliance runs and how it is. */
@Command(name = "status", mixinStandardHelpOptions = true,
        description = "Tells whether the appliance runs, where its page is, which bundles are not active, what does not work"
                + " and what was lost.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:it runs", " 3:it does not run", " 4:there is a process, but it is still starting or does not answer"})
final class StatusCommand implements Callable<Integer> {

    @Mixin
    private RunDirectoryOption directory;

    @Override
    public Integer call() {
        try (ControlClient client = ControlClient.connect(directory.directory())) {
            return client.request(ControlProtocol.STATUS, System.out, System.err) == ExitStatus.OK
                    ? ExitStatus.OK : ExitStatus.NOT_ANSWERING;
        }
    }
}
