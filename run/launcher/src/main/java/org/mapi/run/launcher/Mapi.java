package org.mapi.run.launcher;

import java.io.PrintWriter;
import org.mapi.run.launcher.monitor.MonitorCommand;
import org.mapi.run.launcher.mos.MosCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code mapi} command: lists the sub-commands and turns their failures into one line and an exit code. */
@Command(
        name = "mapi",
        description = "Measures network traffic: starts, stops and queries the appliance.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            StartCommand.class,
            StopCommand.class,
            StatusCommand.class,
            ConsoleCommand.class,
            PasswordCommand.class,
            CheckConfigCommand.class,
            ListCommand.class,
            MonitorCommand.class,
            MemifCommand.class,
            MosCommand.class,
            MakeTraceCommand.class,
            NewLibraryCommand.class,
            HelpCommand.class,
        },
        commandListHeading = "%nCommands ('mapi COMMAND --help' tells more):%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:done",
            " 1:could not be done; standard error says why in one line",
            " 2:wrong option or argument",
            " 3:no appliance runs in the run directory",
            " 4:the appliance does not answer in time",
            " 5:monitor: the source ended early (corrupt or cut file, interface gone)",
            " 6:monitor: a function failed, its results are incomplete",
            "70:a fault of this program (MAPI_DEBUG=1 shows the stack trace)",
        },
        footerHeading = "%nEnvironment:%n",
        footer = {
            "  MAPI_RUN_DIR    run directory, as --dir",
            "  MAPI_HOST, MAPI_PORT, MAPI_LOAD",
            "                  as --host, --port, --load; options win over these, these over appliance.properties",
            "  MAPI_ETC_DIR    folder of appliance.properties, logback.xml and mapi.conf",
            "  MAPI_JAVA_HOME  the JDK to use (25 or later)",
            "  MAPI_JAVA_OPTS  more options for the JVM of the appliance and of monitor",
            "  MAPI_MVN_OPTS   more options for Maven, when something has to be built",
        })
public final class Mapi implements Runnable {

    @Spec
    private CommandSpec spec;

    /**
     * Runs one command and ends the process with its exit code.
     *
     * @param args the command line after {@code mapi}
     */
    public static void main(String... args) {
        System.exit(commandLine().execute(args));
    }

    /** Returns the whole command tree, ready to be executed; tests use it with their own writers. */
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Mapi());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpWidth(100);
        // What follows the first word of a shell command belongs to that command: console lb -s
        line.getSubcommands().get("console").setStopAtPositional(true);
        line.setExecutionExceptionHandler((failure, command, parsed) -> report(failure, command.getErr()));
        line.setParameterExceptionHandler((failure, args) -> reportUsage(failure));
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given");
    }

    private static int report(Exception failure, PrintWriter err) {
        if (failure instanceof UserError error) {
            err.println("mapi: " + error.getMessage());
            err.flush();
            return error.status();
        }
        err.println("mapi: fault: " + failure);
        if (System.getenv("MAPI_DEBUG") != null) {
            failure.printStackTrace(err);
        }
        err.flush();
        return ExitStatus.FAULT;
    }

    private static int reportUsage(ParameterException failure) {
        CommandLine command = failure.getCommandLine();
        command.getErr().println("mapi: " + UsageMessage.of(failure) + " (see '" + command.getCommandSpec().qualifiedName()
                + " --help')");
        command.getErr().flush();
        return ExitStatus.USAGE;
    }
}
