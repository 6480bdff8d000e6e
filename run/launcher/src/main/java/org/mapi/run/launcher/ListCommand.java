package org.mapi.run.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.mapi.console.shell.ListCommands;
import org.mapi.run.launcher.monitor.PlainAppliance;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mapi list}: what the running appliance has, as its shell shows it. */
@Command(name = "list", mixinStandardHelpOptions = true,
        description = "Lists devices, libraries, functions or flows of the running appliance, or what its flow-monitoring stack"
                + " has; while none runs, or the run directory is somebody else's (standard error says so), the libraries and"
                + " functions that monitor has.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:listed", " 1:could not be done; standard error says why in one line", " 2:wrong option or argument",
            " 3:no appliance runs, and what was asked for only a running one has", " 4:the appliance does not answer in time"},
        footerHeading = "%nExamples:%n",
        footer = {"  mapi list flows --details               with the counters and results of their functions",
            "  mapi list functions                     as they are written, optional arguments in brackets",
            "  mapi list functions STATS --details     what its arguments mean",
            "  mapi list functions --library stdflib"})
final class ListCommand implements Callable<Integer> {

    /** What can be listed. */
    enum Subject {
        /** Capture devices. */
        DEVICES,
        /** Function libraries. */
        LIBRARIES,
        /** Functions of all libraries. */
        FUNCTIONS,
        /** Flows of all clients. */
        FLOWS,
        /** Sources of the flow-monitoring stack. */
        SOURCES,
        /** Monitor applications. */
        MONITORS,
        /** Events of flows. */
        EVENTS;

        /** The shell command that lists it. */
        String command() {
            final String scope = this == SOURCES || this == MONITORS || this == EVENTS ? "mos:" : "mapi:";
            return scope + name().toLowerCase(Locale.ROOT);
        }
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunDirectoryOption directory;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(names = {"-d", "--details"},
            description = "Of functions: what each argument means. Of flows: counters and result of each function.")
    private boolean details;

    @Option(names = {"-l", "--library"}, paramLabel = "LIBRARY", description = "Only the functions of this library.")
    private String library;

    @Parameters(index = "0", paramLabel = "WHAT", description = "One of devices, libraries, functions, flows, and"
            + " of the flow-monitoring stack sources, monitors, events.")
    private Subject subject;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "TEXT",
            description = "Only those with this text in their names (of functions: or descriptions).")
    private List<String> text = List.of();

    @Override
    public Integer call() {
        final String line = line();
        final boolean known = subject == Subject.LIBRARIES || subject == Subject.FUNCTIONS;
        if (known) {
            final boolean held;
            try {
                held = InstanceLock.isHeld(directory.directory());
            } catch (UserError e) {
                warn(e.getMessage() + "; listed is what there is without an appliance and without a load folder");
                return listHere(null);
            }
            if (!held) {
                final LoadFolder load = LoadFolder.in(directory.directory().path());
                load.check();
                return listHere(load.path());
            }
        }
        try (ControlClient client = ControlClient.connect(directory.directory())) {
            return client.gogo(line, System.out, System.err);
        }
    }

    /** Without an appliance: what there would be in one, by the same words; without the libraries of a load folder if null. */
    private int listHere(Path load) {
        try (PlainAppliance appliance = new PlainAppliance(Installation.current().bundles(), load, true, this::warn)) {
            final ListCommands commands = new ListCommands(appliance.mapi());
            final String[] words = text().toArray(String[]::new);
            System.out.println(subject == Subject.LIBRARIES ? commands.libraries(json, words)
                    : commands.functions(json, details, library == null ? "" : library, words));
            System.out.flush();
            return ExitStatus.OK;
        } catch (IllegalArgumentException e) {
            throw new UserError(e.getMessage());
        }
    }

    private void warn(String message) {
        System.err.println("mapi: " + message);
    }

    private String line() {
        if (library != null && subject != Subject.FUNCTIONS) {
            throw new ParameterException(spec.commandLine(), "--library goes with functions, not with " + name());
        }
        if (details && subject != Subject.FUNCTIONS && subject != Subject.FLOWS) {
            throw new ParameterException(spec.commandLine(), "--details goes with functions and flows, not with " + name());
        }
        final List<String> words = new ArrayList<>(List.of(subject.command()));
        if (json) {
            words.add("--json");
        }
        if (details) {
            words.add("--details");
        }
        if (library != null) {
            words.add("--library");
            words.add(quoted(library));
        }
        text().forEach(word -> words.add(quoted(word)));
        return String.join(" ", words);
    }

    /** The words to look for, behind the mark of the shell's commands where one looks like an option. */
    private List<String> text() {
        final List<String> words = new ArrayList<>(text);
        if (text.stream().anyMatch(word -> word.startsWith("-"))) {
            words.addFirst("--");
        }
        return words;
    }

    private String name() {
        return subject.name().toLowerCase(Locale.ROOT);
    }

    /** As one word of the shell, whatever is in it. */
    static String quoted(String word) {
        return "'" + word.replaceAll("\\p{Cntrl}", "?").replace("'", "'\\''") + "'";
    }
}
