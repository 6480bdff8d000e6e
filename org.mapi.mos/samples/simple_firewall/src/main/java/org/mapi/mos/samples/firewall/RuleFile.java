package org.mapi.mos.samples.firewall;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules as they stand in a file, read again when it has changed. A file that is missing or wrong changes nothing: the
 * former rules stay, and the log says why, once.
 */
final class RuleFile {
    private static final Logger LOG = LoggerFactory.getLogger(RuleFile.class);

    private final Path file;
    private volatile Rules rules = Rules.NONE;
    private volatile String error = "";
    private byte[] read = {};
    private boolean known;

    RuleFile(Path file) {
        this.file = file;
    }

    /** The rules that count now. */
    Rules rules() {
        return rules;
    }

    /** Why the file as it stands does not count; empty if it does. */
    String error() {
        return error;
    }

    /** Looks at the file; called by one thread at a time. */
    synchronized void check() {
        try {
            final byte[] bytes = Files.readAllBytes(file);
            if (known && Arrays.equals(bytes, read)) {
                return;
            }
            read = bytes;
            known = true;
            rules = Rules.parse(new String(bytes, StandardCharsets.UTF_8).lines().toList(), rules);
            error = "";
            LOG.info("{}: {} rules", file, rules.list().size());
        } catch (IllegalArgumentException wrong) {
            complain(file + ", " + wrong.getMessage());
        } catch (NoSuchFileException missing) {
            known = false;
            complain(file.toAbsolutePath() + " cannot be read: there is no such file");
        } catch (IOException unreadable) {
            known = false;
            complain(file.toAbsolutePath() + " cannot be read: " + unreadable);
        }
    }

    private void complain(String sentence) {
        if (!sentence.equals(error)) {
            error = sentence;
            LOG.warn("{}; the former {} rules stay", sentence, rules.list().size());
        }
    }
}
