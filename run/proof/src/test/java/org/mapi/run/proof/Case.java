package org.mapi.run.proof;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.mapi.capture.TraceFormat;

/**
 * A case of the command line, kept as data; the module's README describes the folder.
 *
 * @param folder     where it is
 * @param properties what is in case.properties
 */
record Case(Path folder, Properties properties) {
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");
    private static final Pattern NANOS = Pattern.compile("(\"timeNanos\":)\\d+");

    static Case read(Path folder) throws IOException {
        final Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(folder.resolve("case.properties"))) {
            properties.load(reader);
        }
        return new Case(folder, properties);
    }

    String name() {
        return folder.getFileName().toString();
    }

    private String text(String key, String otherwise) {
        return properties.getProperty(key, otherwise).trim();
    }

    int status() {
        return Integer.parseInt(text("status", "0"));
    }

    /** tcpdump's filter for the same packets, or null. */
    String oracle() {
        return properties.getProperty("oracle");
    }

    /** The trace, made now if it has not been made yet. */
    Path trace() throws IOException {
        if (properties.containsKey("hex")) {
            return write("hex", bytes(folder.resolve(text("hex", ""))));
        }
        final Path trace = Generated.trace(Long.parseLong(text("packets", "0")), Long.parseLong(text("seed", "1")),
            TraceFormat.valueOf(text("format", "pcap").toUpperCase(Locale.ROOT)));
        if (properties.containsKey("keep")) {
            return write("cut", Arrays.copyOf(Files.readAllBytes(trace), Integer.parseInt(text("keep", "0"))));
        }
        return trace;
    }

    private Path write(String ending, byte[] bytes) throws IOException {
        return Files.write(Places.work("traces").resolve(name() + "." + ending), bytes);
    }

    private static byte[] bytes(Path file) throws IOException {
        return HexFormat.of().parseHex(Files.readAllLines(file).stream().map(line -> line.replaceFirst("#.*", ""))
            .collect(Collectors.joining()).replaceAll("\\s", ""));
    }

    /** The words after {@code mapi}. */
    List<String> command(Path trace) {
        final List<String> words = new ArrayList<>(List.of(text("of", "monitor").split(" ")));
        final Matcher matcher = WORD.matcher(text("command", ""));
        while (matcher.find()) {
            words.add((matcher.group(1) != null ? matcher.group(1) : matcher.group(2)).replace("{trace}", trace.toString()));
        }
        return words;
    }

    /** What is expected in a file of the folder, or null when there is none. */
    String expected(String file) throws IOException {
        return Files.exists(folder.resolve(file)) ? Files.readString(folder.resolve(file)) : null;
    }

    /** Output without what differs from run to run. */
    static String neutral(String output, Path trace) {
        final String named = output.replace(trace.toString(), "{trace}").replace("\r\n", "\n");
        return NANOS.matcher(TIME.matcher(named).replaceAll("{time}")).replaceAll("$1\"{nanos}\"");
    }
}
