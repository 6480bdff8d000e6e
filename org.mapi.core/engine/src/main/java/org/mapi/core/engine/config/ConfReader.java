package org.mapi.core.engine.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mapi.MapiConstants;
import org.mapi.MapiException;
import org.mapi.capture.TraceFormat;
import org.mapi.core.engine.arguments.FunctionText;
import org.mapi.core.engine.registry.SimilarNames;

/** Makes typed settings of sections. */
final class ConfReader {
    private static final Set<String> SETTINGS =
        Set.of("libpath", "libs", "drvpath", "dimapi_port", "local", "log_level", "logfile", "syslog_level");
    private static final Set<String> SECTIONS = Set.of("driver", "format", "flow", SourceSettings.SECTION);
    private static final Set<String> FLOW_KEYS = Set.of("name", "device", "function");
    private static final Set<String> FORMAT_KEYS = Set.of("format", "driver", "description");
    private static final String NO_REMOTE = " yet: there is no access from other hosts";
    private static final int HIGHEST_PORT = 65_535;

    private final Path folder;
    private final Problems problems;
    private final Map<String, DeviceSettings> devices = new LinkedHashMap<>();
    private final Map<String, FlowSettings> flows = new LinkedHashMap<>();
    private final Map<String, SourceSettings> sources = new LinkedHashMap<>();
    private final Map<String, Integer> names = new HashMap<>();
    private final List<FormatSettings> formats = new ArrayList<>();

    ConfReader(Path folder, Problems problems) {
        this.folder = folder;
        this.problems = problems;
    }

    MapiConf read(String name, List<ConfSection> sections) {
        final ConfSection settings = sections.get(0);
        settings(settings);
        for (ConfSection section : sections.subList(1, sections.size())) {
            switch (section.name()) {
                case "driver" -> device(section);
                case "format" -> format(section);
                case "flow" -> flow(section);
                case SourceSettings.SECTION -> source(section);
                default -> problems.error(section.line(), "section [" + section.name() + "] is not known, expected one of "
                    + "[driver], [format], [flow], [mos]" + meant(section.name(), SECTIONS));
            }
        }
        final Map<String, String> values = settings.values();
        final List<Path> libpath = folders(settings, "libpath");
        final List<Path> drvpath = folders(settings, "drvpath");
        return new MapiConf(name, libpath, libs(settings), drvpath, port(settings),
            ConfValues.flag(values.getOrDefault("local", "0")).orElse(false), List.copyOf(devices.values()), formats,
            List.copyOf(flows.values()), List.copyOf(sources.values()), problems.all());
    }

    private void settings(ConfSection section) {
        repeated(section, Set.of());
        for (ConfSection.Entry entry : section.entries()) {
            switch (entry.key()) {
                case "log_level", "logfile", "syslog_level" -> problems.warning(entry.line(), "key " + entry.key()
                    + " has no effect, expected the log settings in logback.xml");
                case "local" -> {
                    if (ConfValues.flag(entry.value()).isEmpty()) {
                        problems.error(entry.line(), "local is \"" + entry.value() + "\", expected 0 or 1");
                    } else {
                        problems.warning(entry.line(), "key local has no effect" + NO_REMOTE);
                    }
                }
                default -> unknown(entry, SETTINGS);
            }
        }
    }

    private void unknown(ConfSection.Entry entry, Set<String> known) {
        if (!known.contains(entry.key())) {
            problems.warning(entry.line(), "key " + entry.key() + " is not known and has no effect" + meant(entry.key(), known));
        }
    }

    private static String meant(String name, Set<String> known) {
        final List<String> similar = SimilarNames.of(name, known);
        return similar.isEmpty() ? "" : "; is " + similar.get(0) + " meant?";
    }

    private void repeated(ConfSection section, Set<String> allowed) {
        final Map<String, Integer> seen = new HashMap<>();
        for (ConfSection.Entry entry : section.entries()) {
            final Integer first = seen.putIfAbsent(entry.key(), entry.line());
            if (first != null && !allowed.contains(entry.key())) {
                problems.warning(entry.line(), "key " + entry.key() + " is given again, the one of line " + first + " counts");
            }
        }
    }

    private List<Path> folders(ConfSection section, String key) {
        final List<Path> folders = new ArrayList<>();
        for (String part : ConfValues.list(section.values().getOrDefault(key, ""))) {
            try {
                folders.add(folder.resolve(part).toAbsolutePath().normalize());
            } catch (InvalidPathException e) {
                problems.error(section.lineOf(key), key + " contains \"" + part + "\", expected folders separated by colons");
            }
        }
        return folders;
    }

    private List<String> libs(ConfSection section) {
        final List<String> libs = new ArrayList<>();
        for (String lib : ConfValues.list(section.values().getOrDefault("libs", ""))) {
            if (lib.indexOf('/') >= 0) {
                problems.error(section.lineOf("libs"),
                    "libs contains \"" + lib + "\", expected names of libraries or files without folders");
            } else {
                libs.add(lib);
            }
        }
        return libs;
    }

    private int port(ConfSection section) {
        final String text = section.values().getOrDefault("dimapi_port", "");
        if (text.isEmpty()) {
            return MapiConstants.DEFAULT_DIMAPI_PORT;
        }
        try {
            final int port = Integer.parseInt(text);
            if (port > 0 && port <= HIGHEST_PORT) {
                problems.warning(section.lineOf("dimapi_port"), "key dimapi_port has no effect" + NO_REMOTE);
                return port;
            }
        } catch (NumberFormatException e) {
            // the one message below says it
        }
        problems.error(section.lineOf("dimapi_port"),
            "dimapi_port is \"" + text + "\", expected a port from 1 to " + HIGHEST_PORT);
        return MapiConstants.DEFAULT_DIMAPI_PORT;
    }

    private void device(ConfSection section) {
        repeated(section, Set.of());
        final Map<String, String> values = section.values();
        absolute(values);
        final DeviceSettings device = new DeviceSettings(values);
        final List<DeviceSettings.Wrong> wrong = device.wrong();
        wrong.forEach(each -> problems.error(section.lineOf(each.key()), each.message()));
        device.suspicious().forEach(each -> problems.warning(section.lineOf(each.key()), each.message()));
        if (!wrong.isEmpty()) {
            return;
        }
        final String alias = values.getOrDefault(DeviceSettings.ALIAS, "").trim();
        if (unique(device.name(), section.lineOf(DeviceSettings.DEVICE))
            && (alias.isEmpty() || alias.equals(device.name()) || unique(alias, section.lineOf(DeviceSettings.ALIAS)))) {
            devices.put(device.name(), device);
        }
    }

    /** Relative names of files start from the folder of the configuration file. */
    private void absolute(Map<String, String> values) {
        for (String key : List.of(DeviceSettings.FILE, DeviceSettings.TRACE_DIRECTORY)) {
            try {
                values.computeIfPresent(key, (k, path) -> path.isEmpty() || path.equals("-") ? path
                    : folder.resolve(path).toString());
            } catch (InvalidPathException e) {
                continue; // the driver will say what is wrong with it
            }
        }
    }

    private boolean unique(String name, int line) {
        final Integer first = names.putIfAbsent(name, line);
        if (first != null) {
            problems.error(line, "device name " + name + " is given already in line " + first + ", expected another one");
        }
        return first == null;
    }

    private void format(ConfSection section) {
        repeated(section, Set.of());
        section.entries().forEach(entry -> unknown(entry, FORMAT_KEYS));
        final Map<String, String> values = section.values();
        final String name = values.getOrDefault("format", "");
        final TraceFormat format = name.startsWith("MFF_") && MapiConstants.lookup(name).isPresent()
            ? TraceFormat.of(MapiConstants.lookup(name).getAsInt()) : null;
        if (format == null) {
            problems.error(section.lineOf("format"),
                "format is \"" + name + "\", expected MFF_PCAP, MFF_RAW, MFF_DAG_ERF, MFF_PCAP_NS or MFF_PCAPNG");
            return;
        }
        final String driver = DriverNames.reader(values.getOrDefault("driver", "").trim());
        formats.add(new FormatSettings(format, driver, values.getOrDefault("description", "")));
    }

    private void flow(ConfSection section) {
        repeated(section, Set.of("function"));
        section.entries().forEach(entry -> unknown(entry, FLOW_KEYS));
        final Map<String, String> values = section.values();
        final List<ConfSection.Entry> functions =
            section.entries().stream().filter(entry -> entry.key().equals("function")).toList();
        final FlowSettings flow = new FlowSettings(values.getOrDefault("name", ""), values.getOrDefault("device", ""),
            functions.stream().map(ConfSection.Entry::value).toList());
        boolean good = true;
        for (ConfSection.Entry function : functions) {
            good &= readable(function);
        }
        try {
            if (good) {
                flow.calls();
            }
        } catch (MapiException e) {
            problems.error(section.line(), e.getMessage());
            good = false;
        }
        if (good && flows.putIfAbsent(flow.name(), flow) != null) {
            problems.error(section.lineOf("name"), "flow name " + flow.name() + " is given already, expected another one");
        }
    }

    private void source(ConfSection section) {
        repeated(section, SourceSettings.REPEATED);
        section.entries().forEach(entry -> unknown(entry, SourceSettings.known()));
        SourceSettings.read(section, problems).ifPresent(source -> {
            if (sources.putIfAbsent(source.name(), source) != null) {
                problems.error(section.lineOf(SourceSettings.NAME), "source name " + source.name()
                    + " is given already, expected another one");
            }
        });
    }

    private boolean readable(ConfSection.Entry function) {
        try {
            FunctionText.parse(function.value());
            return true;
        } catch (MapiException e) {
            problems.error(function.line(), e.getMessage());
            return false;
        }
    }
}
