package org.mapi.memif.driver;

import java.util.ArrayList;
import java.util.List;
import org.mapi.memif.MemifException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code memif:show}, a command of the Gogo shell: the interfaces with their links, queues and counters; {@code memif:show
 * --json} as JSON, {@code memif:show --rings} with what stands in the rings.
 */
@Component(service = ShowCommand.class, property = {"osgi.command.scope=memif", "osgi.command.function=show"})
public final class ShowCommand {
    private static final String JSON = "--json";
    private static final String RINGS = "--rings";
    private static final String USAGE = ", usage: memif:show [" + JSON + "] [" + RINGS + "]";

    private final MemifInterfaces interfaces;

    /** Made by Declarative Services. */
    @Activate
    public ShowCommand(@Reference MemifInterfaces interfaces) {
        this.interfaces = interfaces;
    }

    /**
     * Shows all interfaces.
     *
     * @param options {@code --json} or {@code --rings}
     * @throws IllegalArgumentException for anything else, with the usage
     */
    public String show(String... options) {
        final List<String> given = List.of(options);
        given.forEach(ShowCommand::require);
        if (given.contains(JSON)) {
            final List<InterfaceReport> reports = new ArrayList<>();
            for (SharedInterface one : interfaces.list()) {
                try {
                    reports.add(InterfaceReport.of(one));
                } catch (MemifException gone) {
                    continue;
                }
            }
            return JsonText.of(reports);
        }
        final StringBuilder text = new StringBuilder();
        for (SharedInterface one : interfaces.list()) {
            show(text, one, given.contains(RINGS));
        }
        for (DeclaredInterface one : interfaces.configured()) {
            if (one.address() != null && interfaces.list().stream().noneMatch(open -> open.address.equals(one.address()))) {
                text.append(one.address()).append(one.alias().isEmpty() ? "" : " (" + one.alias() + ")")
                    .append(": configured, not open\n");
            }
        }
        return text.isEmpty() ? "no memif interfaces: a flow on memif:<socket>/<id>, or a TO_MEMIF, opens one"
            : text.toString().stripTrailing();
    }

    private static void require(String option) {
        if (!option.equals(JSON) && !option.equals(RINGS)) {
            final String shown = option.replaceAll("[\\p{Cntrl}\u0080-\u009f]", "?");
            throw new IllegalArgumentException((option.length() > 1 && option.startsWith("-") ? "unknown option " + shown
                : "\"" + shown + "\" is too much") + USAGE);
        }
    }

    private static void show(StringBuilder text, SharedInterface shared, boolean rings) {
        text.append(shared.address).append(" (").append(String.join(", ", shared.names)).append("): ")
            .append(LinkText.of(shared)).append('\n');
        try {
            final InterfaceReport report = InterfaceReport.of(shared);
            report.receive().forEach(queue -> line(text, "rx", queue));
            report.transmit().forEach(queue -> line(text, "tx", queue));
            if (rings) {
                text.append(shared.memif().dump().indent(2));
            }
        } catch (MemifException gone) {
            text.append("  ").append(gone.getMessage()).append('\n');
        }
    }

    private static void line(StringBuilder text, String direction, InterfaceReport.Queue queue) {
        text.append("  ").append(direction).append(' ').append(queue.queue()).append(": ring ").append(queue.ringSize())
            .append(" head ").append(queue.head()).append(" tail ").append(queue.tail())
            .append(queue.polling() ? " polling" : " interrupt").append(", packets ").append(queue.packets()).append(", bytes ")
            .append(queue.bytes());
        queue.drops().forEach((reason, count) -> text.append(count == 0 ? "" : ", " + reason + " " + count));
        text.append('\n');
    }
}
