package org.mapi.core.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page about layouts says what the code does. */
class LayoutsDocumentTest {
    private static final Pattern HEADING = Pattern.compile("### .*\\(`(\\w+Descriptor)`\\)");
    private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\| (\\d*) \\| `(\\w+)` \\|.*");
    private static final Pattern COUNTER = Pattern.compile("\\| (\\d+) \\| `(\\w+)` \\|.*");

    /** One row of a table. */
    private record Row(Class<?> descriptor, int offset, int size, String field) { }

    private static List<String> page() throws Exception {
        return Files.readAllLines(Path.of(System.getProperty("project.root")).resolve("docs/layouts.md"));
    }

    private static List<Row> rows() throws Exception {
        final List<Row> rows = new ArrayList<>();
        Class<?> descriptor = null;
        for (String line : page()) {
            final Matcher heading = HEADING.matcher(line);
            final Matcher row = ROW.matcher(line);
            if (heading.matches()) {
                descriptor = Class.forName(LayoutsDocumentTest.class.getPackageName() + '.' + heading.group(1));
            } else if (row.matches()) {
                final int size = row.group(2).isEmpty() ? 0 : Integer.parseInt(row.group(2));
                rows.add(new Row(descriptor, Integer.parseInt(row.group(1)), size, row.group(3)));
            }
        }
        return rows;
    }

    private static int constant(Class<?> descriptor, String name) throws Exception {
        final Field field = descriptor.getDeclaredField(name);
        return field.getInt(null);
    }

    @Test
    void shouldTellTheOffsetsThatTheCodeHas() throws Exception {
        assertThat(rows()).hasSize(71);
        for (Row row : rows()) {
            assertThat(row.offset()).as(row.toString()).isEqualTo(constant(row.descriptor(), row.field()));
        }
    }

    @Test
    void shouldTellTheSizesThatTheCodeHas() throws Exception {
        for (Row row : rows()) {
            for (Field field : row.descriptor().getDeclaredFields()) {
                if (field.getName().equals(row.field() + "_ROOM")) {
                    assertThat(row.size()).as(row.toString()).isEqualTo(constant(row.descriptor(), field.getName()));
                }
            }
        }
        assertThat(rows()).filteredOn(row -> row.field().equals("COUNTERS")).extracting(Row::size)
            .containsExactly(8 * ResultFileDescriptor.COUNTER_ROOM);
    }

    @Test
    void shouldLeaveNoTwoFieldsOverlapping() throws Exception {
        final List<Row> rows = rows();
        for (int i = 1; i < rows.size(); i++) {
            final Row before = rows.get(i - 1);
            if (rows.get(i).descriptor() == before.descriptor() && rows.get(i).offset() > before.offset()) {
                assertThat(rows.get(i).offset()).as(rows.get(i).toString())
                    .isGreaterThanOrEqualTo(before.offset() + before.size());
            }
        }
    }

    @Test
    void shouldMentionEveryFieldOfTheDescriptors() throws Exception {
        final String page = String.join("\n", page());
        for (Class<?> descriptor : List.of(FileHeaderDescriptor.class, ResultFileDescriptor.class, EntryDescriptor.class,
                BlockDescriptor.class, QueueFileDescriptor.class, RecordDescriptor.class, ErrorLogDescriptor.class)) {
            for (Field field : descriptor.getDeclaredFields()) {
                final String name = field.getName();
                if (field.getType() == int.class && !name.endsWith("_ROOM")
                    && !name.matches("(FLAG|STATE|TYPE)_[A-Z]+|FORMAT|BYTE_ORDER_MARK|.*ALIGNMENT|SMALL_PAYLOAD|LONGEST_TEXT")) {
                    assertThat(page).as(descriptor.getSimpleName()).contains("`" + name + "`");
                }
            }
        }
    }

    @Test
    void shouldNumberTheCountersAsTheCodeDoes() throws Exception {
        final List<String> found = new ArrayList<>();
        for (String line : page()) {
            final Matcher row = COUNTER.matcher(line);
            if (row.matches()) {
                assertThat(AgentCounter.valueOf(row.group(2)).index()).isEqualTo(Integer.parseInt(row.group(1)));
                found.add(row.group(2));
            }
        }
        assertThat(found).hasSameSizeAs(AgentCounter.values());
    }
}
