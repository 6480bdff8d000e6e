package org.mapi.run.launcher;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.mapi.run.launcher.monitor.MonitorCommand;
import org.mapi.run.launcher.mos.MosCommand;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;

/** The {@code mapi} command: lists the sub-commands and turns their failures into one line and an exit code. */
public final class Mapi implements Runnable {

    private static final String CONSOLE = "console";
    private static final String HELP = "help";
    /** Not picocli's own one, which looks for the run-time of another language in all jars. */
    private static final IFactory FACTORY = new LazyFactory();
    private static final int USAGE_WIDTH = 100;
    private static final String[] EXIT_CODES = {
        " 0:done",
        " 1:could not be done; standard error says why in one line",
        " 2:wrong option or argument",
        " 3:no appliance runs in the run directory",
        " 4:the appliance does not answer in time",
        " 5:monitor: the source ended early (corrupt or cut file, interface gone)",
        " 6:monitor: a function failed, its results are incomplete",
        "70:a fault of this program (MAPI_DEBUG=1 shows the stack trace)",
    };
    private static final String[] ENVIRONMENT = {
        "  MAPI_RUN_DIR    run directory, as --dir",
        "  MAPI_HOST, MAPI_PORT, MAPI_LOAD",
        "                  as --host, --port, --load; options win over these, these over appliance.properties",
        "  MAPI_ETC_DIR    folder of appliance.properties, logback.xml and mapi.conf",
        "  MAPI_JAVA_HOME  the JDK to use (25 or later)",
        "  MAPI_JAVA_OPTS  more options for the JVM of the appliance and of monitor",
        "  MAPI_MVN_OPTS   more options for Maven, when something has to be built",
    };
    private static final Map<String, Supplier<?>> COMMANDS = commands();

    private final CommandSpec spec = specification();

    private Mapi() { }

    /**
     * Runs one command and ends the process with its exit code.
     *
     * @param args the command line after {@code mapi}
     */
    public static void main(String... args) {
        System.exit(commandLine(args).execute(args));
    }

    /** Returns the whole command tree, ready to be executed; tests use it with their own writers. */
    public static CommandLine commandLine() {
        return commandLine(new String[0]);
    }

    /** Only the command that is called, where it is clear which one: to build the tree of all of them takes 0.1 s. */
    static CommandLine commandLine(String[] args) {
        CommandLine line = new CommandLine(new Mapi().spec, FACTORY);
        Supplier<?> called = args.length == 0 || HELP.equals(args[0]) ? null : COMMANDS.get(args[0]);
        if (called == null) {
            COMMANDS.forEach((name, command) -> line.addSubcommand(name, command.get()));
        } else {
            line.addSubcommand(args[0], called.get());
        }
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpWidth(USAGE_WIDTH);
        if (line.getSubcommands().containsKey(CONSOLE)) {
            // What follows the first word of a shell command belongs to that command: console lb -s
            line.getSubcommands().get(CONSOLE).setStopAtPositional(true);
        }
        line.setExecutionExceptionHandler((failure, command, parsed) -> report(failure, command.getErr()));
        line.setParameterExceptionHandler((failure, wrong) -> reportUsage(failure));
        return line;
    }

    /** In code and not as annotations: to read those, the JVM makes a class for each kind of them, a tenth of a second in all. */
    private CommandSpec specification() {
        CommandSpec mapi = CommandSpec.wrapWithoutInspection(this, FACTORY);
        mapi.name("mapi").versionProvider(new Version());
        mapi.usageMessage()
                .description("Measures network traffic: starts, stops and queries the appliance.")
                .synopsisSubcommandLabel("COMMAND")
                .commandListHeading("%nCommands ('mapi COMMAND --help' tells more):%n")
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(UsageMessageSpec.keyValuesMap(EXIT_CODES))
                .footerHeading("%nEnvironment:%n")
                .footer(ENVIRONMENT);
        return StandardOptions.addTo(mapi);
    }

    private static Map<String, Supplier<?>> commands() {
        Map<String, Supplier<?>> commands = new LinkedHashMap<>();
        commands.put("start", () -> StartCommand.class);
        commands.put("stop", () -> StopCommand.class);
        commands.put("status", () -> StatusCommand.class);
        commands.put(CONSOLE, () -> ConsoleCommand.class);
        commands.put("password", () -> PasswordCommand.class);
        commands.put("check-config", () -> CheckConfigCommand.class);
        commands.put("list", () -> ListCommand.class);
        commands.put("monitor", MonitorCommand::specification);
        commands.put("memif", () -> MemifCommand.class);
        commands.put("mos", () -> MosCommand.class);
        commands.put("make-trace", () -> MakeTraceCommand.class);
        commands.put("new-library", () -> NewLibraryCommand.class);
        commands.put(HELP, () -> HelpCommand.class);
        return commands;
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
