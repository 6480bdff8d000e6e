package org.mapi.core.engine.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.mapi.MapiConstants;

/**
 * What a {@code mapi.conf} says. Immutable.
 *
 * @param file       the file, as it was named
 * @param libpath    folders watched for function libraries, absolute
 * @param libs       order of libraries: names of libraries, bundles or their files
 * @param drvpath    folders watched for drivers, absolute
 * @param dimapiPort TCP port of the sensor access
 * @param local      whether only the own user may use the appliance ({@code local=1})
 * @param devices    the devices, each with a name of its own and nothing wrong
 * @param formats    the [format] sections
 * @param flows      the declared flows, each with a name of its own and functions that can be read
 * @param sources    the [mos] sections, each with a name of its own and nothing wrong
 * @param problems   everything that is wrong or has no effect, by line
 */
public record MapiConf(String file, List<Path> libpath, List<String> libs, List<Path> drvpath, int dimapiPort, boolean local,
                       List<DeviceSettings> devices, List<FormatSettings> formats, List<FlowSettings> flows,
                       List<SourceSettings> sources, List<ConfigurationProblem> problems) {
    private static final long LONGEST = 1 << 20;

    /** Copies the lists. */
    public MapiConf {
        libpath = List.copyOf(libpath);
        libs = List.copyOf(libs);
        drvpath = List.copyOf(drvpath);
        devices = List.copyOf(devices);
        formats = List.copyOf(formats);
        flows = List.copyOf(flows);
        sources = List.copyOf(sources);
        problems = List.copyOf(problems);
    }

    /** What holds where there is no file. */
    public static MapiConf none() {
        return new MapiConf("", List.of(), List.of(), List.of(), MapiConstants.DEFAULT_DIMAPI_PORT, false, List.of(), List.of(),
            List.of(), List.of(), List.of());
    }

    /**
     * Reads a file. Never throws: a file that cannot be read is a problem.
     *
     * @param file      the file
     * @param variables values of {@code ${name}}, null for unknown ones
     */
    public static MapiConf read(Path file, UnaryOperator<String> variables) {
        final Problems problems = new Problems(file.toString());
        try {
            final long size = Files.size(file);
            if (size > LONGEST) {
                problems.error(0, "file has " + size + " bytes, expected at most " + LONGEST);
            } else {
                return parse(file.toString(), new String(Files.readAllBytes(file), StandardCharsets.UTF_8),
                    file.toAbsolutePath().getParent(), variables);
            }
        } catch (IOException | SecurityException e) {
            problems.error(0, "file cannot be read, expected a text file: " + e);
        }
        return none().with(file.toString(), problems.all());
    }

    /**
     * Reads a text. Never throws.
     *
     * @param name      the file's name for messages
     * @param text      its content
     * @param folder    what relative paths start from
     * @param variables values of {@code ${name}}, null for unknown ones
     */
    public static MapiConf parse(String name, String text, Path folder, UnaryOperator<String> variables) {
        final Problems problems = new Problems(name);
        final List<ConfSection> sections = new ConfLines(variables, problems).read(text);
        return new ConfReader(folder, problems).read(name, sections);
    }

    /**
     * Everything that can be said of a file without starting an appliance: its problems and those of the folders it names.
     *
     * @param file      the file
     * @param variables values of {@code ${name}}, null for unknown ones
     * @return the problems, those of folders last
     */
    public static List<ConfigurationProblem> check(Path file, UnaryOperator<String> variables) {
        final MapiConf conf = read(file, variables);
        final List<ConfigurationProblem> all = new ArrayList<>(conf.problems());
        for (Path folder : Stream.concat(conf.libpath().stream(), conf.drvpath().stream()).distinct().toList()) {
            WatchedFolder.refusal(folder).ifPresent(reason -> all.add(new ConfigurationProblem(
                ConfigurationProblem.Severity.ERROR, conf.file(), 0, reason)));
        }
        return all;
    }

    /** Whether something was left out. */
    public boolean hasErrors() {
        return problems.stream().anyMatch(ConfigurationProblem::fatal);
    }

    private MapiConf with(String newFile, List<ConfigurationProblem> newProblems) {
        return new MapiConf(newFile, libpath, libs, drvpath, dimapiPort, local, devices, formats, flows, sources,
            newProblems);
    }
}
