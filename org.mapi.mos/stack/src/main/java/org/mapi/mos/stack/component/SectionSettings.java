package org.mapi.mos.stack.component;

import java.time.Duration;
import java.util.List;
import org.mapi.ConfiguredSection;
import org.mapi.mos.Errno;
import org.mapi.mos.MosException;
import org.mapi.mos.SourceOptions;

/**
 * A source that a [mos] section of mapi.conf declares. What is not given is as in {@link SourceOptions#DEFAULT}.
 *
 * @param section the section
 */
record SectionSettings(ConfiguredSection section) implements DeclaredSettings {
    /** The section's name. */
    static final String SECTION = "mos";
    private static final long MIB = 1 << 20;

    @Override
    public String origin() {
        return section.origin();
    }

    @Override
    public String name() {
        return section.name();
    }

    @Override
    public List<String> devices() {
        return section.all("device");
    }

    @Override
    public List<String> driverOptionTexts() {
        return section.all("option");
    }

    @Override
    public SourceOptions options() {
        final SourceOptions usual = SourceOptions.DEFAULT;
        return new SourceOptions((int) number("workers", usual.workers()),
            section.value("checksums").map(DeclaredSettings::checksums).orElse(usual.checksums()),
            flag("midStream", usual.midStream()), flag("tolerant", usual.tolerant()), flag("defragment", usual.defragment()),
            flag("pseudoFlows", usual.pseudoFlows()), Duration.ofMillis(number("idleTimeout.ms", usual.idleTimeout().toMillis())),
            Duration.ofMillis(number("timeWait.ms", usual.timeWait().toMillis())),
            (int) number("maximumFlows", usual.maximumFlows()), number("memory.mib", usual.memoryBudget() / MIB) * MIB,
            flag("splitQueues", usual.splitQueues()));
    }

    private boolean flag(String key, boolean usual) {
        return section.value(key).map(Boolean::parseBoolean).orElse(usual);
    }

    private long number(String key, long usual) {
        try {
            return section.value(key).map(Integer::parseInt).map(Integer::longValue).orElse(usual);
        } catch (NumberFormatException e) {
            throw new MosException(Errno.EINVAL, "option " + key + " is " + section.all(key) + ", expected a whole number");
        }
    }
}
