package org.mapi.run.launcher;

import java.util.ArrayList;
import java.util.List;

/** Options of the JVM that hosts the appliance; the script uses the same for commands that run in its own process. */
final class JvmOptions {

    private JvmOptions() {
    }

    /** Returns the options, the user's own ({@code MAPI_JAVA_OPTS}, separated by blanks) last so that they win. */
    static List<String> forAppliance() {
        List<String> options = new ArrayList<>(List.of(
                // JNA, jffi and memory segments: bundles are in unnamed modules
                "--enable-native-access=ALL-UNNAMED",
                // Felix's class loading still uses it; without this the JVM prints a warning
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.awt.headless=true",
                // An appliance without memory shall end and be restarted by its service manager instead of limping on.
                "-XX:+ExitOnOutOfMemoryError"));
        String more = System.getenv("MAPI_JAVA_OPTS");
        if (more != null && !more.isBlank()) {
            options.addAll(List.of(more.strip().split("\\s+")));
        }
        return options;
    }
}
