package org.mapi.run.launcher;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mapi console}: the Gogo shell of the running appliance. */
@Command(name = "console", mixinStandardHelpOptions = true,
        description = "Opens the Gogo shell of the running appliance, or runs one command in it. 'help' lists the commands;"
                + " Ctrl-D or 'exit' leaves the shell, the appliance goes on.",
        footer = {"", "Examples:", "  mapi console", "  mapi console lb", "  mapi console 'scr:list | grep mapi'"})
final class ConsoleCommand implements Callable<Integer> {

    private static final Set<String> LEAVE = Set.of("exit", "quit");

    @Mixin
    private RunDirectoryOption directory;

    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "One command line; without it, lines of standard input.")
    private List<String> words = List.of();

    @Override
    public Integer call() throws IOException {
        try (ControlClient client = ControlClient.connect(directory.directory())) {
            if (!words.isEmpty()) {
                return client.gogo(String.join(" ", words), System.out, System.err);
            }
            return converse(client);
        }
    }

    private static int converse(ControlClient client) throws IOException {
        Console console = System.console();
        boolean prompt = console != null && console.isTerminal();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        int status = ExitStatus.OK;
        while (true) {
            if (prompt) {
                System.out.print("mapi> ");
                System.out.flush();
            }
            String line = lines.readLine();
            if (line == null || LEAVE.contains(line.strip())) {
                if (prompt && line == null) {
                    System.out.println();
                }
                return status;
            }
            status = client.gogo(line, System.out, System.err);
        }
    }
}
