package org.mapi.run.launcher;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.mapi.MapiException;
import org.mapi.function.Definition;
import org.mapi.function.Optimize;
import org.mapi.function.Queueing;
import org.mapi.function.ResultMethod;
import org.mapi.function.State;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mapi new-library}: writes a Maven project with one function and its test, ready to be built. */
@Command(name = "new-library", mixinStandardHelpOptions = true,
        description = "Writes the project of a new function library: one function, its test, all that is needed to build it.",
        footer = {"", "Example:", "  mapi new-library mylib --function DNS_COUNTER", "  cd mylib && mvn package"})
final class NewLibraryCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "Name of the library, as in NAME:FUNCTION: lower-case letters, digits, '-'"
            + " and '_'.")
    private String library;

    @Option(names = "--directory", paramLabel = "DIR", description = "Folder of the project (default: NAME in the current"
            + " folder); must not exist or be empty.")
    private Path directory;

    @Option(names = "--function", paramLabel = "FUNCTION", defaultValue = "PKT_COUNTER",
            description = "Name of its first function: capital letters, digits and '_' (default: PKT_COUNTER).")
    private String function;

    @Override
    public Integer call() {
        requireNames();
        final Path target = directory != null ? directory : Path.of(library);
        requireFree(target);
        try {
            new LibraryProject(library, function, Installation.current().home().resolve("lib")).write(target);
        } catch (IOException e) {
            throw new UserError("cannot write " + target + ": " + RunDirectory.reason(e));
        }
        tell(target);
        return ExitStatus.OK;
    }

    /** The definition itself knows what names it may have. */
    private void requireNames() {
        try {
            new Definition(library, function, "", List.of(), "1", ResultMethod.SHM, Long.class.getName(), true, null, false,
                    false, Optimize.NONE, State.NONE, Queueing.SERIAL);
        } catch (MapiException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage().replace("function definition: ", ""));
        }
    }

    private static void requireFree(Path target) {
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> files = Files.list(target)) {
            if (files.findAny().isEmpty()) {
                return;
            }
        } catch (IOException e) {
            throw new UserError(target + " exists and is no folder that can be written to, expected none of that name");
        }
        throw new UserError("folder " + target + " exists and is not empty, expected none of that name: nothing is overwritten");
    }

    private void tell(Path target) {
        final PrintWriter out = spec.commandLine().getOut();
        out.println("mapi: wrote library " + library + " with function " + function + " to " + target);
        out.println("  build     cd " + target + " && mvn package");
        out.println("  use       copy target/" + library + ".jar into the load folder of a running appliance ('mapi start'");
        out.println("            prints it); then " + library + ":" + function + " is in 'mapi list functions'");
        out.println("  more      README.md in the project; docs/tutorial.md shows what functions can do");
        out.flush();
    }
}
