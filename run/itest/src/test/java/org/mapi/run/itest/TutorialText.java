package org.mapi.run.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The fenced blocks of a tutorial: {@code sh} are commands, {@code text} is what the commands before it print ({@code …} stands
 * for what differs), {@code java PATH} is a file to be saved, {@code java PATH (is there)} one that exists by then.
 */
final class TutorialText {

    private static final Pattern BLOCK = Pattern.compile("^```(sh|text|java (\\S+)( \\(is there\\))?)\\n(.*?)^```$",
            Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern FENCE = Pattern.compile("^```", Pattern.MULTILINE);
    /** Goes before the output of each block. */
    private static final String MARK = "=-=-= block ";

    private final List<Step> steps = new ArrayList<>();

    /** Something to run, with what it shall print; null where the tutorial does not say. */
    private record Step(String commands, String expected) { }

    private TutorialText() {
    }

    static TutorialText read(Path file) throws IOException {
        TutorialText text = new TutorialText();
        String document = Files.readString(file);
        Matcher block = BLOCK.matcher(document);
        int blocks = 0;
        while (block.find()) {
            blocks++;
            text.add(block);
        }
        assertThat(FENCE.matcher(document).results().count()).as("fences of blocks, all of a known kind").isEqualTo(2L * blocks);
        assertThat(text.steps).hasSizeGreaterThan(10);
        return text;
    }

    private void add(Matcher block) {
        String content = block.group(4);
        switch (block.group(1)) {
            case "sh" -> steps.add(new Step(content, null));
            case "text" -> {
                Step last = steps.removeLast();
                assertThat(last.expected()).as("one text per block of commands").isNull();
                steps.add(new Step(last.commands(), content));
            }
            default -> {
                if (block.group(3) != null) {
                    steps.add(new Step("cat " + block.group(2) + "\n", content));
                } else {
                    steps.add(new Step("cat > " + block.group(2) + " <<'END-OF-FILE'\n" + content + "END-OF-FILE\n", null));
                }
            }
        }
    }

    /** One shell script that does it all and stops at the first failure. */
    String script() {
        StringBuilder script = new StringBuilder("set -e -o pipefail\n");
        for (int i = 0; i < steps.size(); i++) {
            script.append("echo '").append(MARK).append(i).append("'\n").append(steps.get(i).commands());
        }
        return script.toString();
    }

    /** Compares what the script printed with what the tutorial says. */
    void compare(String output) {
        for (int i = 0; i < steps.size(); i++) {
            String begin = MARK + i + "\n";
            int start = output.indexOf(begin) + begin.length();
            int end = output.indexOf(MARK, start);
            String printed = output.substring(start, end < 0 ? output.length() : end);
            String expected = steps.get(i).expected();
            if (expected != null) {
                assertThat(plain(printed)).as("printed by%n%s", steps.get(i).commands()).matches(pattern(plain(expected)));
            }
        }
    }

    /** What differs without meaning: widths of columns, colours of Maven, what a JVM thinks of Maven's libraries. */
    private static String plain(String text) {
        return text.replaceAll("(?m)^WARNING: .*\\n", "").replaceAll("\u001b\\[[0-9;]*m", "")
                .replaceAll("[ \\t]+", " ").replaceAll(" ?\\n ?", "\n").strip();
    }

    private static Pattern pattern(String expected) {
        StringBuilder pattern = new StringBuilder();
        for (String line : expected.split("\n")) {
            if (line.equals("…")) {
                pattern.append("(?s:.*?)");
            } else {
                line(line, pattern);
            }
        }
        return Pattern.compile(pattern.toString());
    }

    /** Within a line {@code …} is a word or a part of one, at its start or end anything. */
    private static void line(String line, StringBuilder pattern) {
        String[] parts = line.split("…", -1);
        pattern.append(Pattern.quote(parts[0]));
        for (int i = 1; i < parts.length; i++) {
            boolean start = i == 1 && parts[0].isEmpty();
            boolean end = i == parts.length - 1 && parts[i].isEmpty();
            pattern.append(start || end ? ".*" : "\\S*").append(Pattern.quote(parts[i]));
        }
        pattern.append("\\n?");
    }
}
