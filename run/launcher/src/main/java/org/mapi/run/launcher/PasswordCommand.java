package org.mapi.run.launcher;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mapi password}: sets the password of the web console. */
@Command(name = "password", mixinStandardHelpOptions = true,
        description = "Sets a new password of the web console; a running appliance takes it at once.")
final class PasswordCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunDirectoryOption directory;

    @Option(names = "--stdin", description = "Read the password from the first line of standard input instead of asking for it.")
    private boolean stdin;

    @Option(names = "--user", paramLabel = "NAME", description = "Name of the user (default: as before, at first "
            + Credentials.DEFAULT_USER + ").")
    private String user;

    @Override
    public Integer call() throws IOException {
        RunDirectory run = directory.directory();
        run.create();
        char[] password = stdin ? read() : ask();
        try {
            Credentials credentials = Credentials.of(run);
            String name = user == null ? credentials.user() : user;
            credentials.set(name, password, new SecureRandom());
            spec.commandLine().getOut().println("mapi: new password of user " + name + " is set");
            spec.commandLine().getOut().flush();
            return ExitStatus.OK;
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private static char[] read() throws IOException {
        String line = new BufferedReader(new InputStreamReader(System.in)).readLine();
        if (line == null) {
            throw new UserError("password: standard input is empty, expected one line");
        }
        return line.toCharArray();
    }

    private static char[] ask() {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            throw new UserError("password: standard input is not a terminal; use --stdin to read it from there");
        }
        char[] first = console.readPassword("New password (%d characters or more): ", Credentials.LEAST_LENGTH);
        char[] second = first == null ? null : console.readPassword("Once more: ");
        if (second == null) {
            throw new UserError("password: none was given, the old one stays");
        }
        if (!Arrays.equals(first, second)) {
            throw new UserError("password: the two differ, the old one stays");
        }
        Arrays.fill(second, '\0');
        return first;
    }
}
